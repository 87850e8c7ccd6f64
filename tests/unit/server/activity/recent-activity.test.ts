import { describe, expect, it } from 'vitest';
import { recentActivity } from '../../../../server/activity/recent-activity.ts';
import { MemoryLog } from '../../../../server/log/memory-log.ts';
import { LogFacts } from '../../../../server/session/log-facts.ts';
import { activityLimits } from '../../../../src/shared/capabilities/activity/methods.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';
import { fold } from '../../../../src/shared/session/fold.ts';
import { emptyState } from '../../../../src/shared/session/state.ts';
import { ann, annsWindow, bob, bobsWindow, document, entryOf, joined, opened } from '../../shared/session/entries.ts';
import { idOf } from '../../shared/session/sample-of.ts';

const session = idOf('session');

/** Keeps entries in a log, and folds them. */
async function logOf(entries: readonly Entry[]) {
  const log = new MemoryLog(() => 1000);
  const term = await log.claim(session);
  const numbered = entries.map((entry, index) => ({ ...entry, n: index + 1 }));
  await log.append(session, term, numbered);
  const facts = new LogFacts();
  let state = emptyState;
  for (const entry of await log.read(session, 0, 1e9, 1e9)) {
    state = fold(state, entry);
    facts.note(entry);
  }
  return { ask: (wish: Parameters<typeof recentActivity>[3]) => recentActivity(log, session, { state, facts }, wish) };
}

const edit = (by: string, agent?: string) =>
  entryOf('doc.updated', { update: Uint8Array.of(0, 0), ...(agent && { agent }) }, { ref: document, by });
const comment = (mentions: string[]) =>
  entryOf(
    'comment.started',
    {
      thread: idOf('t'),
      comment: idOf('c'),
      place: {
        selection: null,
        lines: { start: 1, end: 1 },
        quote: { before: [], lines: ['x'], after: [], count: 1, only: [] },
        hash: 'a'.repeat(64),
      },
      words: 'look @Bob',
      mentions,
      moment: null,
    },
    { ref: document, by: annsWindow },
  );
const admitted = (person: string) =>
  entryOf('participant.admitted', { person, name: person.slice(0, 3), role: 'editor' });

describe('the activity of a session', () => {
  it('counts edits of the disk to nobody, and to an agent what it had told', async () => {
    const [annsDisk, agent] = [idOf('disk'), idOf('agent')];
    const { ask } = await logOf([
      joined(ann, annsDisk, 'editor', 1000, 'disk'),
      opened(),
      edit(annsDisk),
      edit(annsDisk, agent),
    ]);
    expect((await ask({ after: null, person: ann, isOwner: true })).edits).toMatchObject([{ person: agent, count: 1 }]);
  });

  it('tells events in the words of their kinds with file and mentions, and edits by person and text', async () => {
    const { ask } = await logOf([
      joined(ann, annsWindow),
      joined(bob, bobsWindow),
      opened(),
      edit(annsWindow),
      edit(annsWindow),
      edit(bobsWindow),
      comment([bob]),
    ]);
    const told = await ask({ after: null, person: bob, isOwner: true });
    expect(told.events).toMatchObject([{ person: ann, words: 'commented: look @Bob', path: 'a.txt', isForMe: true }]);
    expect(told.edits).toMatchObject([
      { person: ann, path: 'a.txt', count: 2 },
      { person: bob, path: 'a.txt', count: 1 },
    ]);
    expect(told).toMatchObject({ fromMs: 1000, isCut: false });
    const later = await ask({ after: 5, person: ann, isOwner: true });
    expect(later.edits).toMatchObject([{ person: bob, count: 1 }]);
    expect(later.events).toMatchObject([{ isForMe: false }]);
  });

  it('tells a guest nothing from before they were admitted, and is bounded', async () => {
    const { ask } = await logOf([
      joined(ann, annsWindow),
      opened(),
      edit(annsWindow),
      admitted(bob),
      joined(bob, bobsWindow),
      edit(bobsWindow),
    ]);
    const told = await ask({ after: null, person: bob, isOwner: false });
    expect(told.edits).toMatchObject([{ person: bob, count: 1 }]);
    expect((await ask({ after: null, person: bob, isOwner: true })).edits).toHaveLength(2);

    const many = Array.from({ length: activityLimits.entries + 5 }, () => edit(annsWindow));
    const long = await logOf([joined(ann, annsWindow), opened(), ...many]);
    const cut = await long.ask({ after: 0, person: ann, isOwner: true });
    expect(cut).toMatchObject({ isCut: true, edits: [{ count: activityLimits.entries }] });
  });
});
