import { z } from 'zod';
import { bytes } from '../../core/bytes.ts';
import { storedLimits, unpack } from '../../core/message-pack.ts';
import { mostColumns, mostRows } from './limits.ts';

const screenCheckpoint = z.object({
  columns: z.number().int().min(1).max(mostColumns),
  rows: z.number().int().min(1).max(mostRows),
  /** Output that gives an empty screen this look. */
  screen: z.string(),
  /** Output after it, up to the seq of the checkpoint. */
  after: bytes,
});

export type ScreenCheckpoint = z.infer<typeof screenCheckpoint>;

/** Reads a checkpoint of a terminal. Throws where it is none. */
export function decodeScreenCheckpoint(checkpoint: Uint8Array): ScreenCheckpoint {
  return screenCheckpoint.parse(unpack(checkpoint, storedLimits));
}
