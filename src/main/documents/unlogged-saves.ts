import type { Brought } from '../../client/text-document.ts';
import type { Environment } from '../../shared/core/environment.ts';
import { covers, merged } from './seed.ts';
import type { Lawful } from './unsent.ts';

/** Time after which edits may never come to the log: their sender has lost the right to edit, or is gone. */
const waitMs = 60_000;

/**
 * Edits that were saved before the log had them. Until it has, others' saves must not take them from the disk again:
 * their senders have not heard of them.
 */
export class UnloggedSaves {
  readonly #environment: Environment;
  readonly #byRef = new Map<string, (Lawful & { atMs: number })[]>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /**
   * Gives a document with a saver's update, and with the unlogged edits of savers before, as a Yjs v1 update; and the
   * owners of the ids that it brings.
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
