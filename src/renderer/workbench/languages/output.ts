import * as vscode from 'vscode';
import { terminalText } from '../../../shared/text/shown.ts';
import type { LanguageLog } from '../ports/languages.ts';

/** Makes a channel in the output panel. Its words are shown as they are, controls by their pictures. */
export function makeLog(name: string): LanguageLog {
  const channel = vscode.window.createOutputChannel(name);
  return {
    append: (words) => channel.append(terminalText(words)),
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}
