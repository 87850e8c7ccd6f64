import { everybodysRoom } from '../../../src/shared/capabilities/chat/chat-state.ts';
import { pairRef } from '../../../src/shared/capabilities/direct/pairs.ts';
import { documentAt } from '../../../src/shared/capabilities/documents/paths.ts';
import { standingLocks } from '../../../src/shared/capabilities/locks/held-locks.ts';
import { filesMeet, pathOfLock } from '../../../src/shared/capabilities/locks/lock-places.ts';
import type { Lock } from '../../../src/shared/capabilities/locks/lock-state.ts';
import { participantsOf } from '../../../src/shared/capabilities/people/known-participants.ts';
import {
  changeOf,
  knownValue,
  knownValues,
  outcomeOfChanges,
  outcomeOfLease,
} from '../../../src/shared/capabilities/values/outcomes.ts';
import { partOf } from '../../../src/shared/capabilities/values/value-state.ts';
import type { Environment } from '../../../src/shared/core/environment.ts';
import { EnsembleError } from '../../../src/shared/core/errors.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import type { OpenMember } from './member.ts';
import type { OpenRequest, OpenRequestOf } from './requests.ts';

/** Requests that need a member alone; subscriptions belong to the connection. */
export type Act = Exclude<OpenRequest['do'], 'subscribe' | 'unsubscribe' | 'leave'>;

/** Clock and dice of a server. */
export interface Means extends Pick<Environment, 'nowMs'> {
  newId: () => string;
}

/** A member of a session, with the means of its server. */
export interface Acting extends Means {
  member: OpenMember;
}

/** A lock as programs are told of it. */
export function toldLock(state: SessionState, lock: Lock) {
  const { id, pattern, person, lines, sinceMs, untilMs, note } = lock;
  const files = { path: pathOfLock(state, lock), ...(pattern !== undefined && { pattern }) };
  return { lock: id, ...files, person, lines, sinceMs, untilMs, note };
}

/** Participants as programs are told of them. */
export function toldParticipants({ member, nowMs }: Acting) {
  return participantsOf(member.state, member.person, nowMs()).map(({ lastSeenMs, ...rest }) =>
    // The moment of somebody who is here is now, and would be news all the time.
    rest.status === 'here' ? rest : { ...rest, lastSeenMs },
  );
}

function isFull<T extends { is: string }>(outcome: T): outcome is Extract<T, { is: 'full' }> {
  return outcome.is === 'full';
}

const noRoom = () =>
  new EnsembleError('too-large', 'There is no room (any more): delete values or release leases first.');

async function presence(acting: Acting, request: OpenRequestOf<'presence'>) {
  const { member } = acting;
  const { type, metadata, activity } = request;
  if (activity !== undefined) member.publishLatest('presence.changed', { activity });
  if (type !== undefined || metadata !== undefined) {
    const known = member.state.participants[member.person]?.described;
    const told = metadata === undefined ? (known?.metadata ?? '{}') : JSON.stringify(metadata);
    await member.publish('participant.described', { type: type ?? known?.type ?? 'person', metadata: told });
  }
  return { participants: toldParticipants(acting) };
}

async function lock({ member, nowMs, newId }: Acting, request: OpenRequestOf<'lock'>) {
  const { path, forMs, note } = request;
  const ref = documentAt(member.state, path);
  const id = newId();
  const rivalIn = (of: SessionState) =>
    standingLocks(of, nowMs()).find((each) => each.person !== member.person && filesMeet(of, each, { ref, path }));
  const rival = rivalIn(member.state);
  if (rival?.pattern !== undefined) return { is: 'refused', by: toldLock(member.state, rival) };
  const { state } = await member.publish(
    'lock.acquired',
    {
      lock: id,
      path: ref === null ? path : null,
      selection: null,
      lines: null,
      beside: [],
      untilMs: forMs === undefined ? null : Math.round(nowMs()) + forMs,
      ...(note === undefined ? {} : { note }),
    },
    ref,
  );
  const held = state.locks.held[id];
  if (held) return { is: 'held', ...toldLock(state, held) };
  const by = rivalIn(state);
  return { is: 'refused', by: by ? toldLock(state, by) : null };
}

async function unlock({ member }: Acting, { lock: id }: OpenRequestOf<'unlock'>) {
  if (member.state.locks.held[id]?.person !== member.person)
    throw new EnsembleError('not-found', 'This participant holds no such lock (any more).');
  await member.publish('lock.released', { lock: id });
  return {};
}

async function set({ member }: Acting, request: OpenRequestOf<'set'>) {
  const changes = request.changes.map(changeOf);
  const { state, entry } = await member.publish('value.changed', { changes });
  const outcome = outcomeOfChanges(state, changes, { seq: entry.seq, at: entry.at, person: member.person });
  if (isFull(outcome)) throw noRoom();
  return outcome;
}

async function lease({ member }: Acting, { key, forMs }: OpenRequestOf<'lease'>) {
  const { state, entry } = await member.publish('value.leased', { key, forMs });
  const outcome = outcomeOfLease(state, key, entry.seq);
  if (isFull(outcome)) throw noRoom();
  return outcome;
}

async function say({ member, newId }: Acting, request: OpenRequestOf<'say'>) {
  const { text, to, priority = 'normal', mentions = [] } = request;
  const message = newId();
  const said = { message, replyTo: null, words: text, mentions, priority, snippet: null };
  if (to === undefined) await member.publish('chat.posted', said, everybodysRoom);
  else await member.publish('direct.posted', said, pairRef(member.person, to));
  return { message };
}

function get({ member }: Acting, { key }: OpenRequestOf<'get'>) {
  const value = partOf(member.state.values, key);
  return value === null ? { key, value: null, version: 0 } : knownValue(key, value);
}

/** Answers of each request. They reject with the session's refusal. */
export const acts: { [Name in Act]: (acting: Acting, request: OpenRequestOf<Name>) => object | Promise<object> } = {
  presence,
  lock,
  unlock,
  locks: ({ member, nowMs }) => ({
    locks: standingLocks(member.state, nowMs()).map((each) => toldLock(member.state, each)),
  }),
  ping: ({ member, nowMs }) => ({ seq: member.seq, serverMs: Math.round(nowMs()) }),
  get,
  list: ({ member }, { prefix }) => ({ values: knownValues(member.state, prefix) }),
  set,
  lease,
  release: async ({ member }, { key }) => {
    await member.publish('value.released', { key });
    return {};
  },
  say,
};
