import { noDocument } from '../capabilities/documents/objections.ts';
import { capabilities } from '../capabilities/index.ts';
import { holds } from '../capabilities/people/agents.ts';
import type { Participant } from '../capabilities/people/people-state.ts';
import type { Asking, Saying, Who } from '../core/asking.ts';
import type { Capability } from '../core/capability.ts';
import type { Entry } from '../core/entry.ts';
import { EnsembleError } from '../core/errors.ts';
import { serverReplica } from '../core/ids.ts';
import type { Kind } from '../core/kind.ts';
import type { Right } from '../core/rights.ts';
import { isInSight, isOpenRef, sightOf } from './narrowed.ts';
import type { SessionState } from './state.ts';
import { lookUp } from './table.ts';

const list: readonly Capability[] = capabilities;

/** Kinds after which somebody may hear less than before. */
export const endsHearing: ReadonlySet<string> = new Set(list.flatMap((each) => each.endsHearing ?? []));

/** Actions that need a right, with their targets. */
export interface Targets {
  /** Putting an entry into the log, or having it relayed. */
  say: Saying;
  /** Hearing the entries of a document, now or of the past; of the session itself where it is null. */
  hear: string | null;
  /** Reading an entry's content, such as its attachment. */
  read: Pick<Entry, 'by' | 'kind' | 'ref' | 'to'>;
}

export type Action = keyof Targets;

const refuse = (code: EnsembleError['code'], message: string): EnsembleError => new EnsembleError(code, message);

/** Message for a person who lacks a right: the right, and who can grant it. */
function lacksRight(role: string, right: Right): EnsembleError {
  return refuse(
    'not-permitted',
    `As ${role} you may not do this: it needs the right "${right}". An owner of the session can grant it.`,
  );
}

const notHere = () => refuse('not-permitted', 'You are no longer in this session.');

/**
 * Decides every action in a session, for every door: null where it is allowed, or the reason in words why not. Pure, by
 * the state of the moment.
 */
export function authorize<A extends Action>(
  state: SessionState,
  who: Who,
  action: A,
  target: Targets[A],
): EnsembleError | null {
  if (action === 'say') return objectionToSaying(state, who, target as Targets['say']);
  if (action === 'hear') return objectionToHearing(state, who, target as Targets['hear']);
  return objectionToReading(state, who, target as Targets['read']);
}

function participantOf(state: SessionState, { person, replica }: Who): Participant | null {
  if (replica !== null && state.replicas[replica]?.person !== person) return null;
  const participant = person === null ? undefined : state.participants[person];
  return participant?.standing === 'admitted' ? participant : null;
}

function objectionToHearing(state: SessionState, who: Who, ref: string | null): EnsembleError | null {
  const participant = participantOf(state, { ...who, replica: null });
  if (participant === null) return notHere();
  if (!holds(state, participant, 'read')) return lacksRight(participant.role, 'read');
  return ref === null ? null : objectionToRef(state, participant.person, ref);
}

/** Asks the capability whose ref it is. */
function objectionToRef(state: SessionState, person: string, ref: string): EnsembleError | null {
  for (const each of list) {
    const objection = each.objectionToHearing?.(state, person, ref);
    if (objection === undefined) continue;
    if (objection !== null || isOpenRef(each)) return objection;
    const sight = sightOf(state, person);
    return sight === null || sight.seesDocument(ref) ? null : noDocument();
  }
  return noDocument();
}

function objectionToReading(
  state: SessionState,
  who: Who,
  { by, kind, ref, to }: Targets['read'],
): EnsembleError | null {
  if (to === null) {
    const objection = objectionToHearing(state, who, lookUp(kind)?.interest === 'ref' ? ref : null);
    const sight = sightOf(state, who.person);
    if (objection || sight === null || lookUp(kind)?.interest === 'ref' || sight.isOwn(by)) return objection;
    return isInSight(state, kind, { by, ref, body: null }, sight) ? null : noDocument();
  }
  const isTheirs = [by, to].some((replica) => who.person !== null && state.replicas[replica]?.person === who.person);
  return isTheirs ? objectionToHearing(state, who, null) : refuse('not-permitted', 'This is between others.');
}

/** Reason for which somebody may not say something to whom the folder is limited: what they do not see is not there. */
function objectionOutOfSight(
  state: SessionState,
  { person, replica }: { person: string; replica: string | null },
  { kind, ref, body }: Saying,
  { ofDocument }: Kind,
): EnsembleError | null {
  const sight = sightOf(state, person);
  if (sight === null) return null;
  const unseen = ref !== null && ofDocument ? objectionToRef(state, person, ref) : null;
  if (unseen) return unseen;
  // All is asked again once a body has arrived that is an attachment.
  if (body === undefined) return null;
  if (isInSight(state, kind, { by: replica ?? '', ref, body }, sight)) return null;
  return refuse('not-permitted', `You see a part of this folder only, so you may not do this: ${kind}. Ask an owner.`);
}

function objectionToSaying(state: SessionState, who: Who, saying: Saying): EnsembleError | null {
  const kind = lookUp(saying.kind);
  if (!kind) return refuse('unknown-kind', `This server does not know ${saying.kind}.`);
  if (who.replica === serverReplica) return null;
  if (kind.right === 'server') return refuse('not-permitted', `Only the session server writes ${saying.kind}.`);
  const participant = participantOf(state, who);
  if (participant === null) return notHere();
  if (!holds(state, participant, kind.right)) return lacksRight(participant.role, kind.right);
  const { person, role } = participant;
  const outOfSight = objectionOutOfSight(state, { person, replica: who.replica }, saying, kind);
  if (outOfSight) return outOfSight;
  const asking: Asking = { person, role, replica: who.replica, saying, kind };
  for (const each of list) {
    const objection = each.objection?.(state, asking);
    if (objection) return objection;
  }
  return null;
}
