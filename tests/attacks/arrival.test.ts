import { expect, it } from 'vitest';
import type { ArrivalPiece } from '../../server/server.ts';
import { LogFacts } from '../../server/session/log-facts.ts';
import { packKeptState } from '../../server/session/session-start.ts';
import { textCheckpointer } from '../../src/shared/capabilities/documents/text-checkpointer.ts';
import { pack } from '../../src/shared/core/message-pack.ts';
import { emptyState } from '../../src/shared/session/state.ts';
import { FarServer } from '../unit/main/host/far-server.ts';
import { freshId } from './lib/raw-client.ts';

const ref = freshId();
const document = {
  path: 'a.txt',
  title: '',
  format: { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false },
  readOnly: false,
  deleted: false,
  conflict: null,
  saved: null,
};
const state = packKeptState(5, { ...emptyState, documents: { [ref]: document } } as never, new LogFacts());

/** Brings the parts of a base as a mover does, and gives the status of the last answer. */
async function brings(parts: readonly { ref: string; bytes: Uint8Array }[]): Promise<number> {
  const { link } = await FarServer.open();
  const session = freshId();
  let status = 0;
  for (const part of parts) {
    const piece: ArrivalPiece = { base: { seq: 5, ...part }, entries: [], lastNs: [], whole: null };
    const headers = { authorization: `Bearer ${link.token}` };
    const body = new Uint8Array(pack(piece));
    ({ status } = await fetch(`${link.origin}/arrivals/${session}`, { method: 'PUT', headers, body }));
  }
  return status;
}

it('a session on its way is taken with pasts that can be gone on from', async () => {
  const past = await textCheckpointer.begin();
  expect(
    await brings([
      { ref, bytes: past.encode()! },
      { ref: '', bytes: state },
    ]),
  ).toBe(200);
  past.close();
});

it.each([
  ['no bytes', new Uint8Array()],
  ['other bytes', new Uint8Array([0xc1, 1, 2, 3])],
  ['a value of another form', pack({ update: 'text', facts: 5 })],
  ['no Yjs update', pack({ update: new Uint8Array([255, 255, 255]), facts: {}, bindings: [] })],
])('a session on its way whose past of a text is %s is refused', async (_, bytes) => {
  expect(
    await brings([
      { ref, bytes: new Uint8Array(bytes) },
      { ref: '', bytes: state },
    ]),
  ).toBe(400);
});

it.each([
  ['other bytes', new Uint8Array([1, 2, 3])],
  ['a value', pack(5)],
])('a session on its way whose state is %s is refused', async (_, bytes) => {
  expect(await brings([{ ref: '', bytes: new Uint8Array(bytes) }])).toBe(400);
});
