import type { Dial } from '../../../src/client/link.ts';
import { decodeServerFrame } from '../../../src/shared/core/frames.ts';
import type { Transport } from '../../../src/shared/transport.ts';
import type { VirtualWorld } from '../virtual-world.ts';

/** Wraps a transport; frames from the other side go through `came`. */
function around(inner: Transport, came: (frame: Uint8Array, handOn: (frame: Uint8Array) => void) => void): Transport {
  const outer: Transport = {
    onFrame: () => undefined,
    onClose: () => undefined,
    onDrain: () => undefined,
    get bufferedBytes() {
      return inner.bufferedBytes;
    },
    send: (frame) => inner.send(frame),
    close: () => inner.close(),
  };
  inner.onFrame = (frame) => came(frame, (later) => outer.onFrame(later));
  inner.onClose = () => outer.onClose();
  inner.onDrain = () => outer.onDrain();
  return outer;
}

/** A wire that hands on the log's entries only up to a seq: its owner knows as much as in the trace, and no more. */
export class HeldWire {
  /** Seq up to which frames have come, handed on or not. */
  reached = 0;
  isUp = true;
  #allowed = Number.POSITIVE_INFINITY;
  #transport: Transport | null = null;
  #held: { upTo: number; handOn: () => void }[] = [];

  readonly through =
    (dial: Dial): Dial =>
    async () => {
      if (!this.isUp) throw new Error('the network is away');
      const inner = await dial();
      this.#transport = inner;
      this.#held = [];
      return around(inner, (frame, handOn) => {
        const decoded = decodeServerFrame(frame);
        const upTo = decoded.t === 'entries' ? decoded.upTo : 0;
        this.reached = Math.max(this.reached, upTo);
        this.#held.push({ upTo, handOn: () => handOn(frame) });
        this.allow(this.#allowed);
      });
    };

  /** Hands on, in their order, the frames up to an entry, now and later. */
  allow(seq: number): void {
    this.#allowed = seq;
    while (this.#held[0] && this.#held[0].upTo <= seq) this.#held.shift()!.handOn();
  }

  /** Cuts the connection; frames on their way are lost. */
  cut(): void {
    this.isUp = false;
    this.#held = [];
    this.#transport?.close();
  }
}

/** Makes a wire that delays everything by up to so long, and keeps its order. */
export function delayed(world: VirtualWorld, mostMs: number): (dial: Dial) => Dial {
  return (dial) => async () => {
    let arrivesMs = 0;
    return around(await dial(), (frame, handOn) => {
      arrivesMs = Math.max(arrivesMs, world.nowMs + world.random.next() * mostMs);
      world.after(arrivesMs - world.nowMs, () => handOn(frame));
    });
  };
}
