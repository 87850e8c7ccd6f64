import type { BlobStore } from '../../shared/blobs.ts';
import type { Entry } from '../../shared/protocol/entry.ts';
import { fromTuple } from '../../shared/protocol/entry.ts';
import { decodeClientFrame, encodeFrame } from '../../shared/protocol/frames.ts';
import { encodeBody } from '../../shared/protocol/table.ts';
import { limits } from '../../shared/protocol/version.ts';
import type { Transport } from '../../shared/transport.ts';
import type { RequestServer } from './request-server.ts';

/** Serves one direct connection of the host's own window: the same entries as through a session. */
export function serveDirect(transport: Transport, server: RequestServer, blobs: BlobStore, owner: string): void {
  const key = {};
  const answer = async (request: Entry, body: Parameters<typeof encodeBody<'request.answered'>>[1]) => {
    const encoded = encodeBody('request.answered', body);
    const large = encoded.length > limits.inlineBodyBytes;
    const blob = large ? await blobs.put(encoded) : null;
    const inline = large ? new Uint8Array(0) : encoded;
    transport.send(
      encodeFrame({
        t: 'direct',
        entries: [[0, 0, request.to ?? request.by, 0, 0, 'request.answered', 1, null, request.by, inline, blob]],
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
      { key, caller: () => server.ownerCaller(owner, entry.by), answer: (reply) => answer(entry, reply) },
    );
  };
}
