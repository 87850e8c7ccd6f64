import { EnsembleError } from '../core/errors.ts';
import type { ServerFrame } from '../core/frames.ts';
import { joinBytes } from '../core/join-bytes.ts';

/** Most bytes of a state that is put together. */
const mostBytes = 64 * 1024 * 1024;

/** Puts states together that come in several frames, one after another. */
export class StateFrames {
  #pieces = new Map<string, Uint8Array[]>();
  #bytes = 0;

  /** Gives a frame as it is, but a state whole: null while more of it is to come. Throws `bad-request`. */
  whole(frame: ServerFrame): ServerFrame | null {
    if (frame.t !== 'keyframe' && frame.t !== 'rewound') return frame;
    const { more = false, ...rest } = frame;
    if (!more && this.#pieces.size === 0) return rest;
    for (const [name, piece] of Object.entries(frame.state)) {
      const pieces = this.#pieces.get(name) ?? [];
      this.#pieces.set(name, pieces);
      // The frame's bytes are gone after it.
      pieces.push(piece.slice());
      this.#bytes += piece.length;
    }
    if (this.#bytes > mostBytes) throw new EnsembleError('bad-request', 'a state that is too large');
    if (more) return null;
    const state = Object.fromEntries([...this.#pieces].map(([name, pieces]) => [name, joinBytes(pieces)]));
    this.#pieces = new Map();
    this.#bytes = 0;
    return { ...rest, state };
  }
}
