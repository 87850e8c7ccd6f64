import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Second keys that VS Code gives a meaning after Ctrl+K or Cmd+K, on any system. */
const taken = [...'cdefmnoprsuvwz'];

const sources = globSync('src/renderer/features/**/*.{ts,tsx}').map((path) => readFileSync(path, 'utf8'));
const keys = sources.flatMap((text) => [...text.matchAll(/keybinding: '([^']+)'/g)].map((match) => match[1]!));

test('each chord of ours belongs to one command, and to none of the workbench', () => {
  const seconds = keys.filter((key) => key.startsWith('ctrl+k ')).map((key) => key.slice('ctrl+k '.length));
  expect(seconds.length).toBeGreaterThan(5);
  expect(seconds.filter((key, at) => seconds.indexOf(key) !== at || taken.includes(key))).toEqual([]);
});

test('no command has Ctrl+Alt and a letter, which types a character where Alt is AltGr', () => {
  expect(keys.filter((key) => /^ctrl\+alt\+[a-z]$/.test(key))).toEqual([]);
});
