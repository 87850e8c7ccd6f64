import { type JoinOptions, joinBy } from './join.ts';
import type { Session } from './session.ts';

export type { HeldLock } from '../../shared/capabilities/locks/held-lock.ts';
export type { KnownParticipant, ParticipantType } from '../../shared/capabilities/people/known-participants.ts';
export type { Json } from '../../shared/capabilities/values/json.ts';
export type { KnownValue, ValueOutcome, ValueWish } from '../../shared/capabilities/values/outcomes.ts';
export { EnsembleError, type ErrorCode } from '../../shared/core/errors.ts';
export type { EventFilter, History, PastEvents, SessionEvent } from './history.ts';
export type { JoinOptions } from './join.ts';
export type { Message, MessageFilter, Messages, SendOptions } from './messages.ts';
export type { Report } from './report.ts';
export type { HoldOptions, Resource } from './resource.ts';
export type { Session } from './session.ts';
export type { Edit, SharedDocument, SharedDocuments } from './shared-documents.ts';
export type { LockOptions, SharedLocks } from './shared-locks.ts';
export type { SharedState } from './shared-state.ts';

/** Joins a session by its invite link. Resolves once the host has let this participant in. */
export function join(options: JoinOptions): Promise<Session> {
  return joinBy(options, null);
}
