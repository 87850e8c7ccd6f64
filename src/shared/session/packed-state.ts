import { pack, storedLimits, unpack } from '../core/message-pack.ts';
import { plainOf } from '../core/record.ts';
import { emptyState, type SessionState } from './state.ts';

/** Parts of a state by name, each packed by itself, as a keyframe carries them. */
export type PackedState = Record<string, Uint8Array>;

/** Parts as they were packed (a memo that goes with each part): the next newcomer is sent the same bytes. */
const packedParts = new WeakMap<object, Uint8Array>();

function packPart(part: unknown): Uint8Array {
  if (part === null || typeof part !== 'object') return pack(part);
  let bytes = packedParts.get(part);
  if (!bytes) {
    bytes = pack(Array.isArray(part) ? part : plainOf(part as Record<string, unknown>));
    packedParts.set(part, bytes);
  }
  return bytes;
}

/** Packs a state. Between two who come in few parts change, and ten thousand documents take long to pack. */
export function packState(state: SessionState): PackedState {
  return Object.fromEntries(Object.entries(state).map(([name, part]) => [name, packPart(part)]));
}

/** Most bytes of a state in one frame. On a slow line a longer one would be silence, as of a connection that is dead. */
const pieceBytes = 64 * 1024;

/** Divides a packed state for several frames: the pieces of a part, in their order, are its bytes. */
export function piecesOf(state: PackedState): PackedState[] {
  const pieces: PackedState[] = [{}];
  let room = pieceBytes;
  for (const [name, part] of Object.entries(state)) {
    for (let from = 0; from === 0 || from < part.length; ) {
      if (room === 0) {
        pieces.push({});
        room = pieceBytes;
      }
      const piece = part.subarray(from, from + room);
      pieces.at(-1)![name] = piece;
      from += piece.length;
      room -= piece.length;
      if (piece.length === 0) break;
    }
  }
  return pieces;
}

/** Encodes a state as the frames that tell it. */
export function stateFrames<T extends 'keyframe' | 'rewound'>(t: T, seq: number, state: SessionState) {
  const pieces = piecesOf(packState(state));
  return pieces.map((piece, at) => ({ t, seq, state: piece, ...(at < pieces.length - 1 && { more: true }) }));
}

/** Parts that were unpacked in this process: replicas that are sent the same bytes have one state in memory. */
export class KnownParts {
  readonly #known = new Map<string, { bytes: Uint8Array; part: unknown }>();

  unpack(name: string, bytes: Uint8Array): unknown {
    const known = this.#known.get(name);
    if (known && isSame(known.bytes, bytes)) return known.part;
    const part = unpack(bytes, storedLimits);
    this.#known.set(name, { bytes: bytes.slice(), part });
    return part;
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** Unpacks a state. Throws `bad-request`. Parts that the sender does not know are empty. */
export function unpackState(parts: PackedState, known: KnownParts | null = null): SessionState {
  const unpackPart = ([name, empty]: [string, unknown]) => {
    const bytes = Object.hasOwn(parts, name) ? parts[name]! : null;
    if (bytes === null) return [name, empty];
    return [name, known ? known.unpack(name, bytes) : unpack(bytes, storedLimits)];
  };
  return Object.fromEntries(Object.entries(emptyState).map(unpackPart)) as SessionState;
}
