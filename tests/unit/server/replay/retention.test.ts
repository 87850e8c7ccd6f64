import { expect, it, vi } from 'vitest';
import { deletedIn, keepSince, keptStretch } from '../../../../server/replay/kept-stretches.ts';
import { ReplayHistory } from '../../../../server/replay/replay-history.ts';
import { decodeBody } from '../../../../src/shared/session/table.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { ref, ticketOf } from '../session/session-fixture.ts';
import { textOf } from '../session/typist.ts';
import { packed } from './packed-session.ts';

const all = Number.MAX_SAFE_INTEGER;
const halfHourMs = 1_800_000;
const dayMs = 24 * 3_600_000;
const wordsOf = (name: string, count = 8) => Array.from({ length: count }, (_, index) => `${name}-${index} `);

/** A session with old history, of which the middle was recorded. */
async function old(entriesOfSegment?: number) {
  const session = await packed(entriesOfSegment);
  const { stage, work, typist } = session;
  const recording = idOf('recording');
  await work(wordsOf('first'));
  await typist.type('secret ');
  await typist.erase('secret '.length);
  await stage.host.say('recording.started', { title: 'titlewords' }, { ref: recording });
  await work(wordsOf('middle'));
  await stage.host.say('recording.stopped', {}, { ref: recording });
  await work(wordsOf('last'));
  await stage.world.run(halfHourMs);
  const prune = async (beforeMs = stage.world.nowMs) => {
    const pruned = stage.session.prune(beforeMs);
    await stage.world.run(1_000);
    await pruned;
  };
  return { ...session, recording, prune };
}

it.each([8, 500])(
  'keeps only what is recorded of old history (segments of %i), and a start goes on from there',
  async (count) => {
    const { stage, log, prune, restart, typist, moments, recording, reports, work } = await old(count);
    const before = stage.session.state;
    const text = typist.text;
    await prune();
    const history = (await log().readRecorded('s', null, 0, all, all)).filter(({ kind }) => kind === 'doc.updated');
    const middle = moments.filter((_, index) => index >= 8 && index < 16);
    expect(history.map(({ seq }) => seq)).toEqual(middle.map(({ seq }) => seq));
    expect(stage.session.state).toEqual(before);
    await restart();
    const { replicas: _, ...others } = before;
    expect(stage.session.state).toMatchObject(others);
    const newcomer = await stage.guest('Eve');
    await newcomer.send({ t: 'subscribe', ref, subscription: 1 });
    expect(textOf(newcomer.last('backfill')!.checkpoint!)).toBe(text);
    const shown = await ReplayHistory.open(log(), 's', { recording });
    for (const { seq, text: then } of middle) expect(await shown.textAt(ref, seq)).toBe(then);
    const whole = await ReplayHistory.open(log(), 's');
    expect(moments.filter(({ seq }) => whole.clamped(seq) === seq)).toEqual(middle);
    expect(reports).toEqual([]);
    await work([]);
  },
);

it('leaves nothing of what was deleted on the disk', async () => {
  const { prune, isOnDisk } = await old();
  expect(isOnDisk('first-0')).toBe(true);
  await prune();
  expect(isOnDisk('secret')).toBe(false);
});

it('leaves what is newer, and goes on with it later', async () => {
  const { stage, log, prune, work, moments, typist } = await old();
  const borderMs = stage.world.nowMs - 1;
  await work(wordsOf('new'));
  await prune(borderMs);
  const edits = async () => {
    const entries = await log().readRecorded('s', null, 0, all, all);
    return entries.filter(({ kind }) => kind === 'doc.updated').map(({ seq }) => seq);
  };
  const seqs = moments.map(({ seq }) => seq);
  const [middle, newest] = [seqs.slice(8, 16), seqs.slice(24)];
  // A segment with something newer stays whole.
  const left = (await edits()).filter((seq) => !middle.includes(seq));
  expect(left.slice(-newest.length)).toEqual(newest);
  expect(left.length).toBeLessThan(newest.length + 8);
  await work(wordsOf('newer'));
  await prune();
  expect(await edits()).toEqual(middle);
  const segments = await log().segments('s');
  expect(segments.filter(({ isEmpty }) => isEmpty)).toHaveLength(2);
  expect((await ReplayHistory.open(log(), 's')).documents.has(ref)).toBe(true);
  expect(textOf((await log().checkpoint('s', ref))!.bytes)).toBe(typist.text);
});

it('gives somebody who comes back behind it the state anew, and takes what they had not sent', async () => {
  const { stage, guest, typist, prune, work } = await old();
  const since = stage.session.head;
  guest.transport.close();
  for (let line = 1; line <= 40; line++) await stage.host.say('people.gathered', { path: 'a.txt', line });
  await prune();
  const again = await stage.connect(guest.replica);
  await again.hello({ name: 'Ann', ticket: ticketOf('Ann'), since, refs: [ref] });
  const { resubscribe } = again.last('welcome')!.welcome;
  expect([again.last('keyframe')?.seq, resubscribe]).toEqual([stage.session.head - 1, [ref]]);
  expect(again.last('welcome')!.welcome.lastN).toBe(guest.n);
  expect(typist.text).toContain('last-7');
  await work([]);
});

it('keeps what somebody who is here has not heard yet', async () => {
  const { stage, guest, prune, log } = await old();
  const [connection] = [...stage.session.connections].filter(({ replica }) => replica === guest.replica);
  const cursor = connection!.cursor;
  connection!.cursor = 5;
  await prune();
  expect((await log().segments('s')).findLast(({ isEmpty }) => isEmpty)?.last ?? 0).toBeLessThanOrEqual(5);
  connection!.cursor = cursor;
  await prune();
  expect((await log().segments('s')).findLast(({ isEmpty }) => isEmpty)?.last).toBeGreaterThan(5);
});

it('knows nothing any more of a document that leaves the session after its history did', async () => {
  const { stage, log, prune, restart, recording } = await old();
  await prune();
  await stage.host.say('doc.sealed', { term: 1 }, { ref });
  await stage.session.settled();
  await restart();
  expect(stage.session.state.documents[ref]).toBeUndefined();
  expect(stage.session.state.host?.folder).toBe('project');
  const shown = await ReplayHistory.open(log(), 's', { recording });
  const { seq } = shown.timeline.first;
  const state = await shown.stateAt(seq);
  expect([state.documents[ref], state.host?.folder]).toEqual([undefined, 'project']);
  const entries = await log().readRecorded('s', null, 0, all, all);
  const sealings = entries.filter(({ kind }) => kind === 'doc.sealed');
  expect(sealings.map(({ kind, body }) => decodeBody(kind as 'doc.sealed', body))).toEqual([{ term: 1 }]);
});

it('cuts a stretch out of a recording: no byte of what was deleted in it is left, and all around it is shown as it was', async () => {
  const { stage, guest, typist, work, log, isOnDisk, moments, restart, reports } = await packed(500);
  const recording = idOf('recording');
  await work(wordsOf('first', 3));
  await stage.host.say('recording.started', { title: 'cut' }, { ref: recording });
  await work(wordsOf('before', 3));
  const after = stage.session.head;
  await typist.type('stands ');
  await typist.type('password ');
  await typist.erase('password '.length);
  await guest.say('recording.marked', { words: 'markerwords' }, { ref: recording });
  const upTo = stage.session.head;
  await typist.erase('stands '.length);
  await typist.type('stands ');
  await work(wordsOf('later', 3));
  await stage.host.say('recording.stopped', {}, { ref: recording });
  expect(isOnDisk('password')).toBe(true);
  expect(await stage.session.standingFrom({ after, upTo })).toEqual([{ path: 'a.txt', characters: 7 }]);
  const text = typist.text;
  const cutting = stage.session.cut({ after, upTo });
  await stage.world.run(1_000);
  await cutting;
  expect([isOnDisk('password'), isOnDisk('markerwords')]).toEqual([false, false]);
  for (const isAgain of [false, true]) {
    if (isAgain) await restart();
    const shown = await ReplayHistory.open(log(), 's', { recording });
    expect(shown.shown.map(([, end]) => end)).toEqual([after, expect.any(Number)]);
    for (const { seq, text: then } of moments.slice(3)) expect(await shown.textAt(ref, seq)).toBe(then);
    expect(shown.clamped(after + 2)).toBe(after);
    const entries = await log().readRecorded('s', null, after, upTo, all);
    expect(entries.filter(({ kind }) => kind === 'doc.updated')).toEqual([]);
    expect(textOf((await log().checkpointUpTo('s', ref, upTo))!.bytes)).toContain('stands ');
  }
  expect(typist.text).toBe(text);
  expect(reports).toEqual([]);
});

it('keeps the last time of a session of one as a recording afterwards, whatever leaves the log later', async () => {
  const { stage, log, guest, prune } = await old();
  const alone = idOf('alone');
  const keep = () => keepSince(stage.session, stage.world.nowMs - halfHourMs / 2, 'kept', alone);
  await guest.say('people.gathered', { path: 'a.txt', line: 1 });
  await expect(keep()).rejects.toThrow('Somebody else was here');
  await stage.world.run(halfHourMs);
  const first = stage.session.head;
  for (let line = 1; line <= 12; line++) await stage.host.say('people.gathered', { path: 'a.txt', line });
  await keep();
  await stage.session.settled();
  await stage.host.say('people.gathered', { path: 'a.txt', line: 99 });
  await stage.world.run(1_000);
  await prune();
  const kept = await keptStretch(log(), 's', alone);
  const shown = await ReplayHistory.open(log(), 's', { recording: alone, kept });
  expect(shown.shown).toEqual([[first, first + 13]]);
  const lines = (await shown.between(first, first + 12)).map(({ body }) => decodeBody('people.gathered', body).line);
  expect(lines).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(await shown.textAt(ref, first + 1)).toContain('last-7');
});

it('keeps nothing afterwards of which somebody else has said a part meanwhile', async () => {
  const { stage, guest, log } = await old();
  await stage.world.run(halfHourMs);
  await stage.host.say('people.gathered', { path: 'a.txt', line: 1 });
  const { append } = log();
  const isWriting = Promise.withResolvers<void>();
  const mayWrite = Promise.withResolvers<void>();
  log().append = async (...batch) => {
    isWriting.resolve();
    await mayWrite.promise;
    return append.apply(log(), batch);
  };
  const said = guest.say('people.gathered', { path: 'a.txt', line: 2 });
  await stage.world.run(100);
  await isWriting.promise;
  const keeping = keepSince(stage.session, stage.world.nowMs - halfHourMs / 2, 'kept', idOf('kept'));
  const refused = expect(keeping).rejects.toThrow('Somebody else was here');
  await new Promise((resolve) => setImmediate(resolve));
  mayWrite.resolve();
  await said;
  await stage.world.run(1_000);
  await refused;
  await stage.session.settled();
  expect((await log().recordings('s')).some(({ kind }) => kind === 'recording.kept')).toBe(false);
});

/** Deletes a recording, and lets the session look at its history. */
async function deleted(session: Awaited<ReturnType<typeof old>>, clears: boolean, ref = session.recording) {
  const { stage, prune } = session;
  stage.session.write('recording.deleted', { clears }, ref);
  await stage.session.settled();
  if (clears) await prune(0);
}

it.each([8, 500])(
  'clears a deleted recording at once, and nothing else: no byte of it is left (segments of %i)',
  async (count) => {
    const session = await old(count);
    const { stage, log, isOnDisk, moments, typist, recording, restart, reports } = session;
    const edits = async () =>
      (await log().readRecorded('s', null, 0, all, all))
        .filter(({ kind }) => kind === 'doc.updated')
        .map(({ seq }) => seq);
    const before = await edits();
    const middle = moments.slice(8, 16).map(({ seq }) => seq);
    expect(isOnDisk('titlewords')).toBe(true);
    await deleted(session, true);
    expect(await edits()).toEqual(before.filter((seq) => !middle.includes(seq)));
    expect(isOnDisk('titlewords')).toBe(false);
    await restart();
    await expect(keptStretch(log(), 's', recording)).rejects.toMatchObject({ code: 'not-found' });
    const newcomer = await stage.guest('Eve');
    await newcomer.send({ t: 'subscribe', ref, subscription: 1 });
    expect(textOf(newcomer.last('backfill')!.checkpoint!)).toBe(typist.text);
    expect(deletedIn(await log().recordings('s')).get(recording)).toMatchObject({ clears: true });
    expect(reports).toEqual([]);
  },
);

it('leaves a deleted recording to the time of all history where it is not to be cleared', async () => {
  const session = await old();
  const { log, prune, isOnDisk } = session;
  const edits = async () =>
    (await log().readRecorded('s', null, 0, all, all)).filter(({ kind }) => kind === 'doc.updated');
  await prune();
  const count = (await edits()).length;
  expect(count).toBe(8);
  await deleted(session, false);
  expect(await edits()).toHaveLength(count);
  await prune();
  expect(await edits()).toEqual([]);
  expect(isOnDisk('titlewords')).toBe(false);
});

it('keeps what another recording has of a deleted one', async () => {
  const session = await old();
  const { stage, log, prune, moments } = session;
  const alone = idOf('alone');
  const [first, last] = [moments[10]!.seq - 1, moments[12]!.seq];
  stage.session.write('recording.kept', { title: 'part', person: idOf('Host'), after: first, startedMs: 0 }, alone);
  await stage.session.settled();
  await deleted(session, true);
  const kept = await keptStretch(log(), 's', alone);
  const shown = await ReplayHistory.open(log(), 's', { recording: alone, kept });
  for (const { seq, text } of moments.slice(10, 13)) expect(await shown.textAt(ref, seq)).toBe(text);
  expect(last).toBeGreaterThan(first);
  await deleted(session, true, alone);
  await prune();
  expect((await log().readRecorded('s', null, 0, all, all)).filter(({ kind }) => kind === 'doc.updated')).toEqual([]);
});

it('deletes a recording by itself once its days are over', async () => {
  const { stage, log, isOnDisk, work, reports } = await packed(8, { historyMs: () => null });
  const recording = idOf('recording');
  await stage.host.say('recording.started', { title: 'for a while' }, { ref: recording });
  await work(wordsOf('middle'));
  await stage.host.say('recording.stopped', {}, { ref: recording });
  stage.session.write('recording.limited', { days: 2 }, recording);
  await stage.session.settled();
  await stage.world.run(dayMs);
  expect(deletedIn(await log().recordings('s')).has(recording)).toBe(false);
  expect(isOnDisk('for a while')).toBe(true);
  await stage.world.run(2 * dayMs);
  await vi.waitFor(async () => {
    await stage.world.run(600_000);
    expect(deletedIn(await log().recordings('s')).has(recording)).toBe(true);
    expect(isOnDisk('for a while')).toBe(false);
  });
  expect(reports).toEqual([]);
});

it('shows everything around a cut in what is not packed yet, however many pages that has', async () => {
  const { stage, log } = await packed(1_000_000);
  const pageEntries = 2_000;
  for (let line = 1; line <= pageEntries + 300; line++) stage.session.write('people.gathered', { path: 'a.txt', line });
  await stage.world.run(1_000);
  await stage.session.settled();
  await stage.world.run(1_000);
  const after = pageEntries + 100;
  const cutting = stage.session.cut({ after, upTo: after + 50 });
  await stage.world.run(1_000);
  await cutting;
  const shown = await ReplayHistory.open(log(), 's');
  expect(shown.shown).toEqual([
    [0, after],
    [after + 50, stage.session.head],
  ]);
  const seqs = (await log().segments('s')).map(({ last }) => last);
  expect(seqs[0]).toBeLessThanOrEqual(pageEntries);
});
