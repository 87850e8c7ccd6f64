import { expect, test } from 'vitest';
import { pronounComments } from '../../../scripts/check/comments.mjs';

const found = (text: string) => pronounComments('src/a.ts', text).map((line) => line.split(':', 2)[1]);

test('a comment that begins with a pronoun is refused', () => {
  expect(found('/** What is kept. */\nconst a = 1;\n// Whoever asks.\nconst b = 2; // How much.')).toEqual([
    '1',
    '3',
    '4',
  ]);
  expect(found('\n/*\n * Who asks.\n */')).toEqual(['2']);
});

test('neither words inside of a comment nor its further lines count', () => {
  const text = [
    '// Asks a person',
    '// Who may answer.',
    '/** Says what is wrong.',
    ' * What follows is more.',
    ' */',
    '/** `Ensemble: Who Wrote This` */',
    '/** However it ends, the log has it. */',
    "const a = '// What';",
    'const b = `/* Who */`;',
  ];
  expect(found(text.join('\n'))).toEqual([]);
});
