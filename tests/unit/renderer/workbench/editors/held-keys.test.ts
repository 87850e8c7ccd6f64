import { expect, it } from 'vitest';
import { holdKeys } from '../../../../../src/renderer/workbench/editors/held-keys.ts';

/** A keyboard; `press` says whether the key went on to an editor. */
function keyboardOf() {
  const listeners = new Set<(event: never) => void>();
  const press = (key: string, held: Partial<KeyboardEvent> = {}): boolean => {
    let goesOn = true;
    const stop = () => {
      goesOn = false;
    };
    const event = { key, ...held, preventDefault: stop, stopImmediatePropagation: stop };
    for (const listener of listeners) listener(event as never);
    return goesOn;
  };
  const keyboard = {
    addEventListener: (_name: string, listener: (event: never) => void) => void listeners.add(listener),
    removeEventListener: (_name: string, listener: (event: never) => void) => void listeners.delete(listener),
  };
  return { press, listeners, keyboard: keyboard as never };
}

it('types what came meanwhile once an editor can take it, without what was taken back', () => {
  const { press, keyboard, listeners } = keyboardOf();
  const release = holdKeys(keyboard);
  for (const key of ['d', 'x', 'Backspace', '🙂', 'Backspace', 'a', 'Enter', 'w']) expect(press(key)).toBe(false);
  const typed: string[] = [];
  release((text) => typed.push(text));
  expect([typed, listeners.size]).toEqual([['da\nw'], 0]);
});

it('leaves all other keys alone, and types nothing where nothing came', () => {
  const { press, keyboard } = keyboardOf();
  const release = holdKeys(keyboard);
  for (const key of ['Backspace', 'Escape', 'ArrowLeft']) expect(press(key)).toBe(true);
  for (const modifier of ['ctrlKey', 'metaKey', 'altKey', 'isComposing'] as const)
    expect(press('s', { [modifier]: true })).toBe(true);
  release(() => expect.unreachable());
});
