import type { BlobStore } from '../../shared/blobs.ts';
import type { Entry } from '../../shared/protocol/entry.ts';
import { fromTuple } from '../../shared/protocol/entry.ts';
import { decodeClientFrame, encodeFrame } from '../../shared/protocol/frames.ts';
import { type Body, encodeBody } from '../../shared/protocol/table.ts';
import { limits } from '../../shared/protocol/version.ts';
import type { Transport } from '../../shared/transport.ts';
import type { RequestServer } from './request-server.ts';

/** Serves one direct connection of the host's own window: the same entries as through a session. */
export function serveDirect(transport: Transport, server: RequestServer, blobs: BlobStore, owner: string): void {
  const key = {};
  const send = async <K extends 'request.answered' | 'request.continued'>(request: Entry, kind: K, body: Body<K>) => {
    const encoded = encodeBody(kind, body);
    const large = encoded.length > limits.inlineBodyBytes;
    const blob = large ? await blobs.put(encoded) : null;
    const inline = large ? new Uint8Array(0) : encoded;
    transport.send(
      encodeFrame({
        t: 'direct',
        entries: [[0, 0, request.to ?? request.by, 0, 0, kind, 1, null, request.by, inline, blob]],
      }),
    );
  };
  transport.onFrame = (data) => {
    try {
      const frame = decodeClientFrame(data);
      if (frame.t !== 'entries') return;
      for (const tuple of frame.entries) void receive(fromTuple(tuple));
    } catch {
      transport.close();
    }
  };
  transport.onClose = () => server.cancelAll(key);
  const receive = async (entry: Entry) => {
    const body = entry.blob === null ? entry.body : await blobs.get(entry.blob);
    await server.serve(
      { ...entry, body },
      {
        key,
        caller: () => server.ownerCaller(owner, entry.by),
        answer: (reply) => send(entry, 'request.answered', reply),
        tell: (part) => send(entry, 'request.continued', part),
      },
    );
  };
}
