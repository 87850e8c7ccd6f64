import { expect, it } from 'vitest';
import { restMsAfter } from '../../../../server/session/pace.ts';
import { toTuple } from '../../../../src/shared/core/entry.ts';
import { encodeFrame } from '../../../../src/shared/core/frames.ts';
import { ref, Stage } from './session-fixture.ts';

const update = { update: Uint8Array.of(0, 0) };

it('does not rest after what cost next to nothing', () => {
  for (const costMs of [0, 0.5, 1.5]) expect(restMsAfter(costMs)).toBe(0);
});

it('rests for a quarter of the time that sending took, so that a fifth of all time is free for everything else', () => {
  for (const costMs of [4, 20, 80]) expect(restMsAfter(costMs)).toBe(costMs / 4);
});

it('never makes anybody wait for longer than a screen takes to show a frame or two', () => {
  expect(restMsAfter(10_000)).toBeLessThanOrEqual(32);
});

it('goes by what a flush has cost, not by how many there are', async () => {
  const stage = await Stage.open();
  let spentMs = 0;
  const environment = { ...stage.world.environment(), elapsedMs: () => stage.world.nowMs + spentMs };
  await stage.start({ environment });
  const bob = await stage.guest('Bob');
  for (let i = 0; i < 150; i++) await stage.connect(`${i}`.padEnd(22, 'x'));
  const frames = () => bob.frames.filter(({ t }) => t === 'entries').length;
  const typed = async (times: number) => {
    const before = frames();
    for (let i = 0; i < times; i++) {
      const entry = bob.entry('doc.updated', update, { ref });
      bob.transport.send(encodeFrame({ t: 'entries', entries: [toTuple(entry)] }));
      await stage.world.run(2);
    }
    await stage.world.run(100);
    return frames() - before;
  };
  expect(await typed(10)).toBe(10);
  for (const { transport } of stage.session.connections) {
    const send = transport.send.bind(transport);
    transport.send = (frame) => {
      spentMs += 40;
      send(frame);
    };
  }
  expect(await typed(10)).toBeLessThan(6);
});
