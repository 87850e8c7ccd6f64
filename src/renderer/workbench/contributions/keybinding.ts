import { KeyChord, KeyCodeUtils, KeyMod } from '@codingame/monaco-vscode-api/vscode/vs/base/common/keyCodes';

const modifiers: Record<string, number> = {
  ctrl: KeyMod.CtrlCmd,
  shift: KeyMod.Shift,
  alt: KeyMod.Alt,
};

/** Gives the number of a key such as `ctrl+alt+f`, or of two in turn: `ctrl+k t`. Throws where a part of it is no key. */
export function parseKeybinding(text: string): number {
  const [first = 0, second] = text.split(' ').map((key) => keyOf(key, text));
  return second === undefined ? first : KeyChord(first, second);
}

function keyOf(key: string, text: string): number {
  return key.split('+').reduce((sum, part) => {
    const value = modifiers[part] ?? KeyCodeUtils.fromUserSettings(part);
    if (value === 0) throw new Error(`"${part}" in "${text}" is no key.`);
    return sum | value;
  }, 0);
}
