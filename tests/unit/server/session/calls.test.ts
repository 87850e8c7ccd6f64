import { expect, it, vi } from 'vitest';
import { everybodysCall, membersOf } from '../../../../src/shared/capabilities/calls/calls-state.ts';
import type { Signal } from '../../../../src/shared/capabilities/calls/kinds.ts';
import { callLimits } from '../../../../src/shared/capabilities/calls/limits.ts';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';
import { serverReplica } from '../../../../src/shared/core/ids.ts';
import { decodeBody, encodeBody } from '../../../../src/shared/session/table.ts';
import { freePort } from '../../../lib/free-port.ts';
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

it('names relays for those who may call alone, asked of the server itself, and tells nobody else', async () => {
  const told = { servers: [{ urls: ['turn:x'], username: 'u', credential: 'c' }], relayOnly: false, validMs: 5 };
  const stage = await Stage.open({ relays: (person) => ({ ...told, servers: [{ urls: [`turn:${person}`] }] }) });
  const [ada, eve] = [await stage.guest('Ada'), await stage.guest('Eve', 'viewer')];
  const ask = (client: RawClient, to: string = serverReplica) => client.say('call.relaysAsked', {}, { ...inCall, to });
  await ask(ada);
  expect(heardBy(ada)).toEqual(['call.relaysTold']);
  const [entry] = ada.last('direct')!.entries;
  expect(decodeBody('call.relaysTold', entry![9])).toMatchObject({ servers: [{ urls: [`turn:${personOf(ada)}`] }] });
  await ask(eve);
  expect(eve.last('refused')).toMatchObject({ kind: 'call.relaysAsked', code: 'not-permitted' });
  await ask(ada, stage.host.replica);
  expect(ada.last('refused')).toMatchObject({ kind: 'call.relaysAsked', code: 'not-permitted' });
  await ada.say('call.relaysTold', told, { ...inCall, to: stage.host.replica });
  expect(ada.last('refused')).toMatchObject({ kind: 'call.relaysTold', code: 'not-permitted' });
  expect([...heardBy(eve), ...heardBy(stage.host)]).toEqual([]);
});

it('says in words where relays are set up wrongly, and names none where nothing is', async () => {
  const stage = await Stage.open({
    relays: () => {
      throw new EnsembleError('bad-request', 'The servers for calls are set up wrongly.');
    },
  });
  const ada = await stage.guest('Ada');
  await ada.say('call.relaysAsked', {}, { ...inCall, to: serverReplica });
  expect(ada.last('refused')).toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining('set up wrongly'),
  });
  expect(ada.closed).toBe(false);
  const other = await (await Stage.open()).guest('Ada');
  await other.say('call.relaysAsked', {}, { ...inCall, to: serverReplica });
  expect(heardBy(other)).toEqual(['call.relaysTold']);
});

it('takes words about forwarding from windows in the call, for the server itself, and leads nobody where nothing is set up', async () => {
  const { stage, ada, bob } = await stageOfTwo();
  const said = { since: 1, offer: 'v=0', answer: null };
  const forward = (client: RawClient, to: string = serverReplica) =>
    client.say('call.forwardSaid', said, { ...inCall, to });
  await forward(ada);
  expect(ada.last('refused')).toMatchObject({ kind: 'call.forwardSaid', code: 'not-permitted' });
  for (const each of [ada, bob]) await each.say('call.joined', own, inCall);
  await forward(ada, bob.replica);
  expect(heardBy(bob)).toEqual([]);
  const { head } = stage.session;
  await forward(ada);
  expect([...heardBy(ada), ...heardBy(bob)]).toEqual([]);
  expect(stage.session.head).toBe(head);
  const told = { isOn: true, since: 1, isLost: false, answer: null, offer: null };
  await ada.say('call.forwardTold', told, { ...inCall, to: bob.replica });
  expect(ada.last('refused')).toMatchObject({ kind: 'call.forwardTold', code: 'not-permitted' });
  expect(heardBy(bob)).toEqual([]);
});

it('goes on without a forwarding server that is not there, and reports no secret of it', async () => {
  const reports: string[] = [];
  const secret = 'a-secret-that-is-in-no-report';
  const port = await freePort();
  const stage = await Stage.open({
    report: (message) => void reports.push(message),
    forwarder: () => ({ url: `ws://127.0.0.1:${port}`, secret, adminKey: secret, people: 2 }),
  });
  const [ada, bob] = [await stage.guest('Ada'), await stage.guest('Bob')];
  for (const each of [ada, bob]) await each.say('call.joined', own, inCall);
  await vi.waitFor(() => expect(reports.join()).toContain('the call is not forwarded: Janus, not reached'));
  expect(reports.join()).not.toContain(secret);
  await say(ada, bob);
  expect(heardBy(bob)).toEqual(['call.signal']);
  stage.session.close();
});

it('lets windows of the call alone draw over screens that are shared in it, and keeps nothing of it in the state', async () => {
  const { stage, ada, bob } = await stageOfTwo();
  const viewer = await stage.guest('Eve', 'viewer');
  const points: [number, number][] = [
    [0, 0],
    [10_000, 5_000],
  ];
  const acts = (screen: string) =>
    [
      ['call.drawn', { screen, stroke: 1, points }],
      ['call.erased', { screen, stroke: null }],
      ['call.pointed', { screen, at: [1, 2] }],
    ] as const;
  const heard = () => bob.heard().filter(({ kind }) => acts('').some(([name]) => name === kind));
  const tryAll = async (client: RawClient, screen: string) => {
    for (const [kind, body] of acts(screen)) await client.say(kind, body as never, inCall);
  };
  await ada.say('call.joined', own, inCall);
  await tryAll(ada, ada.replica);
  await ada.say('call.changed', { ...own, isSharing: true }, inCall);
  await tryAll(bob, ada.replica);
  await tryAll(viewer, ada.replica);
  await tryAll(ada, bob.replica);
  expect(heard()).toEqual([]);
  const before = stage.session.state.calls;
  await bob.say('call.joined', own, inCall);
  await tryAll(ada, ada.replica);
  await tryAll(bob, ada.replica);
  expect(heard().map(({ kind }) => kind)).toEqual([...acts(''), ...acts('')].map(([kind]) => kind));
  expect(Object.keys(stage.session.state.calls)).toEqual(Object.keys(before));
  await ada.say('call.changed', own, inCall);
  await tryAll(bob, ada.replica);
  expect(heard()).toHaveLength(6);
});
