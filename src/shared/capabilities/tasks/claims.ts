import type { DocumentsState } from '../documents/document-state.ts';
import { isHere, isLostBy, isOver, remaining, withHolder } from '../locks/holdings.ts';
import type { PeopleState } from '../people/people-state.ts';
import type { TaskBody } from './kinds.ts';
import type { Claim, ClaimsSlice, ClaimsState } from './task-state.ts';

/** Slices that claims depend on, their own among them. */
export type ClaimsView = PeopleState & DocumentsState & ClaimsSlice;

const mostClaimsOfOne = 200;
/** Number of forced ends in the state; the log has all of them. */
const mostStolen = 50;

/** Document, maker and time of an entry. */
interface Stamp {
  ref: string | null;
  by: string;
  at: number;
  seq: number;
}

function withHeld(state: ClaimsView, held: ClaimsState['held']): ClaimsView {
  return held === state.claims.held ? state : { ...state, claims: { ...state.claims, held } };
}

function without(state: ClaimsView, ends: (claim: Claim, ref: string) => boolean): ClaimsView {
  return withHeld(state, remaining(state.claims.held, ends));
}

/** Gives the state without the claims that ran out before `at`; the very same where there are none. */
export function pruned(state: ClaimsView, at: number): ClaimsView {
  return without(state, (claim) => isOver(claim, at));
}

/** Adds a claim. The first in the order of the log counts: one of a task that somebody has is void. */
export function claimed(
  state: ClaimsView,
  { untilMs }: TaskBody<'task.claimed'>,
  { ref, by, at, seq }: Stamp,
): ClaimsView {
  const person = state.replicas[by]?.person;
  const { held } = state.claims;
  if (person === undefined || ref === null || state.documents[ref] === undefined) return state;
  if (held[ref] !== undefined || (untilMs !== null && untilMs <= at)) return state;
  if (Object.values(held).filter((claim) => claim.person === person).length >= mostClaimsOfOne) return state;
  const leftMs = isHere(state, person, by) ? null : at;
  return withHeld(state, { ...held, [ref]: { person, by, sinceMs: at, seq, untilMs, leftMs } });
}

/** Gives up a claim of the sender's; nobody else can. */
export function released(state: ClaimsView, { ref, by }: Stamp): ClaimsView {
  const person = state.replicas[by]?.person;
  return without(state, (claim, task) => task === ref && claim.person === person);
}

/** Ends another's claim, and remembers that. */
export function stolen(state: ClaimsView, body: TaskBody<'task.stolen'>, { ref, by, at, seq }: Stamp): ClaimsView {
  const claim = ref === null ? undefined : state.claims.held[ref];
  const person = state.replicas[by]?.person;
  if (ref === null || !claim || person === undefined) return state;
  const next = without(state, (_, task) => task === ref);
  if (person === claim.person) return next;
  const trace = { seq, at, by: person, reason: body.reason ?? '', ref, claim };
  return { ...next, claims: { ...next.claims, stolen: [...next.claims.stolen, trace].slice(-mostStolen) } };
}

/** Notes on a person's claims whether they are here, after a window of theirs has come or gone. */
export function presenceChanged(state: ClaimsView, person: string, at: number): ClaimsView {
  return withHeld(state, withHolder(state, state.claims.held, person, at));
}

/** Ends the claims of a person, and of their agents, who may no longer edit: they could not even give them up. */
export function rightsChanged(state: ClaimsView, person: string): ClaimsView {
  return without(state, (claim) => isLostBy(state, claim, person));
}

/** Forgets the claim of a task whose document leaves the session, and its traces. */
export function sealed(state: ClaimsView, ref: string): ClaimsView {
  const next = without(state, (_, task) => task === ref);
  const traces = next.claims.stolen.filter((trace) => trace.ref !== ref);
  if (traces.length === next.claims.stolen.length) return next;
  return { ...next, claims: { ...next.claims, stolen: traces } };
}

/** Finds the claim of a task that holds at a moment, or null. */
export function claimOf(state: ClaimsSlice, ref: string, nowMs: number): Claim | null {
  const claim = Object.hasOwn(state.claims.held, ref) ? state.claims.held[ref] : undefined;
  return claim === undefined || isOver(claim, nowMs) ? null : claim;
}
