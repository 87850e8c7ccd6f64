import { ReadVersion } from '../../src/client/agents/read-versions.ts';
import { SessionLocker } from '../../src/client/locks/session-locker.ts';
import { TreeLeases } from '../../src/main/git/tree-leases.ts';
import { TextCopy } from '../../src/shared/capabilities/documents/text-copy.ts';
import type { LocksView } from '../../src/shared/capabilities/locks/held-locks.ts';
import { locks } from '../../src/shared/capabilities/locks/locks.ts';
import { type Mutant, patch } from './mutant.ts';

/** Mutants of the rules for agents. */
export const ofAgents: Mutant[] = [
  {
    name: 'let agents write over what they have not read',
    apply: () =>
      patch(TextCopy.prototype, 'take', (take) => {
        return function (this: TextCopy, change, writer, origin) {
          const { isAgent: _, ...anybody } = writer;
          return take.call(this, change, anybody, origin);
        };
      }),
  },
  {
    name: 'let agents change lines of which they name a part',
    apply: () => patch(ReadVersion.prototype, 'linesAround', () => (start, end) => ({ start, end })),
  },
  {
    name: 'let patterns bind nobody',
    apply: () => {
      const mendRule = patch(locks, 'objection', () => () => null);
      const mendList = patch(SessionLocker.prototype, 'list', (list) => {
        return function (this: SessionLocker) {
          return list.call(this).filter(({ pattern }) => pattern === undefined);
        };
      });
      return () => {
        mendRule();
        mendList();
      };
    },
  },
  {
    name: 'let agents edit while the tree moves',
    apply: () =>
      patch(locks, 'objection', (objection) => (state, asking) => {
        const { locks: held, ...view } = state as LocksView;
        const { tree: _, ...still } = held;
        return objection!({ ...view, locks: still }, asking);
      }),
  },
  {
    name: 'forget the end of an act on the tree',
    apply: () =>
      patch(TreeLeases.prototype, 'during', (during) => {
        return function (this: TreeLeases, ...[person, act, run]) {
          return during.call(this, person, act, (begin) =>
            run(begin).then(() => new Promise(() => undefined)),
          ) as never;
        };
      }),
  },
];
