import type { Entry } from '../../../src/shared/core/entry.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import { decodeBody } from '../../../src/shared/session/table.ts';
import type { Simulation } from '../simulation.ts';

/** The rules of the lease of the whole tree, held to each entry of a log. */
export class LeaseRules {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Checks what an entry does while there is a lease, and to it. */
  follow(before: SessionState, after: SessionState, { kind, by, body, seq }: Entry): void {
    const { tree } = before.locks;
    const replica = before.replicas[by];
    if (tree !== undefined && replica?.purpose === 'agent' && replica.person !== tree.person)
      if (kind === 'doc.updated' || kind === 'doc.formatted')
        this.#simulation.problem(`an agent said ${kind} (seq ${seq}) while ${tree.person} moved the tree`);
    if (kind === 'host.claimed' && after.locks.tree !== undefined)
      this.#simulation.problem(`the lease of the host of before has outlived the claim of the next (seq ${seq})`);
    if (kind !== 'tree.leased' && kind !== 'tree.freed') {
      if (kind !== 'host.claimed' && after.locks.tree !== tree)
        this.#simulation.problem(`the lease of the tree was changed by ${kind} (seq ${seq})`);
      return;
    }
    const { host } = before;
    const { term } = decodeBody(kind, body);
    if (host?.replica !== by || host.term !== term)
      this.#simulation.problem(`${kind} (seq ${seq}) is of one who is not the host`);
    if (kind === 'tree.leased' && tree !== undefined)
      this.#simulation.problem(`the tree was leased twice at a time (seq ${seq})`);
  }

  /** Checks at the end that no lease was left behind. */
  end({ locks }: SessionState): void {
    if (locks.tree !== undefined)
      this.#simulation.problem(`the lease of the tree of ${locks.tree.person} was never ended`);
  }
}
