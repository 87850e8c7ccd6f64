import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MeshTransport } from '../../../../../src/renderer/features/calls/mesh-transport.ts';
import type { Signal } from '../../../../../src/shared/capabilities/calls/kinds.ts';
import { FakeConnection } from './fake-connection.ts';

const wayMs = 50;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('RTCPeerConnection', FakeConnection);
  FakeConnection.all = [];
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Two windows of a call, whose words take a moment; `loses` says which are lost on their way. */
function twoWindows(loses: (from: string, signal: Signal) => boolean = () => false) {
  const transports = new Map<string, MeshTransport>();
  for (const replica of ['ada', 'bob'])
    transports.set(
      replica,
      new MeshTransport({
        replica,
        configuration: {},
        turnedDown: () => undefined,
        forward: () => undefined,
        say: (to, signal) => {
          if (!loses(replica, signal)) setTimeout(() => transports.get(to)!.hear(replica, signal), wayMs);
        },
      }),
    );
  const [ada, bob] = [transports.get('ada')!, transports.get('bob')!];
  const close = () => {
    ada.close();
    bob.close();
  };
  const states = () => [ada.peers.get().get('bob')?.is, bob.peers.get().get('ada')?.is];
  return { ada, bob, states, close };
}

const meet = ({ ada, bob }: ReturnType<typeof twoWindows>) => {
  ada.meet(1, new Map([['bob', 2]]));
  bob.meet(2, new Map([['ada', 1]]));
};

it('meets anew after an interruption that both see at once: an ask that crosses the offer is passed over', async () => {
  const pair = twoWindows();
  meet(pair);
  await vi.advanceTimersByTimeAsync(500);
  expect(pair.states()).toEqual(['connected', 'connected']);
  await vi.advanceTimersByTimeAsync(10_000);
  for (const each of FakeConnection.all) each.become('disconnected');
  await vi.advanceTimersByTimeAsync(2_500);
  expect(pair.states()).toEqual(['connected', 'connected']);
  pair.close();
});

it('offers anew where the first words are lost: nothing is said to have failed where nothing began', async () => {
  let lost = 0;
  const pair = twoWindows((_, { description }) => description !== null && lost++ < 1);
  meet(pair);
  await vi.advanceTimersByTimeAsync(9_000);
  expect(pair.states()).toEqual(['connecting', 'connecting']);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(pair.states()).toEqual(['connected', 'connected']);
  pair.close();
});

it('offers anew where the answer is lost', async () => {
  let lost = 0;
  const pair = twoWindows((from, { description }) => from === 'bob' && description !== null && lost++ < 1);
  meet(pair);
  await vi.advanceTimersByTimeAsync(12_000);
  expect(pair.states()).toEqual(['connected', 'connected']);
  pair.close();
});

it('keeps words that overtake the log, which has not said yet who is in', async () => {
  const pair = twoWindows();
  pair.ada.meet(1, new Map([['bob', 2]]));
  await vi.advanceTimersByTimeAsync(1_000);
  pair.bob.meet(2, new Map([['ada', 1]]));
  await vi.advanceTimersByTimeAsync(500);
  expect(pair.states()).toEqual(['connected', 'connected']);
  pair.close();
});
