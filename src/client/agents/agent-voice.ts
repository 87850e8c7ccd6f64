import { type AgentBody, pieceLength } from '../../shared/capabilities/agents/kinds.ts';
import type { TimerHandle } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { SessionClient } from '../session-client.ts';

type Said = AgentBody<'agent.said'>;

/** Pause between two tellings (a throttle). */
const tellMs = 250;
/** Most pieces of one telling: within the rate of the session. */
const mostPieces = 4;
/** Most text that waits to be told: an agent that says more in a moment is cut short. */
const mostWaiting = 64 * 1024;

/** Tells an agent's transcript to the session, gathered for a moment, and never more than the session takes. */
export class AgentVoice {
  readonly #client: SessionClient;
  readonly #transcript: string;
  /** Pieces by their part, in the order in which they began. */
  readonly #waiting = new Map<string, Said>();
  #timer: TimerHandle | null = null;
  #units = 0;
  #isCut = false;

  constructor(client: SessionClient, transcript: string) {
    this.#client = client;
    this.#transcript = transcript;
  }

  /** Adds text to a part, or tells a tool's call as it is now. */
  say(said: Said): void {
    const key = `${said.turn}\0${said.part}`;
    const known = this.#waiting.get(key);
    const isTool = said.form === 'tool';
    let text = !known ? said.text : isTool ? said.text || known.text : known.text + said.text;
    if (this.#units > mostWaiting && !isTool) {
      if (this.#isCut) return;
      this.#isCut = true;
      text += ' […]';
    }
    this.#units += text.length - (known?.text.length ?? 0);
    this.#waiting.set(key, { ...known, ...said, text });
    this.#timer ??= this.#client.options.environment.setTimer(() => this.#tell(), tellMs);
  }

  /** Tells all that waits. */
  flush(): void {
    while (this.#waiting.size > 0) this.#tell(Number.POSITIVE_INFINITY);
  }

  #tell(most = mostPieces): void {
    if (this.#timer !== null) this.#client.options.environment.clearTimer(this.#timer);
    this.#timer = null;
    if (this.#client.status.is === 'ended') return this.close();
    // Held back while away: the session takes some a second only, and forgets meanwhile whose transcript it is.
    if (Number.isFinite(most) && this.#client.status.is !== 'online') most = 0;
    let pieces = 0;
    for (const [key, said] of this.#waiting) {
      if (pieces === most) break;
      const isTool = said.form === 'tool';
      const text = said.text.slice(0, pieceLength);
      const rest = isTool ? '' : said.text.slice(pieceLength);
      void this.#publish({ ...said, text });
      pieces++;
      this.#units -= said.text.length - rest.length;
      if (rest === '') this.#waiting.delete(key);
      else this.#waiting.set(key, { ...said, text: rest });
    }
    this.#isCut &&= this.#units > mostWaiting;
    if (this.#waiting.size > 0) this.#timer = this.#client.options.environment.setTimer(() => this.#tell(), tellMs);
  }

  /** Tells a piece; one about a file that is hidden from guests without its name, as its title may have it too. */
  async #publish({ path, ...said }: Said): Promise<void> {
    const tell = (more: Partial<Said>) => this.#client.publish('agent.said', { ...said, ...more }, this.#transcript);
    try {
      await tell(path === undefined ? {} : { path });
    } catch (thrown) {
      // A piece that is refused otherwise is lost: its transcript goes on.
      if (thrown instanceof EnsembleError && thrown.code === 'hidden')
        await tell({ text: 'A file that is hidden from guests' }).catch(() => undefined);
    }
  }

  close(): void {
    if (this.#timer !== null) this.#client.options.environment.clearTimer(this.#timer);
    this.#timer = null;
    this.#waiting.clear();
  }
}
