import { isDeepStrictEqual } from 'node:util';
import { waiting } from '../../src/shared/capabilities/approvals/approval-state.ts';
import { pathsOf } from '../../src/shared/capabilities/people/agents.ts';
import type { Replica } from '../../src/shared/capabilities/people/people-state.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { fold } from '../../src/shared/session/fold.ts';
import { type Narrowed, narrowed, sightOf, told } from '../../src/shared/session/narrowed.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import { lookUp } from '../../src/shared/session/table.ts';
import type { Connection } from './connection.ts';
import type { SessionCore } from './session-core.ts';

/** A person to whom the session is limited, while they are here. */
interface Limited {
  paths: readonly string[];
  /** State as it is for them now. */
  narrowed: Narrowed;
  /** State as their windows have it, by what they were told: the fold of that. */
  had: SessionState;
}

/**
 * Tells people to whom the session is limited what they see of it. Their windows fold what they are told as everybody
 * does; where that would not give the state that is theirs, as when a file moves into their part or out of it, they
 * begin anew with that state.
 */
export class Narrowing {
  readonly session: SessionCore;
  readonly #limited = new Map<string, Limited>();

  constructor(session: SessionCore) {
    this.session = session;
  }

  /** Gives the state with which a connection begins, and notes to what it is limited. */
  stateFor(connection: Connection): SessionState {
    const { state } = this.session;
    const { person } = connection;
    connection.paths = pathsOf(state, person);
    const sight = sightOf(state, person);
    if (sight === null || person === null || connection.paths === null) return state;
    const known = this.#limited.get(person);
    const before = known?.paths === connection.paths ? known.narrowed : null;
    const now = narrowed(state, sight, before);
    if (before === null) this.#limited.set(person, { paths: connection.paths, narrowed: now, had: now.state });
    return now.state;
  }

  /** Gives entries as a connection is told them. */
  told(connection: Connection, entries: readonly Entry[]): readonly Entry[] {
    if (connection.paths === null) return entries;
    const { state } = this.session;
    const sight = sightOf(state, connection.person);
    if (sight === null) return [];
    const isOwn = (replica: string) => replica === connection.replica || sight.isOwn(replica);
    return entries.map((entry) => (entry.by === connection.replica ? entry : told(state, entry, { ...sight, isOwn })));
  }

  /** Follows committed entries, before anybody is told: windows that would come to another state begin anew. */
  committed(entries: readonly Entry[]): void {
    const { state, connections } = this.session;
    const limited = [...connections].filter(({ person, phase, paths }) => {
      return (phase === 'joined' || phase === 'draining') && (paths !== null || pathsOf(state, person) !== null);
    });
    if (limited.length === 0) return this.#limited.clear();
    const isRight = new Map<string, boolean>();
    for (const connection of limited) {
      const person = connection.person!;
      if (!isRight.has(person)) isRight.set(person, this.#follows(person, entries));
      if (isRight.get(person) && connection.paths === pathsOf(state, person)) continue;
      connection.end(new EnsembleError('disconnected', 'You see another part of the folder from now on.'), false);
    }
    for (const person of this.#limited.keys()) if (!isRight.get(person)) this.#limited.delete(person);
  }

  /** Says whether what a person is told of entries gives the state that is theirs. */
  #follows(person: string, entries: readonly Entry[]): boolean {
    const { state } = this.session;
    const known = this.#limited.get(person);
    const sight = sightOf(state, person);
    if (sight === null || known?.paths !== pathsOf(state, person)) return false;
    const now = narrowed(state, sight, known.narrowed);
    let had = known.had;
    for (const entry of entries)
      if (lookUp(entry.kind)?.interest === 'session') had = fold(had, told(state, entry, sight));
    if (!isAlike(had, now.state, known)) return false;
    this.#limited.set(person, { paths: known.paths, narrowed: now, had });
    return true;
  }
}

/** Says whether two states are alike to one who sees a part; slices that were alike, and are as they were, still are. */
function isAlike(had: SessionState, now: SessionState, before: Limited): boolean {
  for (const name of Object.keys(now) as (keyof SessionState)[]) {
    const isAsBefore = had[name] === before.had[name] && now[name] === before.narrowed.state[name];
    if (isAsBefore || had[name] === now[name]) continue;
    if (!isDeepStrictEqual(comparable(name, had[name]), comparable(name, now[name]))) return false;
  }
  return true;
}

/**
 * Gives a slice without what may differ: shares of comments count what is said of other files, too, for the server
 * alone; to be nowhere is the same as to be nowhere that is told; and the session forgets answered questions for newer ones,
 * which are not all told.
 */
function comparable(name: keyof SessionState, slice: unknown): unknown {
  if (name === 'comments') return { ...(slice as object), shares: null };
  if (name === 'approvals')
    return new Map(waiting({ approvals: slice as SessionState['approvals'] }).map((each) => [each.id, each]));
  if (name !== 'replicas') return slice;
  const isNowhere = ({ focus }: Replica) => focus !== null && Object.values(focus).every((part) => part === null);
  const all = Object.entries(slice as SessionState['replicas']);
  return Object.fromEntries(all.map(([id, each]) => [id, isNowhere(each) ? { ...each, focus: null } : each]));
}
