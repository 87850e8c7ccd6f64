import { expect, it } from 'vitest';
import { hunkInWords } from '../../../../src/renderer/features/merging/taken-sides.ts';
import { hasBothTexts, wholeQuestion } from '../../../../src/renderer/features/merging/whole-files.ts';

const text = new TextEncoder().encode('text\n');
const binary = Uint8Array.of(1, 0, 2);

it('a hunk says who took which side, and who is there', () => {
  expect(hunkInWords({ is: 'incoming' }, 'Ada', [])).toBe('Ada took Incoming');
  expect(hunkInWords({ is: 'neither' }, 'You', ['Grace'])).toBe('You took neither side · Grace is here');
  expect(hunkInWords({ is: 'open' }, null, ['Ada', 'Grace'])).toBe('Ada and Grace are here');
  expect(hunkInWords({ is: 'own' }, null, [])).toBeNull();
});

it.each([
  ['both sides changed what is no text', 'UU', binary, text, ['ours', 'theirs']],
  ['one deleted by them', 'UD', text, null, ['ours', 'deleted']],
  ['one deleted by us', 'DU', null, text, ['theirs', 'deleted']],
  ['one added by us alone', 'AU', text, null, ['ours', 'deleted']],
  ['one added by them alone', 'UA', null, text, ['theirs', 'deleted']],
  ['one that both deleted', 'DD', null, null, ['deleted']],
] as const)('a file cannot be merged by lines, and is asked about: %s', (_what, is, ours, theirs, choices) => {
  expect(hasBothTexts(ours, theirs)).toBe(false);
  const question = wholeQuestion({ path: 'folder/a.bin', is }, { ours, theirs });
  expect(question.choices.map(({ take }) => take)).toEqual(choices);
  expect(question.message).toMatch(/^a\.bin /);
});

it('a file that both have as a text is merged by lines, also an empty one', () => {
  expect(hasBothTexts(text, new Uint8Array())).toBe(true);
});
