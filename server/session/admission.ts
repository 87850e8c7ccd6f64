import { agentsOf, pathsOf, pathsSeqOf } from '../../src/shared/capabilities/people/agents.ts';
import { waitingWords } from '../../src/shared/capabilities/people/givers.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import type { TimerHandle } from '../../src/shared/core/environment.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import type { Hello } from '../../src/shared/core/frames.ts';
import { serverReplica } from '../../src/shared/core/ids.ts';
import { hasRight, type Role } from '../../src/shared/core/rights.ts';
import { protocolVersion } from '../../src/shared/core/version.ts';
import { authorize } from '../../src/shared/session/authorize.ts';
import { stateFrames } from '../../src/shared/session/packed-state.ts';
import { decodeBody } from '../../src/shared/session/table.ts';
import { Asking } from './asking.ts';
import type { Checkpoints } from './checkpoints.ts';
import { colourFor } from './colours.ts';
import type { Connection } from './connection.ts';
import { checkAgentsOwner, type Identified, identify } from './identifying.ts';
import { Invited, usedUp } from './invited.ts';
import type { Narrowing } from './narrowing.ts';
import type { PersonLimits } from './person-limits.ts';
import type { SessionCore } from './session-core.ts';

/** Parts of a session that let people in. */
export type AdmittingSession = SessionCore & {
  readonly limits: PersonLimits;
  readonly checkpoints: Checkpoints;
  readonly narrowing: Narrowing;
};

/** Time in which a lost connection may come back before its replica counts as gone. */
const graceMs = 5_000;
/** The same after a restart of the server, when everyone has to come back. */
const restartGraceMs = 20_000;

/** Says whether two hellos are one that came twice. */
function isSame(one: Hello, other: Hello): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Position from which a connection goes on. */
interface Start {
  since: number;
  refs: string[];
  /** Refs whose copies at the client are of no use: it gets their outcome anew. */
  resubscribe: string[];
}

/** Lets people in and out: identity, admission, and the entries that tell the others. */
export class Admission {
  readonly #session: AdmittingSession;
  readonly #asking: Asking;
  readonly #invited: Invited;
  readonly #leaving = new Map<string, TimerHandle>();

  constructor(session: AdmittingSession) {
    this.#session = session;
    this.#asking = new Asking(session);
    this.#invited = new Invited(session);
  }

  /** Answers a hello. Throws the refusal for a connection that may not come in. */
  greet(connection: Connection, hello: Hello): void {
    // A frame that came twice changes nothing; another identity takes another connection.
    if (connection.hello && isSame(connection.hello, hello)) return;
    if (connection.hello) throw new EnsembleError('bad-request', 'Hello was said already.');
    if (hello.protocol !== protocolVersion) {
      throw new EnsembleError(
        'version',
        `This session speaks protocol ${protocolVersion}, you ${hello.protocol}: update the older Ensemble.`,
      );
    }
    if (hello.since > this.#session.head) {
      throw new EnsembleError(
        'out-of-order',
        'The session server has less of this session than this window: it was set back to an older copy. What you typed is still here: save it as a file, then open the session anew.',
      );
    }
    const { person, role, newTicket, agentOf } = identify(this.#session, connection, hello);
    this.#checkReplica(hello, person);
    connection.hello = hello;
    connection.person = person;
    const { id, entryRules, options } = this.#session;
    const standing = entryRules.staged.participants[person]?.standing;
    // A window that was in hears of it also when it slept meanwhile; asking again is for its person to decide.
    if (standing === 'banned' || (standing === 'removed' && hello.since > 0))
      throw new EnsembleError('removed', 'The host has removed you from this session.');
    if ((hello.purpose === 'host' || hello.purpose === 'disk') && !hasRight(role, 'host')) {
      throw new EnsembleError('not-permitted', 'Only an owner of the session can be its host.');
    }
    // Also nothing is delivered for an agent later, by a replica that is not known as an agent’s.
    if ((hello.purpose === 'agent') !== (agentOf !== null))
      throw new EnsembleError(
        'forged',
        agentOf === null
          ? 'An agent joins by an invite for agents: have its owner make one.'
          : 'By an invite for an agent only an agent joins.',
      );
    if (connection.identity.is === 'guest' && connection.identity.isAgent && agentOf === null)
      throw new EnsembleError('denied', 'This door is for agents of the people who are in.');
    if (connection.identity.is !== 'guest' || standing === 'admitted') return this.#join(connection, hello, role);
    if (hello.purpose === 'drain') throw new EnsembleError('denied', 'You are not in this session.');
    if (agentOf !== null) {
      checkAgentsOwner(this.#session, agentOf);
      this.#asking.checkRate();
    } else if (this.#asking.isUnasked(person)) this.#asking.checkRate();
    else this.#asking.check(connection, person, hello.invite);
    if (newTicket !== null) options.access.remember(id, newTicket, person);
    if (agentOf === null) this.#ask(connection, hello, person, role);
    else this.#letAgentIn(connection, hello, { person, role, agentOf });
  }

  /** Lets an agent in unasked: its owner has made the invite. */
  #letAgentIn(
    connection: Connection,
    { name, invite }: Hello,
    agent: Pick<Identified, 'person' | 'role'> & { agentOf: string },
  ): void {
    const { person } = agent;
    connection.phase = 'asking';
    const objection = this.#invited.take(person, invite);
    if (objection) throw objection;
    const colour = colourFor(this.#session.entryRules.staged, person);
    this.#session.write('participant.admitted', { ...agent, name, colour });
  }

  /**
   * Checks that a replica belongs to this person and has its purpose, both for good. The server's own replica belongs
   * to nobody.
   */
  #checkReplica({ replica, purpose }: Hello, person: string): void {
    const { entryRules, facts } = this.#session;
    const bound = entryRules.staged.replicas[replica];
    const known = bound ?? facts.boundOf(replica);
    const whose = known?.person ?? null;
    if (replica === serverReplica || (whose !== null && whose !== person))
      throw new EnsembleError('forged', 'This replica belongs to somebody else.');
    const was = known?.purpose ?? purpose;
    if (purpose !== 'drain' && was !== purpose)
      throw new EnsembleError('forged', `This replica is a ${was}, not a ${purpose}.`);
  }

  #ask(connection: Connection, hello: Hello, person: string, role: Role): void {
    const { entryRules } = this.#session;
    connection.phase = 'asking';
    // Once the log has it: a window that was told of it must not find itself turned away after a commit that failed.
    if (this.#asking.isUnasked(person)) {
      const objection = this.#invited.take(person, hello.invite);
      if (objection) throw objection;
      const entered = this.#asking.roleOf(person, role);
      const colour = colourFor(entryRules.staged, person);
      return this.#session.write('participant.admitted', { person, name: hello.name, role: entered, colour });
    }
    this.#invited.asks(person, hello.invite);
    connection.send({ t: 'waiting', message: waitingWords(entryRules.staged) });
    this.#asking.returned(person);
    const known = entryRules.staged.participants[person];
    const isKnown = known?.standing === 'asking' && known.name === hello.name && known.role === role;
    if (isKnown) return;
    const removedMs = this.#asking.removedMs(person);
    const removal = removedMs === null ? {} : { removedMs };
    const colour = colourFor(entryRules.staged, person);
    this.#session.write('participant.requested', { person, name: hello.name, role, colour, ...removal });
  }

  #join(connection: Connection, hello: Hello, role: Role): void {
    const { entryRules, facts, environment, limits, narrowing } = this.#session;
    const { replica, purpose } = hello;
    const person = connection.person!;
    // Others may have joined while this one was waiting.
    this.#checkReplica(hello, person);
    for (const other of this.#session.connections) {
      if (other === connection || other.replica !== replica || other.phase === 'closed') continue;
      if (other.person === person)
        other.end(new EnsembleError('disconnected', 'This window has connected again elsewhere.'), false);
      else other.end(new EnsembleError('forged', 'This replica belongs to somebody else.'), true);
    }
    const isDrain = purpose === 'drain';
    const isNew = entryRules.staged.replicas[replica] === undefined && facts.boundOf(replica) === null;
    // A window is welcomed before the log has its joining: an unknown replica with an outbox is a new window.
    const objection = isDrain && !isNew ? null : limits.objectionToWindow(connection, isNew);
    if (objection) throw objection;
    const state = narrowing.stateFor(connection);
    const { since, refs, resubscribe } = this.#startOf(connection, hello);
    connection.phase = isDrain ? 'draining' : 'joined';
    if (!isDrain) this.#session.noteJoined(connection);
    for (const ref of refs) connection.refs.add(ref);
    const { head } = this.#session;
    const isFresh = since === 0 && head > 0;
    connection.cursor = isDrain || isFresh ? head : since;
    connection.entitledFrom = this.#entitledFrom(connection);
    const welcome = {
      person,
      role,
      lastN: entryRules.lastN(replica),
      head,
      serverMs: environment.nowMs(),
      resubscribe,
    };
    connection.send({ t: 'welcome', welcome });
    if (isFresh && !isDrain) for (const frame of stateFrames('keyframe', head, state)) connection.send(frame);
    this.#bind(connection, hello, role);
    this.#session.catchUp(connection);
  }

  /**
   * Finds the position of a connection. A known window goes on from its own; not from before its first joining, of
   * which it heard nothing. All others begin with the folded state, whatever they say.
   */
  #startOf(connection: Connection, hello: Hello): Start {
    const { facts, checkpoints, entryRules } = this.#session;
    const joinedAt = facts.joinedAt(hello.replica);
    const refs = hello.refs.filter((ref) => authorize(entryRules.staged, connection.who, 'hear', ref) === null);
    // A window with another part of the session than is now its person's has no use for the entries since.
    const { staged } = entryRules;
    const person = connection.person!;
    if (pathsOf(staged, person) !== null || hello.since < pathsSeqOf(staged, person))
      return { since: 0, refs: [], resubscribe: hello.refs };
    // The entries after it may have left the log since.
    const isBehind = hello.since < checkpoints.condensedUpTo;
    if (joinedAt === null || hello.since < joinedAt || isBehind) return { since: 0, refs: [], resubscribe: refs };
    const resubscribe = refs.filter((ref) => checkpoints.floor(ref) > hello.since);
    return { since: hello.since, refs: refs.filter((ref) => !resubscribe.includes(ref)), resubscribe };
  }

  /**
   * Gives the seq from which a connection may hear the log: all of the past for the owner of the folder, for everyone
   * else the time since they came.
   */
  #entitledFrom({ identity, person, replica, cursor, paths }: Connection): number {
    // A file that was not theirs before may have become so: its past has not.
    if (paths !== null) return cursor;
    const isHosts = identity.is !== 'guest' || person === this.#session.entryRules.staged.host?.person;
    return isHosts ? 0 : (this.#session.facts.joinedAt(replica) ?? cursor);
  }

  /** Tells everyone of a replica that is here; one that only drains its outbox is bound, and counts as gone. */
  #bind(connection: Connection, { replica, purpose, name }: Hello, role: Role): void {
    const { participants, replicas } = this.#session.entryRules.staged;
    const person = connection.person!;
    const isDrain = purpose === 'drain';
    this.#cancelLeaving(replica);
    const bound = replicas[replica];
    if (isDrain && bound) {
      // A connected replica's entry would be forgotten while it still drains its outbox.
      if (bound.connected) this.#session.write('participant.left', { person, replica });
      return;
    }
    if (bound?.connected) return;
    this.#session.write('participant.joined', {
      person,
      name: participants[person]?.name || name,
      role,
      replica,
      purpose: isDrain ? (this.#session.facts.boundOf(replica)?.purpose ?? 'window') : purpose,
      colour: colourFor(this.#session.entryRules.staged, person),
    });
    if (isDrain) this.#session.write('participant.left', { person, replica });
  }

  /**
   * Takes the invite of a person who is let in, before the log has it. Gives the objection where somebody else has
   * taken it.
   */
  letIn(person: string): EnsembleError | null {
    return this.#invited.take(person);
  }

  /** Acts on a committed entry that lets somebody in or sends somebody out. */
  after(entry: Entry): void {
    if (entry.kind === 'participant.admitted') {
      const { person } = decodeBody(entry.kind, entry.body);
      for (const connection of this.#of(person)) if (connection.phase === 'asking') this.#letIn(connection);
      this.#turnAwayLate();
    } else if (entry.kind === 'participant.withdrawn') {
      this.#invited.withdrawn(decodeBody(entry.kind, entry.body).person);
    } else if (entry.kind === 'participant.denied') {
      const { person } = decodeBody(entry.kind, entry.body);
      this.#asking.denied(person, this.#of(person)[0]?.hello?.invite);
      this.#sendOut(person, new EnsembleError('denied', 'The host did not let you in.'));
    } else if (entry.kind === 'participant.removed') {
      const { person } = decodeBody(entry.kind, entry.body);
      this.#asking.removed(person, entry.at);
      const removal = new EnsembleError('removed', 'The host has removed you from this session.');
      for (const gone of [person, ...agentsOf(this.#session.state, person)]) this.#sendOut(gone, removal);
    } else if (entry.kind === 'session.ended') {
      const ended = new EnsembleError('ended', 'The host has ended this session.');
      for (const connection of [...this.#session.connections]) {
        const role = this.#session.entryRules.staged.participants[connection.person ?? '']?.role;
        if (connection.identity.is === 'guest' && role !== 'owner') this.#endNow(connection, ended);
      }
    }
  }

  /** Sends away who waits with an invite by which somebody else has come in. */
  #turnAwayLate(): void {
    for (const connection of [...this.#session.connections]) {
      const { phase, hello, person } = connection;
      if (phase !== 'asking' || hello === null || person === null || this.#invited.isGood(hello.invite)) continue;
      const standing = this.#session.entryRules.staged.participants[person]?.standing;
      // Let in by this very invite, by an entry on its way to the log.
      if (standing === 'admitted') continue;
      connection.end(usedUp(), true);
      if (standing === 'asking') this.#session.write('participant.withdrawn', { person });
    }
  }

  #letIn(connection: Connection): void {
    const { entryRules } = this.#session;
    try {
      this.#join(connection, connection.hello!, entryRules.staged.participants[connection.person!]!.role);
    } catch (thrown) {
      if (thrown instanceof EnsembleError) connection.end(thrown, true);
      else this.#session.trouble(connection, thrown);
    }
  }

  #of(person: string): Connection[] {
    return [...this.#session.connections].filter((connection) => connection.person === person);
  }

  #sendOut(person: string, error: EnsembleError): void {
    for (const connection of this.#of(person)) this.#endNow(connection, error);
  }

  #endNow(connection: Connection, error: EnsembleError): void {
    const joined = connection.phase === 'joined';
    connection.end(error, true);
    if (joined) this.#left(connection.replica);
  }

  /** Takes a client's word that it goes for good. */
  leave(connection: Connection): void {
    if (connection.phase !== 'joined') return;
    connection.phase = 'closed';
    connection.transport.close();
    this.#left(connection.replica);
  }

  /** Gives the replica of a lost connection time to come back. */
  lost(connection: Connection): void {
    const { replica, person, hello } = connection;
    if (hello === null || person === null) return;
    if (this.#session.entryRules.staged.participants[person]?.standing === 'asking') this.#asking.gone(person, graceMs);
    const isHere = (other: Connection) =>
      other.replica === replica && (other.phase === 'joined' || other.phase === 'draining');
    if ([...this.#session.connections].some(isHere)) return;
    if (this.#session.entryRules.staged.replicas[replica]) this.#leaveLater(replica, graceMs);
  }

  /**
   * Gives replicas that were connected before a restart time to come back; else they are gone, as are those that old
   * logs left in the state.
   */
  expectReturns(): void {
    this.#asking.expectReturns(restartGraceMs);
    for (const replica of Object.keys(this.#session.state.replicas)) this.#leaveLater(replica, restartGraceMs);
  }

  #leaveLater(replica: string, delayMs: number): void {
    this.#cancelLeaving(replica);
    this.#leaving.set(
      replica,
      this.#session.environment.setTimer(() => this.#left(replica), delayMs),
    );
  }

  #cancelLeaving(replica: string): void {
    const timer = this.#leaving.get(replica);
    if (timer !== undefined) this.#session.environment.clearTimer(timer);
    this.#leaving.delete(replica);
  }

  /** Takes a replica that is gone out of the state. The log still knows its person, also when it comes back. */
  #left(replica: string): void {
    this.#cancelLeaving(replica);
    const bound = this.#session.entryRules.staged.replicas[replica];
    if (bound) this.#session.write('participant.left', { person: bound.person, replica, forget: true });
  }

  close(): void {
    this.#asking.close();
    for (const replica of [...this.#leaving.keys()]) this.#cancelLeaving(replica);
  }
}
