import { expect, it } from 'vitest';
import { withoutHidden } from '../../../../src/main/git/complaints.ts';

const sees = (path: string) => !/^private(\/|$)|\.key$|(^|\/)\.git(\/|$)/.test(path);

it.each([
  ['\tprivate/a name with spaces.txt', ''],
  ['private/x already exists, no checkout', ''],
  ["error: unable to unlink old 'private/x': Is a directory", ''],
  ['CONFLICT (modify/delete): private/x deleted in HEAD', ''],
  ['hint: "our own.key" is in the way', ''],
  ['Merge conflict in src/a.key.', ''],
  ['private/', ''],
  ['a '.repeat(100), ''],
  ['Please commit your changes or stash them.', 'Please commit your changes or stash them.'],
  ['Write it into .git/config', 'Write it into .git/config'],
  ['\tsrc/open.txt', '\tsrc/open.txt'],
])('of Git’s words, a line that names a hidden file goes to no guest: %s', (line, left) => {
  const told = withoutHidden(`Aborting\n${line}`, sees);
  expect(told.split('\n').slice(1)).toEqual([left || expect.stringContaining('hidden from guests')]);
});
