import type { SessionClient } from '../../../src/client/session-client.ts';
import { documentAt } from '../../../src/shared/capabilities/documents/paths.ts';
import { isOver } from '../../../src/shared/capabilities/locks/holdings.ts';
import { holds } from '../../../src/shared/capabilities/people/agents.ts';
import type { Claim } from '../../../src/shared/capabilities/tasks/task-state.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import { lookUp } from '../../../src/shared/session/table.ts';
import type { Simulation } from '../simulation.ts';

/** Time after which the claim of somebody who has gone ends. */
const absenceMs = 60_000;

/** Tasks and people who were told that these are theirs. */
const told = new WeakMap<Simulation, Set<string>>();

const keyOf = (ref: string, person: string | null) => `${ref} ${person}`;

/** Notes that somebody was told that a task is theirs. */
export function noteClaimed(simulation: Simulation, { state, person }: SessionClient, path: string): void {
  const ref = documentAt(state, path);
  // Its file may have another name by now.
  if (ref === null) return;
  const known = told.get(simulation) ?? new Set();
  told.set(simulation, known.add(keyOf(ref, person)));
}

function isConnected({ replicas }: SessionState, { person, by }: Claim): boolean {
  return Object.entries(replicas).some(
    ([id, replica]) =>
      replica.connected &&
      replica.person === person &&
      (id === by || ['window', 'program', 'agent'].includes(replica.purpose)),
  );
}

/** The rules of claims of tasks, held to each entry of a log. */
export class ClaimRules {
  readonly #simulation: Simulation;
  readonly #holders = new Set<string>();
  /** True once a document has left the session: its entries leave the log with it. */
  #hasSealed = false;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Checks what an entry has done to the claims. */
  follow(before: SessionState, after: SessionState, entry: Entry): void {
    this.#hasSealed ||= entry.kind === 'doc.sealed';
    if (lookUp(entry.kind)?.interest === 'session')
      for (const [ref, { untilMs, leftMs }] of Object.entries(after.claims.held))
        if ((untilMs !== null && entry.at >= untilMs) || (leftMs !== null && entry.at - leftMs >= absenceMs))
          this.#simulation.problem(`the claim of ${ref} is over, and still held (seq ${entry.seq})`);
    if (before.claims === after.claims && entry.kind !== 'task.released') return;
    for (const [ref, claim] of Object.entries(before.claims.held)) this.#followHeld(ref, claim, before, after, entry);
    for (const [ref, claim] of Object.entries(after.claims.held)) {
      this.#holders.add(keyOf(ref, claim.person));
      if (before.claims.held[ref]?.seq === claim.seq) continue;
      const isByEntry = entry.kind === 'task.claimed' && entry.ref === ref && claim.seq === entry.seq;
      if (!isByEntry || before.replicas[entry.by]?.person !== claim.person)
        this.#simulation.problem(`${ref} came to be claimed by ${entry.kind} (seq ${entry.seq})`);
    }
  }

  #followHeld(ref: string, claim: Claim, before: SessionState, after: SessionState, entry: Entry): void {
    const { kind, at, seq } = entry;
    const isOfTask = entry.ref === ref;
    const isOwnRelease = kind === 'task.released' && isOfTask && before.replicas[entry.by]?.person === claim.person;
    if (after.claims.held[ref]?.seq === claim.seq) {
      if (isOwnRelease) this.#simulation.problem(`the task ${ref} was given up (seq ${seq}), and is still held`);
      return;
    }
    const isPast = claim.untilMs !== null && at >= claim.untilMs;
    const isLeft = claim.leftMs !== null && at - claim.leftMs >= absenceMs && !isConnected(before, claim);
    const holder = after.participants[claim.person];
    const isLost = !holder || !holds(after, holder, 'edit');
    const isEnded = isOfTask && (kind === 'task.stolen' || kind === 'doc.sealed');
    if (!isPast && !isLeft && !isLost && !isEnded && !isOwnRelease)
      this.#simulation.problem(`the claim of ${ref} was ended by ${kind} (seq ${seq})`);
  }

  /** Checks claims at the end: each has a holder who is here and may edit, and those who were told so had theirs. */
  end(state: SessionState): void {
    const simulation = this.#simulation;
    for (const key of this.#hasSealed ? [] : (told.get(simulation) ?? []))
      if (!this.#holders.has(key)) simulation.problem(`somebody was told of a claim that the log lacks: ${key}`);
    for (const [ref, claim] of Object.entries(state.claims.held)) {
      if (isOver(claim, simulation.world.nowMs)) continue;
      const holder = state.participants[claim.person];
      if (!holder || !holds(state, holder, 'edit'))
        simulation.problem(`the claim of ${ref} is of one who may not edit`);
      if (!isConnected(state, claim)) simulation.problem(`the claim of ${ref} is an orphan: ${claim.person} is gone`);
    }
  }
}
