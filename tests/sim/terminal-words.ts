import type { Actor, HostActor } from './cast.ts';
import type { HostShell } from './host-shells.ts';
import type { VirtualWorld } from './virtual-world.ts';

/** A word that went through a terminal. */
export interface TerminalWord {
  /**
   * output: a shell has printed it. proposed: a guest proposes to run it. input: somebody types it; nobody else may ever
   * see it.
   */
  is: 'output' | 'proposed' | 'input';
  /** Name of the shell. */
  shell: string;
  /** Moment at which it was printed, proposed or typed. */
  fromMs: number;
  /** Window that typed or proposed it; null for the owner's. */
  by: Actor | null;
}

const mark = '‹';
/** Of one length: a screen may lose a character at its edge, which must not make one word out of another. */
const pattern = /‹\d{5}›/g;
const firstWord = 10_000;
const textOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** Finds the words of terminals in bytes of any form. */
export function wordsIn(bytes: Uint8Array): string[] {
  const buffer = textOf(bytes);
  return buffer.includes(mark) ? (buffer.toString().match(pattern) ?? []) : [];
}

/** Words of terminals: unique ones, to be known again wherever they come. */
export class TerminalWords {
  readonly all = new Map<string, TerminalWord>();
  /** The moments at which they came first to a window, in whatever frame. */
  readonly came = new Map<Actor, Map<string, number>>();
  readonly #world: VirtualWorld;
  /** All terminals that were ever opened. */
  readonly opened: HostShell[] = [];

  constructor(world: VirtualWorld) {
    this.#world = world;
  }

  make(word: Omit<TerminalWord, 'fromMs'>): string {
    const text = `${mark}${firstWord + this.all.size}›`;
    this.all.set(text, { ...word, fromMs: this.#world.nowMs });
    return text;
  }

  /** Opens a terminal at a host. */
  open(host: HostActor): HostShell {
    const made = host.shells.open(`shell ${this.opened.length}`);
    this.opened.push(made);
    return made;
  }

  /** Notes the words of a frame that a window gets. */
  heard(actor: Actor, frame: Uint8Array): void {
    if (this.all.size === 0) return;
    for (const word of wordsIn(frame)) {
      const came = this.came.get(actor) ?? new Map<string, number>();
      this.came.set(actor, came);
      if (!came.has(word)) came.set(word, this.#world.nowMs);
    }
  }
}
