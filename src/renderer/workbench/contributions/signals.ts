import { getService } from '@codingame/monaco-vscode-api';
import {
  AccessibilitySignal,
  Sound,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/accessibilitySignal/browser/accessibilitySignalService';
import { IAccessibilitySignalService } from '@codingame/monaco-vscode-api/vscode/vs/platform/accessibilitySignal/browser/accessibilitySignalService.service';
import { configurationRegistry } from '@codingame/monaco-vscode-configuration-service-override';
import type { SignalDeclaration, SignalsPort } from '../ports/interaction.ts';

/** The workbench's own way to make a signal, which is closed in its types only: the list of signals reads what it made. */
const { register } = AccessibilitySignal as unknown as {
  register(options: { name: string; sound: Sound; settingsKey: string }): AccessibilitySignal;
};

/** The workbench's sounds that begin or end something: each is a file of its own. */
const sounds: Record<SignalDeclaration['sound'], Sound> = {
  begin: Sound.voiceRecordingStarted,
  end: Sound.voiceRecordingStopped,
};

const declared = new Map<string, AccessibilitySignal>();

function declare({ key, name, sound, description }: SignalDeclaration): void {
  declared.set(key, register.call(AccessibilitySignal, { name, sound: sounds[sound], settingsKey: key }));
  configurationRegistry.registerConfiguration({
    id: 'accessibility',
    title: 'Accessibility',
    type: 'object',
    properties: {
      [key]: {
        type: 'object',
        tags: ['accessibility'],
        additionalProperties: false,
        description,
        default: { sound: 'auto' },
        properties: {
          sound: {
            type: 'string',
            description,
            default: 'auto',
            enum: ['auto', 'on', 'off'],
            enumDescriptions: ['Enable sound when a screen reader is attached.', 'Enable sound.', 'Disable sound.'],
          },
        },
      },
    },
  });
}

/** Signals of ours among those of the workbench. */
export const signals: SignalsPort = {
  declare: (all) => all.forEach(declare),
  play: (key) => {
    const signal = declared.get(key);
    if (signal) void getService(IAccessibilitySignalService).then((service) => service.playSignal(signal));
  },
};
