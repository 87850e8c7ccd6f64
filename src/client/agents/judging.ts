import type { PartVerdict } from '../../shared/capabilities/proposals/kinds.ts';
import type { Proposal } from '../../shared/capabilities/proposals/proposal-state.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type { SessionClient } from '../session-client.ts';
import type { TextDocument } from '../text-document.ts';
import { editsOfParts, fittingParts } from './proposed-parts.ts';

/**
 * Outcome of accepting parts: they are in the text, or some are and others wait, or somebody was first, or the lines of
 * all are others by now.
 */
export type Accepted = 'applied' | 'some' | 'judged' | 'stale';

/** A person's judging of a proposal, from one window. */
export class Judge {
  readonly #client: SessionClient;
  readonly #proposal: Pick<Proposal, 'id' | 'ref'>;

  constructor(client: SessionClient, proposal: Pick<Proposal, 'id' | 'ref'>) {
    this.#client = client;
    this.#proposal = proposal;
  }

  /** Judges parts. Gives those that this very judgement has reached; others were judged before. */
  async judge(parts: readonly number[], verdict: PartVerdict | null): Promise<number[]> {
    const { id, ref } = this.#proposal;
    const judgement = newId(this.#client.options.environment);
    try {
      await this.#client.publish('proposal.judged', { proposal: id, judgement, parts: [...parts], verdict }, ref);
    } catch (thrown) {
      if (thrown instanceof EnsembleError && (thrown.code === 'exists' || thrown.code === 'not-found')) return [];
      throw thrown;
    }
    const now = this.#client.state.proposals[id]?.parts ?? [];
    return parts.filter((index) => now[index]?.judged?.judgement === judgement);
  }
}

/** Rejects parts of a proposal. Resolves to false where all of them were judged before. */
export async function rejectParts(
  client: SessionClient,
  proposal: Proposal,
  parts: readonly number[],
): Promise<boolean> {
  return (await new Judge(client, proposal).judge(parts, 'rejected')).length > 0;
}

/**
 * Accepts parts of a proposal, and puts them into the text as the own edit of this client's person: only those of which
 * its judgement is the first in the log, so that no part comes twice. Those whose lines turn out to be others wait on.
 */
export async function acceptParts(
  client: SessionClient,
  proposal: Proposal,
  parts: readonly number[],
  document: TextDocument,
): Promise<Accepted> {
  const partsOf = (indexes: readonly number[]) => indexes.map((index) => proposal.parts[index]!);
  const fitting = (indexes: readonly number[]) => {
    const found = new Set(document.isEditable ? fittingParts(document, partsOf(indexes)) : []);
    return indexes.filter((index) => found.has(proposal.parts[index]!));
  };
  document.flush();
  await client.settled();
  const wanted = fitting(parts);
  if (wanted.length === 0) return 'stale';
  const judge = new Judge(client, proposal);
  const mine = await judge.judge(wanted, 'accepted');
  if (mine.length === 0) return 'judged';
  const still = fitting(mine);
  const late = mine.filter((index) => !still.includes(index));
  if (still.length > 0) document.edit(editsOfParts(document, partsOf(still)) ?? []);
  document.flush();
  if (late.length > 0) await judge.judge(late, null);
  if (still.length === 0) return 'stale';
  await client.settled();
  return wanted.length === parts.length && late.length === 0 ? 'applied' : 'some';
}
