import { isOver } from '../../../src/shared/capabilities/locks/holdings.ts';
import { fitsPattern } from '../../../src/shared/capabilities/locks/lock-pattern.ts';
import type { Lock } from '../../../src/shared/capabilities/locks/lock-state.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';
import { mayDo } from '../../../src/shared/core/rights.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import type { Simulation } from '../simulation.ts';

const purposesHere: readonly string[] = ['window', 'program', 'agent'];

/** Checks locks: none of anybody who is gone, none without the right to edit, and no two people's on the same text. */
export function checkLocks(simulation: Simulation, state: SessionState): void {
  const { nowMs } = simulation.world;
  const standing = Object.values(state.locks.held).filter((lock) => !isOver(lock, nowMs));
  for (const lock of standing) {
    const isHere = Object.values(state.replicas).some(
      ({ person, connected, purpose }) => connected && person === lock.person && purposesHere.includes(purpose),
    );
    if (!isHere) simulation.problem(`the lock ${lock.id} is an orphan: ${lock.person} is gone`);
    const holder = state.participants[lock.person]!;
    if (holder.standing !== 'admitted' || !mayDo(holder, 'edit'))
      simulation.problem(`the lock ${lock.id} is held by a ${holder.role} who is ${holder.standing}`);
  }
  for (const [index, a] of standing.entries()) {
    for (const b of standing.slice(index + 1)) {
      if (
        a.pattern === undefined &&
        b.pattern === undefined &&
        a.ref === b.ref &&
        a.person !== b.person &&
        meet(simulation, a, b)
      )
        simulation.problem(`the locks ${a.id} and ${b.id} of two people are on the same text`);
    }
  }
}

/** Checks that no agent's edit came into the log where somebody else had locked files by a pattern that fits. */
export function checkBound(simulation: Simulation, state: SessionState, { by, ref, seq, at }: Entry): void {
  const path = ref === null ? null : (state.documents[ref]?.path ?? null);
  if (path === null) return;
  const person = state.replicas[by]?.person;
  // Its time may be over though no entry has ended it yet.
  const standing = Object.values(state.locks.held).filter((each) => !isOver(each, at));
  const lock = standing.find(
    ({ pattern, person: holder }) => holder !== person && pattern !== undefined && fitsPattern(pattern, path),
  );
  if (lock) simulation.problem(`an agent edited ${path} (seq ${seq}), which ${lock.pattern} of ${lock.person} locks`);
}

function meet(simulation: Simulation, a: Lock, b: Lock): boolean {
  if (a.selection === null || b.selection === null) return true;
  const document = a.ref === null ? null : simulation.host?.disk.documents.get(a.ref);
  if (!document) return false;
  const [aFrom, aTo, bFrom, bTo] = [a.selection.anchor, a.selection.head, b.selection.anchor, b.selection.head].map(
    (anchor) => document.offsetOf(anchor),
  );
  // Text of a refused edit is nowhere, and a lock on it locks nothing.
  if (aFrom == null || aTo == null || bFrom == null || bTo == null) return false;
  return Math.max(aFrom, bFrom) < Math.min(aTo, bTo);
}
