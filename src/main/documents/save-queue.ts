import * as Y from 'yjs';
import type { Environment, TimerHandle } from '../../shared/core/environment.ts';
import { cancelled } from '../doors/fair-lanes.ts';

/** Time after which a turn ends without its save: a formatter hangs, or its window is gone. */
const holdMs = 5000;

interface Waiting {
  replica: string;
  begin: () => void;
  giveUp: () => void;
}

interface Turn {
  replica: string | null;
  /** Number of saves that its replica has begun in it. */
  begun: number;
  timer: TimerHandle | null;
  waiting: Waiting[];
  /** State vector of the text that was saved last in a turn. */
  vector: Uint8Array;
}

/**
 * Mutex per document for the edits that come with saving: formatting, ending the last line. Two people who did that at
 * the same moment would insert twice what is missing once, and no merge can tell.
 */
export class SaveQueue {
  readonly #environment: Environment;
  readonly #turns = new Map<string, Turn>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /**
   * Takes the turn (the mutex), which ends with a save. Gives the Yjs state vector of the text that was saved last in a
   * turn. Rejects with `cancelled` once the signal says so.
   */
  async take(ref: string, replica: string, signal: AbortSignal): Promise<Uint8Array> {
    const turn = this.#turns.get(ref) ?? {
      replica: null,
      begun: 0,
      timer: null,
      waiting: [],
      vector: Y.encodeStateVector(new Y.Doc()),
    };
    this.#turns.set(ref, turn);
    // A holder may not keep others waiting by asking for it again and again.
    const isFree = turn.replica === null || (turn.replica === replica && turn.waiting.length === 0);
    if (!isFree) await this.#inLine(turn, replica, signal);
    this.#hold(turn, replica);
    return turn.vector;
  }

  #inLine(turn: Turn, replica: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        turn.waiting = turn.waiting.filter((other) => other !== waiting);
        reject(cancelled());
      };
      const waiting: Waiting = { replica, begin: resolve, giveUp };
      turn.waiting.push(waiting);
      signal.addEventListener('abort', giveUp);
    });
  }

  #hold(turn: Turn, replica: string): void {
    if (turn.timer !== null) this.#environment.clearTimer(turn.timer);
    turn.replica = replica;
    turn.begun++;
    turn.timer = this.#environment.setTimer(() => this.#pass(turn), holdMs);
  }

  /**
   * Runs a save that was prepared, which ends its sender's turn. `vector` gives the state vector of the sender's text.
   */
  async saving<T>(ref: string, replica: string, vector: () => Uint8Array, save: () => Promise<T>): Promise<T> {
    // Only the save of this turn ends it: the next holder must have its text.
    const begun = this.#turns.get(ref);
    if (begun?.replica === replica && begun.timer !== null) {
      this.#environment.clearTimer(begun.timer);
      begun.timer = null;
    }
    try {
      return await save();
    } finally {
      const turn = this.#turns.get(ref);
      // A turn without a save ends too: its edits are on their way to everyone.
      if (turn?.replica === replica && --turn.begun <= 0) this.#pass(turn, vector());
    }
  }

  /** Ends the turns of a window that is gone. */
  leave(replica: string): void {
    for (const turn of this.#turns.values()) {
      for (const waiting of turn.waiting) if (waiting.replica === replica) waiting.giveUp();
      if (turn.replica === replica) this.#pass(turn);
    }
  }

  /** Ends all turns. */
  close(): void {
    for (const turn of this.#turns.values()) {
      for (const waiting of turn.waiting.splice(0)) waiting.giveUp();
      this.#pass(turn);
    }
  }

  #pass(turn: Turn, vector = turn.vector): void {
    turn.vector = vector;
    turn.begun = 0;
    if (turn.timer !== null) this.#environment.clearTimer(turn.timer);
    turn.timer = null;
    const next = turn.waiting.shift();
    turn.replica = next?.replica ?? null;
    next?.begin();
  }
}
