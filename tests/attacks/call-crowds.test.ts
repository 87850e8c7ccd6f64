import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { everybodysCall } from '../../src/shared/capabilities/calls/calls-state.ts';
import { agentOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

/** Time that another's key may take meanwhile: usually tens of milliseconds, here with room for a busy machine. */
const mostKeyMs = 1_500;
const inCall = { ref: everybodysCall };
const quiet = { isMuted: true, hasCamera: false, isSharing: false };
const loud = { isMuted: false, hasCamera: true, isSharing: true };
const stroke = (screen: string, at = 1, change: object = {}) => ({
  screen,
  stroke: at,
  points: [
    [0, 0],
    [9, 9],
  ],
  ...change,
});

let host: AttackedHost;
beforeAll(async () => {
  host = await AttackedHost.start();
});
afterEach(() => host.goesOn());
afterAll(() => host?.close());

const stateNow = async (slice: string) => {
  const late = await host.guest('viewer');
  const state = late.keyframe![slice];
  late.close();
  return state;
};

const membersNow = async () =>
  Object.values(
    ((await stateNow('calls')) as Record<string, Record<string, { person: string }>>)[everybodysCall] ?? {},
  );

it('thousands of strokes of one over a screen keep no key waiting, and nobody draws from outside or over what has ended', async () => {
  const [ada, ben, cat, out] = await Promise.all([
    host.guest('editor'),
    host.guest('editor'),
    host.guest('reviewer'),
    host.guest('editor'),
  ]);
  for (const each of [ada, ben, cat])
    expect(await each.verdict('call.joined', { ...quiet, isSharing: each === ada }, inCall)).toBe('taken');
  const screen = ada.replica;
  for (const [kind, body] of [
    ['call.drawn', stroke(screen)],
    ['call.erased', { screen, stroke: null }],
    ['call.pointed', { screen, at: [1, 1] }],
  ] as const)
    expect([kind, await out.verdict(kind, body, { ...inCall, n: 0 })]).toEqual([kind, 'not-permitted']);
  const long = { points: Array(300).fill([1, 1]) };
  for (let at = 2; at < 3_000 && !ben.gone; at++) ben.say('call.drawn', stroke(screen, at, long), { ...inCall, n: 0 });
  expect(await host.keyMs()).toBeLessThan(mostKeyMs);
  expect(await ben.ended()).toMatchObject({ code: 'too-fast' });
  expect(JSON.stringify(await stateNow('calls')).length).toBeLessThan(2_000);
  expect(await ada.verdict('call.changed', quiet, inCall)).toBe('taken');
  expect(await cat.verdict('call.drawn', stroke(screen), { ...inCall, n: 0 })).toBe('not-permitted');
  for (const each of [ada, cat]) each.send({ t: 'leave' });
});

it('a call that one joins with all of their windows, and turns on and off without end, has room for others', async () => {
  const cat = await host.guest('editor');
  const windows: RawClient[] = [];
  for (let at = 0; at < 20; at++) {
    const window = await host.again(cat, { replica: freshId() }).catch(() => null);
    if (window) windows.push(window);
  }
  for (const window of windows) expect(await window.verdict('call.joined', loud, inCall)).toBe('taken');
  expect(windows.length).toBeLessThanOrEqual(16);
  const [toggling] = windows;
  for (let at = 0; at < 2_000 && !toggling!.gone; at++) toggling!.say('call.changed', at % 2 ? loud : quiet, inCall);
  expect(await host.keyMs()).toBeLessThan(mostKeyMs);
  expect(await toggling!.ended()).toMatchObject({ code: 'too-fast' });
  const dan = await host.guest('editor');
  expect(await dan.verdict('call.joined', quiet, inCall)).toBe('taken');
  for (const each of [dan, ...windows]) each.send({ t: 'leave' });
});

it('agents are no members of a call: neither told of, nor signalled to, nor in the room of people', async () => {
  const eve = await host.guest('editor');
  expect(await eve.verdict('call.joined', quiet, inCall)).toBe('taken');
  const agent = await agentOf(host, eve);
  await agent.verdict('call.joined', loud, inCall);
  const signal = { from: 1, to: 1, description: { type: 'offer', sdp: 'EVIL-SDP' }, candidates: [], restart: false };
  for (const [one, other] of [
    [agent, eve],
    [eve, agent],
  ] as const)
    expect(await one.verdict('call.signal', signal, { ...inCall, to: other.replica, n: 0 })).toBe('not-permitted');
  expect(await agent.verdict('call.relaysAsked', {}, { ...inCall, n: 0 })).not.toBe('taken');
  expect((await membersNow()).map(({ person }) => person)).not.toContain(agent.welcome!.person);
  eve.send({ t: 'leave' });
});
