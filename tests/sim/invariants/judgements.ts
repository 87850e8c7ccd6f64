import type { Entry } from '../../../src/shared/core/entry.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import { decodeBody } from '../../../src/shared/session/table.ts';
import type { Simulation } from '../simulation.ts';

/** The rules of judgements: of a part, the newest one in the log counts, until it is taken back. */
export class JudgementRules {
  readonly #simulation: Simulation;
  readonly #judged = new Map<string, string>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Notes what an entry says of parts. */
  follow({ replicas }: SessionState, { kind, by, ref, body }: Entry): void {
    if (kind === 'doc.sealed')
      for (const key of this.#judged.keys()) if (key.startsWith(`${ref} `)) this.#judged.delete(key);
    const person = replicas[by]?.person;
    if (kind !== 'work.judged' || person === undefined) return;
    const { parts, is } = decodeBody(kind, body);
    for (const part of parts)
      if (is === null) this.#judged.delete(`${ref} ${part}`);
      else this.#judged.set(`${ref} ${part}`, `${is} by ${person}`);
  }

  /** Checks that the state says the same. */
  end({ judged }: SessionState): void {
    const said = Object.entries(judged).flatMap(([ref, all]) =>
      all.map(({ part, is, person }) => `${ref} ${part}: ${is} by ${person}`),
    );
    const expected = [...this.#judged].map(([key, is]) => `${key}: ${is}`);
    if (said.toSorted().join() !== expected.toSorted().join())
      this.#simulation.problem(`the judgements are ${said.join()}, not ${expected.join()}`);
  }
}
