import { EnsembleError } from './core/errors.ts';
import { type PackedLimits, pack, unpack } from './core/message-pack.ts';

/** Revision of the socket.io protocol that this speaks: https://github.com/socketio/socket.io-protocol */
export const protocol = 5;

/** Types of packets, as socket.io numbers them. */
export const PacketType = { CONNECT: 0, DISCONNECT: 1, EVENT: 2, ACK: 3, CONNECT_ERROR: 4 } as const;

interface Packet {
  type: number;
  nsp: string;
  data?: unknown;
}

/** Greatest size of a connection's first packet: its identity, or a refusal. */
const firstBytes = 2048;
const firstLimits: PackedLimits = { depth: 4, items: 40, keys: 10 };

const text = new TextEncoder();
/** Head of an event, `{type: 2, nsp: '/', data: ['f', ` in msgpack; the bytes follow. */
const eventHead = Uint8Array.from([
  ...[0x83, 0xa4, ...text.encode('type'), PacketType.EVENT],
  ...[0xa3, ...text.encode('nsp'), 0xa1, ...text.encode('/')],
  ...[0xa4, ...text.encode('data'), 0x92, 0xa1, ...text.encode('f')],
]);

/** Encodes a frame as the event `f`. */
export function encodeEvent(frame: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = frame;
  const sizeBytes = length < 0x100 ? 1 : length < 0x10000 ? 2 : 4;
  const packet = new Uint8Array(eventHead.length + 1 + sizeBytes + length);
  packet.set(eventHead);
  let at = eventHead.length;
  packet[at++] = sizeBytes === 1 ? 0xc4 : sizeBytes === 2 ? 0xc5 : 0xc6;
  for (let shift = (sizeBytes - 1) * 8; shift >= 0; shift -= 8) packet[at++] = (length >>> shift) & 0xff;
  packet.set(frame, at);
  return packet;
}

/** Packs what socket.io says, as `socket.io-msgpack-parser` does. */
export class Encoder {
  encode({ type, nsp, data }: Packet): Uint8Array[] {
    const frame = type === PacketType.EVENT && Array.isArray(data) && data[0] === 'f' ? data[1] : null;
    return [frame instanceof Uint8Array ? encodeEvent(frame) : pack({ type, nsp, data })];
  }
}

const malformed = () => new EnsembleError('bad-request', 'This is no packet of a connection.');

/** Reads a packet as it must stand here, byte after byte, so that nothing else is ever decoded. */
class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw malformed();
    return value;
  }

  /** Reads the length of a short array, map or text with this mark. */
  short(mark: number, mask: number): number {
    const value = this.byte();
    if ((value & ~mask) !== mark) throw malformed();
    return value & mask;
  }

  word(): string {
    const length = this.short(0xa0, 0x1f);
    let word = '';
    for (let i = 0; i < length; i++) word += String.fromCharCode(this.byte());
    return word;
  }

  /** Reads bytes as bytes, or as the extension 0 that `socket.io-msgpack-parser` makes of buffers in Node. */
  bytes(): Uint8Array {
    const type = this.byte();
    const isExtension = type >= 0xc7 && type <= 0xc9;
    if (!isExtension && (type < 0xc4 || type > 0xc6)) throw malformed();
    const sizeBytes = 1 << (type - (isExtension ? 0xc7 : 0xc4));
    let length = 0;
    for (let i = 0; i < sizeBytes; i++) length = length * 256 + this.byte();
    if (isExtension && this.byte() !== 0) throw malformed();
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw malformed();
    return this.#bytes.subarray(start, this.#at);
  }
}

function readOptions(reader: Reader): void {
  const count = reader.short(0x80, 0x0f);
  if (count > 1) throw malformed();
  if (count === 1 && (reader.word() !== 'compress' || (reader.byte() & 0xfe) !== 0xc2)) throw malformed();
}

/** Reads `['f', bytes]` as an event, or a disconnect: the only packets after the first. */
function readLater(bytes: Uint8Array): Packet {
  const reader = new Reader(bytes);
  let type: number | null = null;
  let nsp: string | null = null;
  let frame: Uint8Array | null = null;
  for (let fields = reader.short(0x80, 0x0f); fields > 0; fields--) {
    const field = reader.word();
    if (field === 'type' && type === null) type = reader.byte();
    else if (field === 'nsp' && nsp === null) nsp = reader.word();
    else if (field === 'options') readOptions(reader);
    else if (field === 'data' && frame === null) {
      if (reader.short(0x90, 0x0f) !== 2 || reader.word() !== 'f') throw malformed();
      frame = reader.bytes();
    } else throw malformed();
  }
  if (!reader.isAtEnd || nsp !== '/') throw malformed();
  if (type === PacketType.EVENT && frame !== null) return { type, nsp, data: ['f', frame] };
  if (type === PacketType.DISCONNECT && frame === null) return { type, nsp };
  throw malformed();
}

function readFirst(bytes: Uint8Array, types: readonly number[]): Packet {
  if (bytes.length > firstBytes) throw malformed();
  const { type, nsp, data } = (unpack(bytes, firstLimits) ?? {}) as Partial<Packet>;
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data) && !(data instanceof Uint8Array);
  if (typeof type !== 'number' || !types.includes(type) || nsp !== '/' || !isObject) throw malformed();
  return { type, nsp, data };
}

type Listen = (packet: Packet) => void;

/**
 * Unpacks the packets of one connection. The first is small and identifies the sender; after it only frames and the end
 * come. Anything else throws before it is decoded, which makes socket.io close the connection.
 */
class OrderedDecoder {
  readonly #firstTypes: readonly number[];
  #isFirst = true;
  #listeners: readonly Listen[] = [];

  constructor(firstTypes: readonly number[]) {
    this.#firstTypes = firstTypes;
  }

  on(_event: 'decoded', listener: Listen): this {
    this.#listeners = [...this.#listeners, listener];
    return this;
  }

  off(_event: 'decoded', listener: Listen): this {
    this.#listeners = this.#listeners.filter((one) => one !== listener);
    return this;
  }

  removeListener(event: 'decoded', listener: Listen): this {
    return this.off(event, listener);
  }

  add(data: unknown): void {
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
    if (!(bytes instanceof Uint8Array)) throw malformed();
    const packet = this.#isFirst ? readFirst(bytes, this.#firstTypes) : readLater(bytes);
    this.#isFirst = false;
    for (const listener of this.#listeners) listener(packet);
  }

  destroy(): void {
    this.#listeners = [];
  }
}

class ServerDecoder extends OrderedDecoder {
  constructor() {
    super([PacketType.CONNECT]);
  }
}

class ClientDecoder extends OrderedDecoder {
  constructor() {
    super([PacketType.CONNECT, PacketType.CONNECT_ERROR]);
  }
}

/** The parser of a server's end. */
export const serverParser = { protocol, PacketType, Encoder, Decoder: ServerDecoder };
/** The parser of a client's end: a server may be anybody too. */
export const clientParser = { protocol, PacketType, Encoder, Decoder: ClientDecoder };
