import { expect, it } from 'vitest';
import { everybodysCall, membersOf } from '../../../../src/shared/capabilities/calls/calls-state.ts';
import type { Signal } from '../../../../src/shared/capabilities/calls/kinds.ts';
import { callLimits } from '../../../../src/shared/capabilities/calls/limits.ts';
import { decodeBody, encodeBody } from '../../../../src/shared/session/table.ts';
import { personOf, type RawClient, Stage } from './session-fixture.ts';

const own = { isMuted: false, hasCamera: true, isSharing: false };
const inCall = { ref: everybodysCall };
const words = (sdp = 'v=0'): Signal => ({
  from: 1,
  to: 2,
  description: { type: 'offer', sdp },
  candidates: [],
  restart: false,
});

const say = (from: RawClient, to: RawClient | string, signal = words()) =>
  from.say('call.signal', signal, { ...inCall, to: typeof to === 'string' ? to : to.replica });
const heardBy = (client: RawClient) =>
  client.frames.flatMap((frame) => (frame.t === 'direct' ? frame.entries.map((each) => each[5]) : []));

async function stageOfTwo() {
  const stage = await Stage.open();
  const [ada, bob] = [await stage.guest('Ada'), await stage.guest('Bob')];
  const members = () => Object.keys(membersOf(stage.session.state));
  return { stage, ada, bob, members };
}

it('knows who is in the call, until they leave, close their window, are removed, or lose the right', async () => {
  const { stage, ada, bob, members } = await stageOfTwo();
  const viewer = await stage.guest('Eve', 'viewer');
  await ada.say('call.joined', own, inCall);
  await bob.say('call.joined', own, inCall);
  await viewer.say('call.joined', own, inCall);
  expect(members()).toEqual([ada.replica, bob.replica]);
  await ada.say('call.changed', { ...own, isMuted: true }, inCall);
  expect(membersOf(stage.session.state)[ada.replica]).toMatchObject({ person: personOf(ada), isMuted: true });
  await ada.say('call.left', {}, inCall);
  expect(members()).toEqual([bob.replica]);
  await ada.say('call.joined', own, inCall);
  await ada.send({ t: 'leave' });
  expect(members()).toEqual([bob.replica]);
  await stage.host.say('role.changed', { person: personOf(bob), role: 'viewer' });
  expect(members()).toEqual([]);
  await stage.host.say('rights.changed', { person: personOf(bob), grants: { call: true } });
  await bob.say('call.joined', own, inCall);
  expect(members()).toEqual([bob.replica]);
  await stage.host.say('rights.changed', { person: personOf(bob), grants: {} });
  expect(members()).toEqual([]);
  const cleo = await stage.guest('Cleo');
  await cleo.say('call.joined', own, inCall);
  await stage.host.say('participant.removed', { person: personOf(cleo), ban: false });
  expect(stage.session.state.calls).toEqual({});
});

it('carries words between windows that are in the call alone, and keeps none of them', async () => {
  const { stage, ada, bob } = await stageOfTwo();
  await say(ada, bob);
  await ada.say('call.joined', own, inCall);
  await say(ada, bob);
  await say(bob, ada);
  await say(ada, ada);
  expect([...heardBy(ada), ...heardBy(bob)]).toEqual([]);
  expect(ada.last('refused')).toMatchObject({ kind: 'call.signal', code: 'not-permitted' });
  await bob.say('call.joined', own, inCall);
  const { head } = stage.session;
  await say(ada, bob);
  expect(heardBy(bob)).toEqual(['call.signal']);
  expect(stage.session.head).toBe(head);
  await bob.say('call.left', {}, inCall);
  await say(ada, bob);
  expect(heardBy(bob)).toHaveLength(1);
});

it('takes no words that are too large, nor any other call', async () => {
  const { ada, bob, members } = await stageOfTwo();
  for (const each of [ada, bob]) await each.say('call.joined', own, inCall);
  await ada.sendEntries({
    ...ada.entry('call.signal', words(), { ...inCall, to: bob.replica }),
    body: new Uint8Array(callLimits.signalBytes + 1),
  });
  expect(ada.last('refused')).toMatchObject({ code: 'too-large' });
  const long = encodeBody('call.signal', words('x'.repeat(callLimits.sdp + 1)));
  expect(() => decodeBody('call.signal', long)).toThrow();
  await ada.say('call.left', {}, { ref: 'another-call-of-them__' });
  expect(members()).toContain(ada.replica);
  expect(ada.closed).toBe(false);
});
