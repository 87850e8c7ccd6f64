import { expect, it, vi } from 'vitest';
import { type PastWish, pastPage } from '../../../../server/activity/past-page.ts';
import { MemoryLog } from '../../../../server/log/memory-log.ts';
import { LogFacts } from '../../../../server/session/log-facts.ts';
import { activityLimits } from '../../../../src/shared/capabilities/activity/methods.ts';
import { pairRef } from '../../../../src/shared/capabilities/direct/pairs.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';
import { fold } from '../../../../src/shared/session/fold.ts';
import { emptyState } from '../../../../src/shared/session/state.ts';
import { ann, annsWindow, bob, bobsWindow, document, entryOf, joined, opened } from '../../shared/session/entries.ts';
import { idOf } from '../../shared/session/sample-of.ts';

const session = idOf('session');
const cyd = idOf('cyd');

async function logOf(entries: readonly Entry[]) {
  const log = new MemoryLog(() => 1000);
  const term = await log.claim(session);
  await log.append(
    session,
    term,
    entries.map((entry, index) => ({ ...entry, n: index + 1 })),
  );
  const facts = new LogFacts();
  let state = emptyState;
  for (const entry of await log.read(session, 0, 1e9, 1e9)) {
    state = fold(state, entry);
    facts.note(entry);
  }
  const ask = (wish: Partial<PastWish>) =>
    pastPage(log, session, { state, facts }, { after: 0, filter: {}, limit: 100, person: ann, isOwner: true, ...wish });
  return { ask, log, head: entries.length };
}

const edit = (by: string, agent?: string) =>
  entryOf('doc.updated', { update: Uint8Array.of(0, 0), ...(agent && { agent }) }, { ref: document, by });
const admitted = (person: string) =>
  entryOf('participant.admitted', { person, name: person.slice(0, 3), role: 'editor' });
const seqs = ({ events }: { events: readonly { seq: number }[] }) => events.map(({ seq }) => seq);

it('tells an owner all of the past, page by page, by kind, person and file', async () => {
  const { ask, head } = await logOf([
    joined(ann, annsWindow),
    admitted(bob),
    joined(bob, bobsWindow),
    opened(),
    edit(annsWindow),
    edit(bobsWindow),
    edit(annsWindow),
  ]);
  const whole = await ask({});
  expect(seqs(whole)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(whole).toMatchObject({ upTo: head, more: false, untold: null });
  expect(whole.events[4]).toEqual({ seq: 5, atMs: 1000, kind: 'doc.updated', person: ann, path: 'a.txt', words: null });
  const first = await ask({ filter: { kinds: ['doc.'], path: 'a.txt' }, limit: 2 });
  expect([seqs(first), first.more]).toEqual([[4, 5], true]);
  const second = await ask({ after: first.upTo, filter: { kinds: ['doc.'], path: 'a.txt' }, limit: 2 });
  expect([seqs(second), second.more]).toEqual([[6, 7], false]);
  expect(seqs(await ask({ filter: { kinds: ['doc.updated'], person: bob } }))).toEqual([6]);
  expect(seqs(await ask({ filter: { without: ['participant.', 'doc.updated'] } }))).toEqual([4]);
  expect(await ask({ after: head })).toEqual({ events: [], upTo: head, more: false, untold: null });
});

it('tells others what has happened since they were let in last, and says so', async () => {
  const { ask } = await logOf([
    joined(ann, annsWindow),
    opened(),
    admitted(bob),
    joined(bob, bobsWindow),
    edit(annsWindow),
    entryOf('participant.removed', { person: bob, ban: false }, { by: annsWindow }),
    edit(annsWindow),
    admitted(bob),
    edit(annsWindow),
    joined(bob, bobsWindow),
  ]);
  const told = await ask({ person: bob, isOwner: false });
  expect(seqs(told)).toEqual([8, 9, 10]);
  expect(told.untold).toMatch(/before entry 8 is not told/);
  // A page that ends before they were let in again tells nothing of the time between.
  expect(seqs(await ask({ after: 3, limit: 1, person: bob, isOwner: false }))).toEqual([8]);
  expect((await ask({ after: 8, person: bob, isOwner: false })).untold).toBeNull();
  expect(seqs(await ask({ person: cyd, isOwner: false }))).toEqual([]);
});

it('reads no more than a page takes, and looks for an admission once', async () => {
  const many = Array.from({ length: 5000 }, () => edit(annsWindow));
  const { ask, log, head } = await logOf([
    joined(ann, annsWindow),
    opened(),
    admitted(bob),
    joined(bob, bobsWindow),
    ...many,
  ]);
  const guest = { person: bob, isOwner: false, limit: 10 };
  expect(seqs(await ask(guest))).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  const read = vi.spyOn(log, 'read');
  expect(seqs(await ask({ ...guest, after: 12 }))[0]).toBe(13);
  expect(read).toHaveBeenCalledTimes(1);
  // Of what has come since, nothing else is looked at.
  await log.append(session, await log.claim(session), [{ ...admitted(bob), n: head + 1 }]);
  expect(seqs(await ask(guest))).toEqual([head + 1]);
  expect(read.mock.calls.slice(1).map(([, after]) => after)).toEqual([head, head]);
});

it('tells nobody what is between two others, what is buried, or the past of a file that they may not hear', async () => {
  const said = { message: idOf('m'), replyTo: null, words: 'secret', mentions: [], priority: 'normal', snippet: null };
  const { ask, log } = await logOf([
    joined(ann, annsWindow),
    admitted(bob),
    joined(bob, bobsWindow),
    admitted(cyd),
    opened(),
    entryOf('direct.posted', said as never, { ref: pairRef(ann, bob), by: annsWindow }),
    edit(annsWindow),
    entryOf('paths.limited', { person: bob, paths: ['other'] }, { by: annsWindow }),
  ]);
  const kinds = async (person: string) => (await ask({ person })).events.map(({ kind }) => kind);
  expect(await kinds(ann)).toContain('direct.posted');
  expect(await kinds(cyd)).not.toContain('direct.posted');
  expect(await kinds(bob)).not.toContain('doc.updated');
  await log.bury(session, { seq: 7 });
  expect(await kinds(ann)).not.toContain('doc.updated');
});

it('counts what the disk and the host write as nobody’s, but for what an agent had told', async () => {
  const [annsDisk, annsHost, agent] = [idOf('disk'), idOf('host'), idOf('agent')];
  const { ask } = await logOf([
    joined(ann, annsWindow),
    joined(ann, annsHost, 'editor', 1000, 'host'),
    joined(ann, annsDisk, 'editor', 1000, 'disk'),
    opened(),
    edit(annsDisk),
    edit(annsDisk, agent),
    edit(annsHost, agent),
    edit(annsWindow, agent),
  ]);
  const { events } = await ask({ filter: { kinds: ['doc.updated'] } });
  expect(events.map(({ person }) => person)).toEqual([null, agent, null, ann]);
});

it('looks at the newest entries alone, and says so', async () => {
  const many = Array.from({ length: activityLimits.entries + 5 }, () => edit(annsWindow));
  const { ask, head } = await logOf([joined(ann, annsWindow), opened(), ...many]);
  const told = await ask({ limit: 3 });
  expect(seqs(told)[0]).toBe(head - activityLimits.entries + 1);
  expect(told).toMatchObject({ more: true, untold: expect.stringMatching(/^Only the newest 20000 entries/) });
});
