import type { BlobStore } from '../../shared/blobs.ts';
import { type Entry, type EntryTuple, fromTuple } from '../../shared/core/entry.ts';
import { decodeClientFrame, encodeFrame } from '../../shared/core/frames.ts';
import { limits } from '../../shared/core/version.ts';
import { type Body, encodeBody, type KindName } from '../../shared/session/table.ts';
import type { Transport } from '../../shared/transport.ts';
import type { RequestServer } from './request-server.ts';

/** Tells the host's own windows of changes that guests do not hear of, such as those of hidden files. */
export function tellDirect(
  windows: ReadonlySet<Transport>,
  host: string,
  { term, changes }: Body<'files.changed'>,
): void {
  if (changes.length === 0 || windows.size === 0) return;
  const whole = encodeBody('files.changed', { term, changes });
  const everything = { term, changes: [{ path: '', type: 'changed' as const }] };
  const body = whole.length > limits.inlineBodyBytes ? encodeBody('files.changed', everything) : whole;
  const frame = encodeFrame({ t: 'direct', entries: [[0, 0, host, 0, 0, 'files.changed', 1, null, null, body, null]] });
  for (const window of windows) window.send(frame);
}

/**
 * Serves one direct connection of the host's own window: the same entries as through a session. It is one of `windows`
 * as long as it lasts.
 */
export function serveDirect(
  transport: Transport,
  windows: Set<Transport>,
  server: RequestServer,
  blobs: BlobStore,
  owner: string,
): void {
  const key = {};
  windows.add(transport);
  const send = async <K extends KindName>(request: Entry, kind: K, body: Body<K>) => {
    const by = request.to ?? request.by;
    const entry: EntryTuple = [0, 0, by, 0, 0, kind, 1, null, request.by, encodeBody(kind, body), null];
    transport.send(encodeFrame({ t: 'direct', entries: [entry] }));
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
  transport.onClose = () => {
    windows.delete(transport);
    server.cancelAll(key);
  };
  const receive = async (entry: Entry) => {
    const body = entry.blob === null ? entry.body : await blobs.get(entry.blob);
    await server.serve(
      { ...entry, body },
      {
        key,
        caller: () => server.ownerCaller(owner, entry.by),
        send: (kind, body) => send(entry, kind, body),
      },
    );
  };
}
