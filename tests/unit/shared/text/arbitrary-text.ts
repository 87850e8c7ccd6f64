import fc from 'fast-check';

const pieces = [
  'a',
  'b',
  'ab',
  ' ',
  '\n',
  '\n\n',
  'é',
  'ß',
  '中',
  '😀',
  '😁',
  '👩‍👩‍👧',
  '🇩🇪',
  'e\u0301',
  '\u200d',
  '\u0000',
];

/** Well-formed LF text in which runs recur, so that diffs find something to keep; many pairs, which edits may not split. */
export const arbitraryText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((all) => all.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.replaceAll('\r', '').toWellFormed()),
);

/** Text that has been neither normalised nor checked: any UTF-16 units, halves of pairs and CRs too. */
export const arbitraryUnits: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom('\r', '\n', 'a', '\ud83d', '\ude00'),
      fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
    ),
    {
      maxLength: 30,
    },
  )
  .map((all) => all.join(''));

/** Whether a place in a text is between two code points, and not inside one. */
export function isBound(text: string, offset: number): boolean {
  return text.slice(0, offset).isWellFormed() && text.slice(offset).isWellFormed();
}
