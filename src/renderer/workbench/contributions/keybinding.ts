import { KeyCodeUtils, KeyMod } from '@codingame/monaco-vscode-api/vscode/vs/base/common/keyCodes';

const modifiers: Record<string, number> = {
  ctrl: KeyMod.CtrlCmd,
  shift: KeyMod.Shift,
  alt: KeyMod.Alt,
};

/** Gives the number of a key such as `ctrl+alt+f`. Throws where a part of it is no key. */
export function parseKeybinding(text: string): number {
  return text.split('+').reduce((sum, part) => {
    const value = modifiers[part] ?? KeyCodeUtils.fromUserSettings(part);
    if (value === 0) throw new Error(`"${part}" in "${text}" is no key.`);
    return sum | value;
  }, 0);
}
