import type { AgentTexts, ReadText, Work } from '../../client/agents/agent-texts.ts';
import type { SessionClient } from '../../client/session-client.ts';
import { isOpen } from '../../shared/capabilities/proposals/proposal-state.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { diffTexts } from '../../shared/text/diff.ts';

interface Proposed {
  text: string;
  proposal: string;
  ref: string;
}

/**
 * Whole texts that an agent proposes in one turn. It reads them back as it wrote them, so that it goes on from there;
 * what it writes again takes the place of what it has proposed before.
 */
export class ProposedFiles {
  readonly #client: SessionClient;
  readonly #texts: AgentTexts;
  readonly #proposed = new Map<string, Proposed>();

  constructor(client: SessionClient, texts: AgentTexts) {
    this.#client = client;
    this.#texts = texts;
  }

  has(path: string): boolean {
    return this.#proposed.has(path);
  }

  /** Gives the text that was proposed of a file in this turn; nothing where none was. */
  readBack(path: string): { text?: string } {
    const proposed = this.#proposed.get(path);
    return proposed ? { text: proposed.text } : {};
  }

  /**
   * Forgets the text of a file of which people have rejected a part, or of which nobody knows the judgement any more: a
   * text that builds on it would bring that part in. Says whether it has.
   */
  forgetRejected(path: string): boolean {
    const proposed = this.#proposed.get(path);
    if (!proposed) return false;
    const parts = this.#client.state.proposals[proposed.proposal]?.parts;
    if (parts && !parts.some(({ judged }) => judged?.verdict === 'rejected')) return false;
    return this.#proposed.delete(path);
  }

  /** Proposes a text of a file that was read as `known`. Rejects where lines that it would change are others by now. */
  async write(path: string, known: ReadText | null, text: string, work: Work): Promise<void> {
    if (!known)
      throw new EnsembleError(
        'bad-request',
        `You suggest edits of files that are there and that you have read: read ${path} first, or ask a person to make it.`,
      );
    const before = this.#proposed.get(path);
    if (text === (before?.text ?? known.text)) return;
    if (text === known.text) return this.withdraw(path);
    const outcome = await this.#texts.propose(path, known.version, diffTexts(known.text, text), work);
    if (outcome.is === 'stale') {
      this.#proposed.delete(path);
      throw new EnsembleError(
        'changed-on-disk',
        `Somebody has changed these lines of ${path} since you read it, so nothing was suggested: read it again, and write what is right now.`,
      );
    }
    await this.withdraw(path);
    this.#proposed.set(path, { text, proposal: outcome.proposal, ref: known.ref });
  }

  /** Takes back what was proposed of a file in this turn, where it is not judged. */
  async withdraw(path: string): Promise<void> {
    const proposed = this.#proposed.get(path);
    this.#proposed.delete(path);
    const known = proposed && this.#client.state.proposals[proposed.proposal];
    if (known && isOpen(known))
      await this.#client.publish('proposal.withdrawn', { proposal: proposed.proposal }, proposed.ref);
  }

  /** Forgets the texts, and gives their paths: what was proposed waits for people. */
  forget(): string[] {
    const paths = [...this.#proposed.keys()];
    this.#proposed.clear();
    return paths;
  }
}
