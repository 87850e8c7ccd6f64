import { Decoder, Encoder } from '@msgpack/msgpack';

const encoder = new Encoder({ ignoreUndefined: true, initialBufferSize: 4096 });
const decoder = new Decoder({ maxExtLength: 16 });

/** Encodes a plain value (numbers, strings, bytes, arrays, objects) as msgpack. */
export function pack(value: unknown): Uint8Array {
  return encoder.encode(value);
}

/** Decodes msgpack; byte strings are views onto the input. Throws on malformed bytes. */
export function unpack(bytes: Uint8Array): unknown {
  return decoder.decode(bytes);
}
