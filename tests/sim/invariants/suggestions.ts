import type { Entry } from '../../../src/shared/core/entry.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import { decodeBody } from '../../../src/shared/session/table.ts';
import type { Simulation } from '../simulation.ts';

/** The rules of suggestions: the first judgement of a part counts, and what nobody has accepted is in no text. */
export class SuggestionRules {
  readonly #simulation: Simulation;
  /** Texts that were accepted at some time. */
  readonly #accepted: string[] = [];
  /** Documents that have left the session: the log tells no more of what was suggested for them. */
  readonly #left = new Set<string>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Notes a judgement, and complains of one that takes the place of somebody's. */
  follow(before: SessionState, after: SessionState, { kind, by, ref, body, seq }: Entry): void {
    if (kind === 'doc.sealed' && ref !== null) this.#left.add(ref);
    if (kind !== 'proposal.judged') return;
    const { proposal, verdict } = decodeBody(kind, body);
    const person = before.replicas[by]?.person;
    const [old = [], now] = [before, after].map(({ proposals }) => proposals[proposal]?.parts);
    // One that is judged in whole may be forgotten at once, behind newer ones.
    if (now === undefined) this.#accepted.push(...(verdict === 'accepted' ? old.map((part) => part.after) : []));
    for (const [index, { judged, after: text }] of (now ?? []).entries()) {
      const first = old[index]?.judged ?? null;
      if (judged?.judgement === first?.judgement) continue;
      if (judged?.verdict === 'accepted') this.#accepted.push(text);
      const isOpenedAgain = judged === null && verdict === null && first?.person === person;
      if (first !== null && !isOpenedAgain)
        this.#simulation.problem(`a part (seq ${seq}) that ${first.person} has judged is judged again`);
    }
  }

  /** Checks the words that agents have suggested: none is in a text twice, or without having been accepted. */
  end(texts: ReadonlyMap<string, string>): void {
    const { agents, returned, doubled } = this.#simulation;
    for (const { suggested } of agents)
      for (const [word, ref] of suggested) {
        const counts = [...texts.values()].map((text) => text.split(word).length - 1);
        const most = Math.max(0, ...counts);
        if (most > 1 && !returned.has(word) && !doubled.has(word))
          this.#simulation.problem(`the suggested word ${word} is there ${most} times`);
        if (most > 0 && !this.#left.has(ref) && !this.#accepted.some((text) => text.includes(word)))
          this.#simulation.problem(`the word ${word} is there, and nobody has accepted it`);
      }
  }
}
