import type { BlobStore } from '../shared/blobs.ts';
import type { Entry } from '../shared/core/entry.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { limits } from '../shared/core/version.ts';

/** Gives the entries with bodies that fit a frame; larger ones are attachments, which are sent first. */
export async function uploaded(entries: readonly Entry[], blobs: BlobStore | undefined): Promise<Entry[]> {
  const sent: Entry[] = [];
  for (const entry of entries) {
    const isLarge = entry.body.length > limits.inlineBodyBytes;
    if (isLarge && !blobs) throw new EnsembleError('too-large', 'Attachments cannot be sent over this connection.');
    sent.push(isLarge ? { ...entry, blob: await blobs!.put(entry.body), body: new Uint8Array(0) } : entry);
  }
  return sent;
}
