import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../../../src/shared/capabilities/languages/language-state.ts';
import { languageLimits } from '../../../../../src/shared/capabilities/languages/limits.ts';
import type { SessionState } from '../../../../../src/shared/session/state.ts';
import type { Body } from '../../../../../src/shared/session/table.ts';
import { ann, annsWindow, entryOf, foldAll, joined } from '../../session/entries.ts';

const wrong = (message: string): Problem => ({ range: [0, 1, 0, 2], severity: 'error', message });
const found = (path: string, problems: Problem[], source = 'typescript', rest = 0) =>
  entryOf('languages.problems', { term: 1, path, source, problems, rest }, { by: annsWindow });

type Server = Body<'languages.servers'>['servers'][number];
const servers = (state: Server['state'], id = 'typescript') => {
  const server: Server = { id, name: id, languages: [], extensions: [], fileNames: [], state, text: '' };
  return entryOf('languages.servers', { term: 1, servers: [server], unlisted: 2 }, { by: annsWindow });
};
const claimed = (term: number) => entryOf('host.claimed', { term, folder: 'boats' }, { by: annsWindow });

const hosted = foldAll([joined(ann, annsWindow), claimed(1)]);
const listed = ({ languages }: SessionState) =>
  Object.values(languages.problems).map(({ path, source, problems }) => `${path} ${source} ${problems.length}`);

describe('problems', () => {
  it('are the newest set of each file and source, and gone with an empty one', () => {
    const state = foldAll(
      [
        found('a.ts', [wrong('one'), wrong('two')]),
        found('a.ts', [wrong('three')], 'linter'),
        found('b.ts', [wrong('four')]),
        found('a.ts', [wrong('two')]),
        found('b.ts', []),
        found('c.ts', []),
      ],
      hosted,
    );
    expect(listed(state)).toEqual(['a.ts typescript 1', 'a.ts linter 1']);
    const emptied = foldAll([found('a.ts', []), found('a.ts', [], 'linter')], state);
    expect(emptied.languages).toEqual(hosted.languages);
  });

  it('go with the server that has found them, and with the host', () => {
    const state = foldAll([servers('ready'), found('a.ts', [wrong('one')])], hosted);
    expect(listed(foldAll([servers('restarting')], state))).toHaveLength(1);
    expect(foldAll([servers('idle')], state).languages).toMatchObject({ problems: {}, characters: 0, unlisted: 2 });
    expect(listed(foldAll([servers('ready', 'another')], state))).toEqual([]);
    expect(foldAll([claimed(2)], state).languages).toEqual(hosted.languages);
  });

  it('take no more room than there is', () => {
    const many = Array.from({ length: languageLimits.sets + 5 }, (_, index) => found(`${index}.ts`, [wrong('x')]));
    const state = foldAll(many, hosted);
    expect(listed(state)).toHaveLength(languageLimits.sets);
    expect(listed(foldAll([found('0.ts', []), found('late.ts', [wrong('y')])], state)).at(-1)).toBe(
      'late.ts typescript 1',
    );
    const long = Array.from({ length: 25 }, () => wrong('m'.repeat(languageLimits.messageLength)));
    const large = Array.from({ length: 100 }, (_, index) => found(`${index}.ts`, long));
    const { languages } = foldAll(large, hosted);
    expect(languages.characters).toBeLessThanOrEqual(languageLimits.characters);
    expect(Object.keys(languages.problems).length).toBeLessThan(100);
  });
});
