import { expect, it } from 'vitest';
import { segmentLimits } from '../../../../server/log/segment.ts';
import { ReplayHistory } from '../../../../server/replay/replay-history.ts';
import { fold } from '../../../../src/shared/session/fold.ts';
import { emptyState } from '../../../../src/shared/session/state.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { ref } from '../session/session-fixture.ts';
import { holds, textOf } from '../session/typist.ts';
import { packed } from './packed-session.ts';

const words = Array.from({ length: 24 }, (_, index) => `word-${index} `);

it('a packed session is watched at every moment as it was, also after a restart, and with what comes later', async () => {
  const { stage, work, moments, restart, reports, log } = await packed();
  await work(words);
  await restart();
  await stage.world.run(1_000);
  const segments = await log().segments('s');
  expect(segments.length).toBeGreaterThan(2);
  expect(reports).toEqual([]);
  const history = await ReplayHistory.open(log(), 's');
  for (const { seq, text } of moments) expect(await history.textAt(ref, seq)).toBe(text);
  const all = await log().readRecorded('s', null, 0, 1e9, 1e9);
  for (const { last } of segments) {
    const upTo = all.filter(({ seq }) => seq <= last);
    expect(await history.stateAt(last)).toEqual(upTo.reduce(fold, emptyState));
  }
  expect(history.index.countUpTo(1e9)).toBe(all.length);
});

it('a flood of output is packed into segments that can be read again, however long its entries are', async () => {
  const { stage, log } = await packed(400);
  const large = new Uint8Array(100_000).fill(7);
  const flood = Array.from({ length: 1_000 }, () => stage.host.entry('people.gathered', { path: 'a.txt', line: 1 }));
  for (let at = 0; at < flood.length; at += 100)
    await log().append(
      's',
      1,
      flood.slice(at, at + 100).map((entry) => ({ ...entry, body: large })),
    );
  expect(400 * large.length).toBeGreaterThan(4 * segmentLimits.bytes);
  stage.session.close();
  await stage.start({ segmentEntries: 400, log: log() });
  await stage.world.run(5_000);
  await stage.session.packed();
  const segments = await log().segments('s');
  expect(segments.length).toBeGreaterThan(2);
  const read = await log().readRecorded('s', null, 0, segments.at(-1)!.last, 1e9);
  expect(read.filter(({ body }) => body.length === large.length).length).toBeGreaterThan(150);
});

it('a text that leaves the session goes from its packed past too, and with it the states that name it', async () => {
  const { stage, work, log } = await packed();
  await work(words.slice(0, 12));
  const before = await log().checkpointUpTo('s', ref, 1e9);
  expect(before === null || textOf(before.bytes).startsWith('word-0')).toBe(true);
  await stage.host.say('doc.sealed', { term: 1 }, { ref });
  await stage.session.settled();
  const entries = await log().readRecorded('s', null, 0, 1e9, 1e9);
  expect(entries.filter(({ body }) => holds(body, 'word-'))).toEqual([]);
  expect(await log().packedState('s', 1e9)).toBeNull();
  const history = await ReplayHistory.open(log(), 's');
  expect((await history.stateAt(stage.session.head)).documents[ref]).toBeUndefined();
  expect(await log().checkpointUpTo('s', idOf('nothing'), 1e9)).toBeNull();
});
