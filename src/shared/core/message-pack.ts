import { Decoder, Encoder } from '@msgpack/msgpack';
import { EnsembleError } from './errors.ts';
import { checkPacked, type PackedLimits, wireLimits } from './packed-limits.ts';

export { checkPacked, type PackedLimits, storedLimits, wireLimits } from './packed-limits.ts';

const encoder = new Encoder({ ignoreUndefined: true, initialBufferSize: 4096 });
const decoder = new Decoder({ maxExtLength: 0 });

/** Encodes a plain value (numbers, strings, bytes, arrays, objects) as msgpack. */
export function pack(value: unknown): Uint8Array {
  return encoder.encode(value);
}

/**
 * Decodes msgpack; byte strings are views onto the input. Throws `bad-request` on malformed bytes and beyond the
 * limits, before anything is allocated for them.
 */
export function unpack(bytes: Uint8Array, limits: PackedLimits = wireLimits): unknown {
  checkPacked(bytes, limits);
  try {
    return decoder.decode(bytes);
  } catch {
    // For example a key that no object may have.
    throw new EnsembleError('bad-request', 'malformed msgpack');
  }
}
