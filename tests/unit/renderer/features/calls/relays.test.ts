import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Relays } from '../../../../../src/renderer/features/calls/relays.ts';
import type { App } from '../../../../../src/renderer/session/app.ts';
import { serverReplica } from '../../../../../src/shared/core/ids.ts';
import { encodeBody } from '../../../../../src/shared/session/table.ts';

const validMs = 60 * 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A window whose session server names a relay with the next password at each question, or says nothing. */
function windowOf() {
  const listeners = new Set<(entry: object) => void>();
  const stage = { asked: 0, answers: true };
  const client = {
    events: {
      on: (name: string, listener: (entry: object) => void) => {
        if (name === 'peer') listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    sendDirect: async () => {
      stage.asked++;
      if (!stage.answers) return;
      const server = { urls: ['turn:relay.example.org'], username: 'ada', credential: `password ${stage.asked}` };
      const body = encodeBody('call.relaysTold', { servers: [server], relayOnly: false, validMs });
      for (const tell of [...listeners]) tell({ kind: 'call.relaysTold', by: serverReplica, body });
    },
  };
  const passwords: (string | undefined)[] = [];
  const relays = new Relays({ client } as unknown as App, ({ iceServers }) =>
    passwords.push(iceServers?.[0]?.credential),
  );
  return { stage, relays, passwords };
}

it('asks for the next password before the last one ends, again and again, and no more once the call is over', async () => {
  const { stage, relays, passwords } = windowOf();
  await relays.first();
  expect(passwords).toEqual([]);
  await vi.advanceTimersByTimeAsync(validMs - 1);
  expect(passwords).toEqual(['password 2']);
  await vi.advanceTimersByTimeAsync(validMs);
  expect(passwords).toEqual(['password 2', 'password 3']);
  relays.close();
  await vi.advanceTimersByTimeAsync(10 * validMs);
  expect(stage.asked).toBe(3);
});

it('tries again where the session server does not answer, still before the password ends', async () => {
  const { stage, relays, passwords } = windowOf();
  await relays.first();
  stage.answers = false;
  await vi.advanceTimersByTimeAsync(validMs * 0.9);
  expect(passwords).toEqual([]);
  stage.answers = true;
  await vi.advanceTimersByTimeAsync(validMs * 0.1 - 1);
  expect(passwords.length).toBe(1);
  relays.close();
});

it('asks at once where a relay has turned a password down, and not again within half a minute', async () => {
  const { stage, relays, passwords } = windowOf();
  await relays.first();
  await vi.advanceTimersByTimeAsync(31_000);
  relays.turnedDown();
  relays.turnedDown();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(passwords).toEqual(['password 2']);
  expect(stage.asked).toBe(2);
  relays.close();
});
