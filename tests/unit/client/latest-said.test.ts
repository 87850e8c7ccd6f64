import { expect, it } from 'vitest';
import { LatestSaid } from '../../../src/client/latest-said.ts';
import { annsWindow, entryOf } from '../shared/session/entries.ts';

it('keeps the newest of each, in the order in which they were said last: one may undo what was said before it', () => {
  const latest = new LatestSaid();
  const servers = () => entryOf('languages.servers', { term: 1, servers: [], unlisted: 0 }, { by: annsWindow });
  const problems = (path: string) =>
    entryOf('languages.problems', { term: 1, path, source: 'ts', problems: [], rest: 1 }, { by: annsWindow });
  const [first, ended, begun] = [problems('a.ts'), servers(), problems('b.ts')];
  for (const entry of [servers(), first, ended, begun]) latest.put(entry);
  expect([...latest.all]).toEqual([first, ended, begun]);
  const again = problems('a.ts');
  latest.put(again);
  expect([...latest.all]).toEqual([ended, begun, again]);
});
