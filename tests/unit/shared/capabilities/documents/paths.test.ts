import fc from 'fast-check';
import { expect, it } from 'vitest';
import { documentAt, documentAtPath } from '../../../../../src/shared/capabilities/documents/paths.ts';
import type { Entry } from '../../../../../src/shared/core/entry.ts';
import { pack, storedLimits, unpack } from '../../../../../src/shared/core/message-pack.ts';
import { fold } from '../../../../../src/shared/session/fold.ts';
import { emptyState, type SessionState } from '../../../../../src/shared/session/state.ts';
import { leastCpuMs } from '../../../../lib/cpu-time.ts';
import { annsWindow, entryOf, format, opened } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const hash = 'cd'.repeat(32);
const lower = (path: string) => path.toLowerCase();

/** Finds a document by looking at every one. */
function scanned({ documents }: SessionState, isSame: (own: string) => boolean): string | null {
  let gone: string | null = null;
  for (const [ref, info] of Object.entries(documents)) {
    if (info.path === null || !isSame(info.path)) continue;
    if (!info.deleted) return ref;
    gone = ref;
  }
  return gone;
}

const paths = ['a.txt', 'A.txt', 'b.txt', 'constructor', '__proto__'];
const operation = fc.record({
  ref: fc.nat(9).map((number) => idOf(`document-${number}`)),
  path: fc.constantFrom(...paths),
  does: fc.constantFrom('doc.opened', 'doc.moved', 'doc.deleted', 'doc.saved', 'doc.sealed', 'look'),
});

function entryFor({ ref, path, does }: { ref: string; path: string; does: string }): Entry | null {
  if (does === 'doc.opened') return opened(ref, path, annsWindow);
  if (does === 'doc.moved') return entryOf(does, { term: 1, path }, { ref });
  if (does === 'doc.saved') return entryOf(does, { term: 1, path, hash, lengthUtf16: 1, format }, { ref });
  if (does === 'doc.deleted' || does === 'doc.sealed') return entryOf(does, { term: 1 }, { ref });
  return null;
}

it.each([0, 200])('finds what looking at every document finds, with %i others beside', (others) => {
  const beside = Array.from({ length: others }, (_, index) => opened(idOf(`other-${index}`), `other/${index}`));
  const before = beside.reduce(fold, emptyState);
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
      let state = before;
      for (const each of operations) {
        const entry = entryFor(each);
        if (entry) state = fold(state, entry);
        const fresh = unpack(pack(state), storedLimits) as SessionState;
        for (const path of each.does === 'look' || operations.length < 5 ? paths : [each.path]) {
          const expected = scanned(state, (own) => own === path);
          expect([documentAt(state, path), documentAt(fresh, path)]).toEqual([expected, expected]);
          const folded = scanned(state, (own) => lower(own) === lower(path));
          expect(documentAtPath(state.documents, path, lower)).toBe(folded);
        }
      }
    }),
    { numRuns: 60 },
  );
});

it('costs with ten thousand documents what it costs with a few', () => {
  const taken = (count: number) => {
    const all = Array.from({ length: count }, (_, index) => opened(idOf(`${index}`), `${index}.txt`));
    let state = all.reduce(fold, emptyState);
    documentAt(state, '0.txt');
    return leastCpuMs(() => {
      for (let i = 0; i < 300; i++) {
        const ref = idOf(`${i % count}`);
        state = fold(state, entryOf('doc.moved', { term: 1, path: `moved-${i}.txt` }, { ref }));
        expect(documentAt(state, `moved-${i}.txt`)).toBe(ref);
      }
    });
  };
  expect(taken(10_000)).toBeLessThan(10 * taken(20) + 100);
});
