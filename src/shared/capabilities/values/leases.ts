import type { Told } from '../../core/capability.ts';
import { withKey, withoutKey } from '../../core/record.ts';
import { holdingGraceMs, isHere, isLost, isOver, remaining, withHolder } from '../locks/holdings.ts';
import type { ValueBody } from './kinds.ts';
import { valueLimits } from './limits.ts';
import { type Lease, partOf, type ValuesView } from './value-state.ts';

/** Moment at which a lease is over: by its time, or as long after its holder has gone as a lock. */
export function leaseEndsMs({ untilMs, leftMs }: Lease): number {
  return leftMs === null ? untilMs : Math.min(untilMs, leftMs + holdingGraceMs);
}

function withLeases(state: ValuesView, leases: ValuesView['leases']): ValuesView {
  return leases === state.leases ? state : { ...state, leases };
}

/** Ends leases whose time is over; the very same state where there are none. */
export function pruned(state: ValuesView, atMs: number): ValuesView {
  return withLeases(
    state,
    remaining(state.leases, (lease) => isOver(lease, atMs)),
  );
}

/** Takes or renews a lease; void where somebody else holds it. */
export function leased(state: ValuesView, { by, at, seq, body }: Told<ValueBody<'value.leased'>>): ValuesView {
  const person = state.replicas[by]?.person;
  const held = partOf(state.leases, body.key);
  if (person === undefined || (held && held.person !== person)) return state;
  const others = Object.entries(state.leases).filter(([key]) => key !== body.key);
  const own = others.filter(([, lease]) => lease.person === person);
  if (others.length >= valueLimits.leases || own.length >= valueLimits.leasesOfOne) return state;
  const leftMs = isHere(state, person, by) ? null : at;
  const lease: Lease = { person, by, seq, untilMs: at + body.forMs, leftMs };
  return { ...state, leases: withKey(state.leases, body.key, lease) };
}

/** Gives up a lease of the sender's. */
export function released(state: ValuesView, { by, body }: Told<ValueBody<'value.released'>>): ValuesView {
  const held = partOf(state.leases, body.key);
  if (held === null || held.person !== state.replicas[by]?.person) return state;
  return { ...state, leases: withoutKey(state.leases, body.key) };
}

/** Ends the leases of people who may no longer edit, and of agents whose owners may not. */
export function rightsChanged(state: ValuesView): ValuesView {
  return withLeases(
    state,
    remaining(state.leases, (lease) => isLost(state, lease)),
  );
}

/** Notes on a person's leases whether they are here, after a window or program of theirs has come or gone. */
export function presenceChanged(state: ValuesView, person: string, at: number): ValuesView {
  return withLeases(state, withHolder(state, state.leases, person, at));
}
