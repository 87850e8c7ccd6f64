import { expect, it } from 'vitest';
import { withoutHidden } from '../../../../src/main/git/complaints.ts';
import { GitRefusal } from '../../../../src/main/git/git-program.ts';

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

it.each(['token', 'olga:token', 'olga:to@ken', 'olga@example.org:to@k@en'])(
  'credentials of an address are in no complaint: %s',
  (credentials) => {
    const words = `fatal: unable to access 'https://${credentials}@far.example/@olga/boats.git/': no such host`;
    expect(new GitRefusal(words, '/home/olga/boats').message).toBe(
      "Git says: unable to access 'https://far.example/@olga/boats.git/': no such host",
    );
  },
);
