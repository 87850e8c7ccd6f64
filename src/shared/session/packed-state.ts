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
