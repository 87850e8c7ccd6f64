import { expect, it, vi } from 'vitest';
import { Emitter } from '../../../../src/client/emitter.ts';
import type { SessionEvents } from '../../../../src/client/session-client-options.ts';
import { type AllHandlers, RequestServer } from '../../../../src/main/host/request-server.ts';
import { emptyState } from '../../../../src/shared/model/state.ts';
import { encodeBody } from '../../../../src/shared/protocol/table.ts';

it('answers also what is asked as soon as people hear who hosts, once the host is ready', async () => {
  const events = new Emitter<SessionEvents>();
  const sendDirect = vi.fn(async () => undefined);
  const server = new RequestServer({} as AllHandlers, () => undefined);
  const ready = Promise.withResolvers<void>();
  server.listen({ events, sendDirect, state: emptyState } as never, ready.promise);
  const body = encodeBody('files.list', { id: 7, params: { path: '' } });
  const by = 'a'.repeat(22);
  const place = { seq: 0, at: 0, n: 0, ageMs: 0, v: 1, ref: null, to: null, blob: null };
  events.emit('direct', { ...place, by, kind: 'files.list', body });
  await new Promise((resolve) => setImmediate(resolve));
  expect(sendDirect).not.toHaveBeenCalled();
  ready.resolve();
  await vi.waitFor(() => expect(sendDirect).toHaveBeenCalledOnce());
  expect(sendDirect).toHaveBeenCalledWith('request.answered', expect.objectContaining({ id: 7 }), by);
});
