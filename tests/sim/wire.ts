import type { Dial } from '../../src/client/link.ts';
import type { Transport } from '../../src/shared/transport.ts';
import type { VirtualWorld } from './virtual-world.ts';

/** Faults of the network. Order within one direction is kept, as TCP keeps it. */
export interface Weather {
  latencyMs: number;
  jitterMs: number;
  /** Probability that a frame is lost and the connection with it. */
  cut: number;
  /** Probability that a frame arrives twice. */
  doubled: number;
  /**
   * Probability that a frame vanishes and the connection stays: no honest network does this; the protocol must notice
   * all the same.
   */
  dropped: number;
}

export const calm: Weather = { latencyMs: 5, jitterMs: 0, cut: 0, doubled: 0, dropped: 0 };

/** A computer that sleeps: nothing arrives, and nothing ends. */
export const asleep: Weather = { ...calm, dropped: 1 };

/** Says whether frames of one connection come once each, as over TCP: parts of streams have no numbers of their own. */
export const keepsFrames = ({ doubled, dropped }: Weather): boolean => doubled === 0 && dropped === 0;

class End implements Transport {
  onFrame: (frame: Uint8Array) => void = () => undefined;
  onClose: () => void = () => undefined;
  onDrain: () => void = () => undefined;
  other!: End;
  /** Called with each frame that arrives, before its receiver. */
  hear: (frame: Uint8Array) => void = () => undefined;
  open = true;
  bufferedBytes = 0;
  readonly #world: VirtualWorld;
  readonly #weather: () => Weather;
  #arrivesMs = 0;

  constructor(world: VirtualWorld, weather: () => Weather) {
    this.#world = world;
    this.#weather = weather;
  }

  send(frame: Uint8Array): void {
    if (!this.open) return;
    const { latencyMs, jitterMs, cut, doubled, dropped } = this.#weather();
    const { random } = this.#world;
    if (random.chance(cut)) return this.#cut();
    if (random.chance(dropped)) return;
    const copy = frame.slice();
    const delayMs = latencyMs + random.next() * jitterMs;
    this.#arrivesMs = Math.max(this.#arrivesMs, this.#world.nowMs + delayMs);
    this.bufferedBytes += copy.length;
    const times = random.chance(doubled) ? 2 : 1;
    this.#world.after(this.#arrivesMs - this.#world.nowMs, () => {
      this.bufferedBytes -= copy.length;
      for (let i = 0; i < times; i++) if (this.other.open) this.other.#arrive(copy);
      if (this.bufferedBytes === 0 && this.open) this.onDrain();
    });
  }

  #arrive(frame: Uint8Array): void {
    this.hear(frame);
    this.onFrame(frame);
  }

  /** Closes the connection: frames sent before still arrive, as over TCP; then the other side hears of it. */
  close(): void {
    if (!this.open) return;
    this.#end();
    this.#world.after(this.#arrivesMs - this.#world.nowMs, () => this.other.#end());
  }

  /** Cuts the network; frames on their way are lost. */
  #cut(): void {
    this.#end();
    this.other.#end();
  }

  #end(): void {
    if (!this.open) return;
    this.open = false;
    this.#world.after(0, () => this.onClose());
  }
}

/**
 * A wire of the simulation: `accept` is the server's door; `weather` may change at any time; `hear` gets the frames that
 * arrive at the client.
 */
export function wire(
  world: VirtualWorld,
  weather: () => Weather,
  accept: (transport: Transport) => void,
  isUp: () => boolean,
  hear: (frame: Uint8Array) => void = () => undefined,
): Dial {
  return async () => {
    if (!isUp()) throw new Error('the server cannot be reached');
    const client = new End(world, weather);
    const server = new End(world, weather);
    client.hear = hear;
    client.other = server;
    server.other = client;
    accept(server);
    return client;
  };
}
