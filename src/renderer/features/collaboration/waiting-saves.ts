import type { SessionClient } from '../../../client/session-client.ts';
import { isOutOfReach } from '../../../client/shared-file.ts';
import { hostName, isHostHere } from '../../../shared/capabilities/hosting/known-host.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';

/** Saves a text; `content` is for the disk where it is in no session yet, null where that was long ago. */
type Save = (path: string, content: Uint8Array | null) => Promise<void>;

/** Saves for which the host could not be asked: they are repeated when it is there again. */
export class WaitingSaves {
  readonly #client: SessionClient;
  readonly #save: Save;
  readonly #tell: (words: string) => void;
  readonly #paths = new Set<string>();
  #busy = false;

  /** `save` saves a text, `tell` shows words. */
  constructor(client: SessionClient, save: Save, tell: (words: string) => void) {
    this.#client = client;
    this.#save = save;
    this.#tell = tell;
    client.events.on('state', () => void this.#makeUp());
    client.events.on('status', () => void this.#makeUp());
  }

  /** Saves now, or notes it for later and rejects with words that say so. */
  async save(path: string, content: Uint8Array): Promise<void> {
    try {
      await this.#save(path, content);
      this.#paths.delete(path);
    } catch (thrown) {
      if (!isOutOfReach(thrown)) throw thrown;
      this.#paths.add(path);
      const { state, status, person } = this.#client;
      const isMine = state.host !== null && state.host.person === person;
      const name = isMine ? 'it' : (hostName(state) ?? 'the host');
      const why = status.is === 'online' && !isHostHere(state) ? `${name} is away` : 'The host cannot be reached';
      throw new EnsembleError(
        'host-away',
        `${why}: ${path} is saved by itself when ${name} is back. What you typed is kept.`,
      );
    }
  }

  async #makeUp(): Promise<void> {
    const { state, status } = this.#client;
    if (this.#busy || this.#paths.size === 0 || status.is !== 'online' || !isHostHere(state)) return;
    this.#busy = true;
    const done: string[] = [];
    for (const path of [...this.#paths]) {
      try {
        await this.#save(path, null);
        done.push(path);
        this.#paths.delete(path);
      } catch (thrown) {
        if (isOutOfReach(thrown)) break;
        this.#paths.delete(path);
        this.#tell(`${path} could not be saved: ${thrown instanceof EnsembleError ? thrown.message : String(thrown)}`);
      }
    }
    this.#busy = false;
    if (done.length > 0) this.#tell(`Saved now: ${done.join(', ')}.`);
  }
}
