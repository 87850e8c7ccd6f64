import type { AgentTexts, ReadText, Work } from '../../client/agents/agent-texts.ts';
import { creationOf, proposeFileAct } from '../../client/agents/file-acts.ts';
import type { SessionClient } from '../../client/session-client.ts';
import type { FileJudgement } from '../../shared/capabilities/file-proposals/file-proposal-state.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { diffTexts } from '../../shared/text/diff.ts';

interface Proposed {
  text: string;
  proposal: string;
  /** Document that it is about; null for a file that is to be made. */
  ref: string | null;
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
    const judgements = this.#judgementsOf(proposed);
    if (judgements && !judgements.some((each) => each?.verdict === 'rejected')) return false;
    return this.#proposed.delete(path);
  }

  /** Gives the text of a file that was proposed in this turn and is not made; null where it is, or none was. */
  textOfNew(path: string): string | null {
    const proposed = this.#proposed.get(path);
    if (proposed?.ref !== null) return null;
    const isMade = this.#judgementsOf(proposed)?.some((each) => each?.verdict === 'accepted');
    if (!isMade) return proposed.text;
    this.#proposed.delete(path);
    return null;
  }

  /** Judgements of what was proposed, part by part; undefined where nobody knows of it any more. */
  #judgementsOf({ ref, proposal }: Proposed): (Pick<FileJudgement, 'verdict'> | null)[] | undefined {
    const { proposals, fileProposals } = this.#client.state;
    if (ref !== null) return proposals[proposal]?.parts.map(({ judged }) => judged);
    const found = fileProposals[proposal];
    return found && [found.judged];
  }

  /** Proposes a text of a file that was read as `known`. Rejects where lines that it would change are others by now. */
  async write(path: string, known: ReadText | null, text: string, work: Work): Promise<void> {
    if (!known) return this.#make(path, text, work);
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

  /** Proposes a file that is not there, in place of what was proposed of it before. */
  async #make(path: string, text: string, work: Work): Promise<void> {
    if (text === this.textOfNew(path)) return;
    let proposal: string;
    try {
      proposal = await proposeFileAct(this.#client, creationOf(path, text), work);
    } catch (thrown) {
      if (!(thrown instanceof EnsembleError) || thrown.code !== 'exists') throw thrown;
      throw new EnsembleError('exists', `${path} is there, and you have not read it: read it first, then write it.`);
    }
    await this.withdraw(path);
    this.#proposed.set(path, { text, proposal, ref: null });
  }

  /** Takes back what was proposed of a file in this turn, where it is not judged. */
  async withdraw(path: string): Promise<void> {
    const proposed = this.#proposed.get(path);
    this.#proposed.delete(path);
    if (!proposed || !this.#judgementsOf(proposed)?.includes(null)) return;
    const { proposal, ref } = proposed;
    if (ref === null) await this.#client.publish('fileProposal.withdrawn', { proposal });
    else await this.#client.publish('proposal.withdrawn', { proposal }, ref);
  }

  /** Forgets the texts, and gives their paths: what was proposed waits for people. */
  forget(): string[] {
    const paths = [...this.#proposed.keys()];
    this.#proposed.clear();
    return paths;
  }
}
