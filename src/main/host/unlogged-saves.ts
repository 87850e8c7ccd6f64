import type { Brought } from '../../client/text-document.ts';
import type { Environment } from '../../shared/core/environment.ts';
import { covers, merged } from './seed.ts';
import type { Lawful } from './unsent.ts';

/** What was not in the log after so long may never come: its sender has lost the right to edit, or is gone. */
const waitMs = 60_000;

/**
 * What was saved before the log had it. Until it has, others' saves must not take it from the disk again: their senders
 * have not heard of it.
 */
export class UnloggedSaves {
  readonly #environment: Environment;
  readonly #byRef = new Map<string, (Lawful & { atMs: number })[]>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /**
   * Gives a document with a saver's update, and with what savers before had ahead of the log, as a Yjs v1 update; and
   * whose ids it brings.
   */
  with(ref: string, document: Uint8Array, unsent: Lawful): { state: Uint8Array; brought: Brought } {
    const nowMs = this.#environment.nowMs();
    const waiting = (this.#byRef.get(ref) ?? []).filter(
      (each) => nowMs - each.atMs < waitMs && !covers(document, each.update),
    );
    const state = waiting.reduce((whole, each) => merged(whole, each.update), merged(document, unsent.update));
    const brought = [...new Map([...waiting, unsent].flatMap((each) => each.brought))];
    if (!covers(document, unsent.update)) waiting.push({ ...unsent, atMs: nowMs });
    if (waiting.length > 0) this.#byRef.set(ref, waiting);
    else this.#byRef.delete(ref);
    return { state, brought };
  }
}
