import { zstdCompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { ArrivalPiece } from '../../server/server.ts';
import { LogFacts } from '../../server/session/log-facts.ts';
import { packKeptState } from '../../server/session/session-start.ts';
import { textCheckpointer } from '../../src/shared/capabilities/documents/text-checkpointer.ts';
import { pack } from '../../src/shared/core/message-pack.ts';
import { emptyState } from '../../src/shared/session/state.ts';
import { emptyMaps, mapWith } from '../lib/crafted-recording.ts';
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

const mostPieceMs = 4_000;

/** Brings one piece, and gives its status and the time that it took. */
async function bringsPiece(far: FarServer, session: string, piece: Partial<ArrivalPiece>) {
  const began = performance.now();
  const body = new Uint8Array(pack({ entries: [], lastNs: [], whole: null, ...piece }));
  const headers = { authorization: `Bearer ${far.link.token}` };
  const { status } = await fetch(`${far.link.origin}/arrivals/${session}`, { method: 'PUT', headers, body });
  return { status, tookMs: performance.now() - began };
}

it('cuts that overlap, however often they are brought, cost no more than one, and too many are refused', async () => {
  const far = await FarServer.open();
  const session = freshId();
  const long = 1_000_000;
  for (let from = long; from > long - 30_000; from -= 10_000) {
    const cuts = Array.from({ length: 10_000 }, (_, at) => ({ ref, after: from - at, upTo: long + from - at }));
    const { status, tookMs } = await bringsPiece(far, session, { cuts });
    expect(status).toBe(200);
    expect(tookMs).toBeLessThan(mostPieceMs);
  }
  const apart = Array.from({ length: 10_000 }, () => ({ ref: freshId(), after: 0, upTo: 5 }));
  expect(await bringsPiece(far, session, { cuts: apart })).toMatchObject({ status: 400 });
});

it.each(['state', 'past'])('a %s of few bytes and millions of values takes neither memory nor time', async (what) => {
  const far = await FarServer.open();
  const session = freshId();
  const bomb = mapWith({ form: 1, facts: {}, update: new Uint8Array([0, 0]) }, 'state', emptyMaps(50_000_000));
  const before = process.memoryUsage().rss;
  if (what === 'past')
    expect((await bringsPiece(far, session, { base: { seq: 5, ref, bytes: bomb } })).status).toBe(200);
  const base = { seq: 5, ref: '', bytes: what === 'past' ? state : new Uint8Array(zstdCompressSync(bomb)) };
  const { status, tookMs } = await bringsPiece(far, session, { base });
  expect(status).toBe(400);
  expect(tookMs).toBeLessThan(mostPieceMs);
  expect(process.memoryUsage().rss - before).toBeLessThan(700_000_000);
});
