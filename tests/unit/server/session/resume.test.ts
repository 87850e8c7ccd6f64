import { expect, it } from 'vitest';
import { encodeFrame, mostResumed } from '../../../../src/shared/core/frames.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { ref, Stage } from './session-fixture.ts';
import { Typist } from './typist.ts';

const held = (seq: number): [string, number][] => [[ref, seq]];

async function scene(options = {}) {
  const stage = await Stage.open(options);
  const bob = await stage.guest('Bob');
  const typist = new Typist(bob, ref);
  await typist.type('one');
  return { stage, typist, eve: await stage.guest('Eve'), seq: stage.session.head };
}

it('goes on with a text of which everything is known, without its past', async () => {
  const { eve, typist, seq } = await scene();
  await eve.send({ t: 'resume', subscription: 7, held: held(seq) });
  expect(eve.last('resumed')).toEqual({ t: 'resumed', subscription: 7, behind: [] });
  expect(eve.heard('doc.updated')).toEqual([]);
  await typist.type('two');
  expect(eve.heard('doc.updated')).toHaveLength(1);
});

it('names a text that has changed since, and one that is not of the session, and subscribes to neither', async () => {
  const { eve, typist, seq } = await scene();
  await typist.type('two');
  for (const [name, since] of [
    [ref, seq],
    [ref, 1e9],
    [idOf('other'), seq],
  ] as const) {
    await eve.send({ t: 'resume', subscription: 1, held: [[name, since]] });
    expect(eve.last('resumed')!.behind).toEqual([name]);
  }
  await typist.type('three');
  expect(eve.heard('doc.updated')).toEqual([]);
});

it('tells nothing of a text that has left the session', async () => {
  const { stage, eve, seq } = await scene();
  await eve.send({ t: 'resume', subscription: 1, held: held(seq) });
  await stage.host.say('doc.sealed', { term: 1 }, { ref });
  await eve.send({ t: 'resume', subscription: 2, held: held(stage.session.head) });
  expect(eve.last('resumed')!.behind).toEqual([ref]);
});

it.each([false, true])('knows the same after a start, from a checkpoint too (%s)', async (isCheckpointed) => {
  const options = isCheckpointed ? { checkpointEntries: 2 } : {};
  const { stage, seq } = await scene(options);
  await stage.world.run(1_000);
  expect((await stage.log.checkpoint('s', '')) !== null).toBe(isCheckpointed);
  stage.session.close();
  await stage.start(options);
  const ann = await stage.guest('Ann');
  await ann.send({ t: 'resume', subscription: 1, held: held(seq) });
  await ann.send({ t: 'resume', subscription: 2, held: held(3) });
  expect(ann.frames.flatMap((frame) => (frame.t === 'resumed' ? [frame.behind] : []))).toEqual([[], [ref]]);
});

it('is no flood: more refs than fit are malformed, and too many frames end the connection', async () => {
  const { stage, seq } = await scene();
  const many = await stage.guest('Many');
  await many.send({ t: 'resume', subscription: 1, held: Array(mostResumed + 1).fill([ref, seq]) });
  expect(many.last('closed')).toMatchObject({ code: 'bad-request' });
  const often = await stage.guest('Often');
  for (let i = 1; i <= 110; i++) often.transport.send(encodeFrame({ t: 'resume', subscription: i, held: [] }));
  await stage.world.run(10);
  expect(often.last('closed')).toMatchObject({ code: 'too-fast' });
});
