import { expect, it } from 'vitest';
import { lineWords } from '../../../../src/renderer/ui/line-words.ts';

it.each([
  ['ls -l naïve 猫 😀', 'ls -l naïve 猫 😀'],
  ['rm א 1 / ב', 'rm \\u{5d0} 1 / \\u{5d1}'],
  ['echo ٣ سلام', 'echo \\u{663} \\u{633}\\u{644}\\u{627}\\u{645}'],
  ['echo 𐤀 𞤀', 'echo \\u{10900} \\u{1e900}'],
])('has %s read in the order in which the shell reads it', (line, words) => {
  expect(lineWords(line)).toBe(words);
});
