import { expect, it } from 'vitest';
import { Emitter } from '../../../../src/client/emitter.ts';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import type { SessionEvents } from '../../../../src/client/session-client-options.ts';
import { whenConnected } from '../../../../src/renderer/features/collaboration/when-connected.ts';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';

/** A client whose host is out of reach, however often it comes back. */
function unreachable() {
  const events = new Emitter<SessionEvents>();
  const client = { events, status: { is: 'online' } } as unknown as SessionClient;
  let asked = 0;
  const ask = async () => {
    asked++;
    throw new EnsembleError('disconnected', 'gone again');
  };
  const turn = async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
    events.emit('status', { is: 'online' });
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  return { client, ask, turn, times: () => asked };
}

it('asks again at each connection, for as long as somebody wants to know', async () => {
  const { client, ask, turn, times } = unreachable();
  const closing = new AbortController();
  const asking = whenConnected(client, ask, closing.signal).catch((thrown: EnsembleError) => thrown.code);
  await turn();
  await turn();
  expect(times()).toBe(3);
  closing.abort();
  expect(await asking).toBe('cancelled');
  await turn();
  expect(times()).toBe(3);
});
