import { MemoryAccessStore } from '../../server/session/access.ts';
import { Admission } from '../../server/session/admission.ts';
import { EntryRules } from '../../server/session/entry-rules.ts';
import { Narrowing } from '../../server/session/narrowing.ts';
import { direct } from '../../src/shared/capabilities/direct/direct.ts';
import { lookUp } from '../../src/shared/session/table.ts';
import { type Mutant, patch } from './mutant.ts';

/** Mutants at the door. */
export const ofTheDoor: Mutant[] = [
  {
    name: 'skip the check of rights',
    apply: () =>
      patch(EntryRules.prototype, 'judge', (judge) => {
        return function (this: EntryRules, entry, replica) {
          const verdict = judge.call(this, entry, replica);
          const kind = lookUp(entry.kind);
          const waved = verdict.is === 'refused' && verdict.error.code === 'not-permitted' && kind;
          return waved ? { is: 'accepted', kind } : verdict;
        };
      }),
  },
  {
    name: 'let edits of an ended copy in',
    apply: () =>
      patch(EntryRules.prototype, 'judge', (judge) => {
        return function (this: EntryRules, entry, replica) {
          const verdict = judge.call(this, entry, replica);
          const kind = lookUp(entry.kind);
          const waved = verdict.is === 'refused' && verdict.error.code === 'rebase-needed' && kind;
          return waved ? { is: 'accepted', kind } : verdict;
        };
      }),
  },
  {
    name: 'take edits of the disk of a host of before',
    apply: () =>
      patch(EntryRules.prototype, 'judge', (judge) => {
        return function (this: EntryRules, entry, replica) {
          const verdict = judge.call(this, entry, replica);
          const kind = lookUp(entry.kind);
          const waved =
            verdict.is === 'refused' && verdict.error.code === 'stale-term' && entry.kind === 'doc.updated' && kind;
          return waved ? { is: 'accepted', kind } : verdict;
        };
      }),
  },
  {
    name: 'let everybody hear what two people write to each other',
    apply: () =>
      patch(direct, 'objectionToHearing', (judge) => (state, person, ref) => {
        return judge?.(state, person, ref) === undefined ? undefined : null;
      }),
  },
  {
    name: 'tell everything to people to whom the session is limited',
    apply: () => patch(Narrowing.prototype, 'told', () => (_connection, entries) => entries),
  },
  {
    name: 'begin with the whole state for people to whom the session is limited',
    apply: () =>
      patch(Narrowing.prototype, 'stateFor', (stateFor) => {
        return function (this: Narrowing, connection) {
          stateFor.call(this, connection);
          return this.session.state;
        };
      }),
  },
  {
    name: 'let people go on where another part of the session is theirs',
    apply: () => patch(Narrowing.prototype, 'committed', () => () => undefined),
  },
  {
    name: 'go on after a failed commit as if nothing was',
    apply: () => patch(EntryRules.prototype, 'reset', () => () => undefined),
  },
  {
    name: 'ignore since at a reconnect',
    apply: () =>
      patch(Admission.prototype, 'greet', (greet) => {
        return function (this: Admission, connection, hello) {
          return greet.call(this, connection, hello.since > 0 ? { ...hello, since: hello.since + 5 } : hello);
        };
      }),
  },
  {
    name: 'never note who has left',
    apply: () => patch(Admission.prototype, 'lost', () => () => undefined),
  },
  {
    name: 'forget who holds which ticket',
    apply: () => patch(MemoryAccessStore.prototype, 'person', () => () => null),
  },
];
