import { isBlocked } from '../capabilities/refusals/rebase.ts';
import type { Entry } from '../core/entry.ts';
import { EnsembleError } from '../core/errors.ts';
import { serverReplica } from '../core/ids.ts';
import type { Kind } from '../core/kind.ts';
import { hasRight, type Right } from '../core/rights.ts';
import { isEncoding } from '../text/encodings.ts';
import type { Participant, SessionState } from './state.ts';
import { lookUp } from './table.ts';

/** The asker: a person, by one of their replicas or, where it is null, by a ticket alone. */
export interface Who {
  person: string | null;
  replica: string | null;
}

/**
 * Content: the parts of an entry that rights depend on, and its body: null where the server does not open it,
 * undefined where it is not here yet, and all is asked again once it is.
 */
export interface Saying extends Pick<Entry, 'kind' | 'ref' | 'to'> {
  body: Record<string, unknown> | null | undefined;
}

/** Actions that need a right, with their targets. */
export interface Targets {
  /** To put an entry into the log, or to have it relayed. */
  say: Saying;
  /** To be told the entries of a document, now or of the past; of the session itself where it is null. */
  hear: string | null;
  /** To read what an entry carries, such as its attachment. */
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
const noDocument = () => refuse('not-found', 'There is no such document in this session (any more).');

/**
 * The one place that decides what somebody may do in a session, for every door: null where they may, or the reason in
 * words why not. Pure, by the state of the moment.
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
  if (!hasRight(participant.role, 'read')) return lacksRight(participant.role, 'read');
  return ref === null || state.documents[ref] ? null : noDocument();
}

function objectionToReading(
  state: SessionState,
  who: Who,
  { by, kind, ref, to }: Targets['read'],
): EnsembleError | null {
  if (to === null) return objectionToHearing(state, who, lookUp(kind)?.interest === 'ref' ? ref : null);
  const isTheirs = [by, to].some((replica) => who.person !== null && state.replicas[replica]?.person === who.person);
  return isTheirs ? objectionToHearing(state, who, null) : refuse('not-permitted', 'This is between others.');
}

function objectionToSaying(state: SessionState, who: Who, saying: Saying): EnsembleError | null {
  const kind = lookUp(saying.kind);
  if (!kind) return refuse('unknown-kind', `This server does not know ${saying.kind}.`);
  if (who.replica === serverReplica) return null;
  if (kind.right === 'server') return refuse('not-permitted', `Only the session server writes ${saying.kind}.`);
  const participant = participantOf(state, who);
  if (participant === null) return notHere();
  if (!hasRight(participant.role, kind.right)) return lacksRight(participant.role, kind.right);
  return (
    objectionToTerm(state, participant, saying, kind) ??
    objectionToPeople(state, participant, saying) ??
    objectionToDirection(state, who, saying, kind) ??
    objectionToDocument(state, who, saying)
  );
}

function objectionToTerm(
  { host }: SessionState,
  { person }: Participant,
  { kind, body }: Saying,
  { hostOnly }: Kind,
): EnsembleError | null {
  if (kind === 'host.claimed')
    return (body?.term as number) > (host?.term ?? 0)
      ? null
      : refuse('stale-term', 'Another host has taken over meanwhile.');
  const isOfTerm = body === undefined || body?.term === host?.term;
  if (!hostOnly || (host !== null && person === host.person && isOfTerm)) return null;
  return refuse('stale-term', 'Only the present host may say this; another host has taken over meanwhile.');
}

const aboutPeople: readonly string[] = [
  'participant.admitted',
  'participant.denied',
  'participant.removed',
  'role.changed',
];

/** Any owner may make another, who may then host; an owner's place is changed by the present host only, whose own is fixed. */
function objectionToPeople(
  { participants, host }: SessionState,
  { person }: Participant,
  { kind, body }: Saying,
): EnsembleError | null {
  if (!aboutPeople.includes(kind)) return null;
  const target = participants[body?.person as string];
  if (!target) return refuse('not-found', 'Nobody of this session is meant.');
  if (body?.role === 'owner' && (kind !== 'role.changed' || target.standing !== 'admitted'))
    return refuse('not-permitted', 'Only who is in the session can be made an owner.');
  if (kind === 'participant.denied' && target.standing === 'admitted')
    return refuse('not-permitted', 'Who is in the session already can be removed, not denied.');
  if (target.role !== 'owner' || target.standing !== 'admitted') return null;
  if (target.person === host?.person) return refuse('not-permitted', "The host's place cannot be changed.");
  return person === host?.person ? null : refuse('not-permitted', "An owner's place can be changed by the host only.");
}

/** Requests go to the present host, and their answers come from there. */
function objectionToDirection(
  { host }: SessionState,
  { replica }: Who,
  { kind, to }: Saying,
  { audience }: Kind,
): EnsembleError | null {
  if (audience !== 'to') return null;
  if (kind === 'request.answered' || kind === 'request.continued')
    return replica === host?.replica ? null : refuse('stale-term', 'Only the present host answers requests.');
  return to === host?.replica ? null : refuse('host-away', 'Another host has taken over; try again.');
}

/** Whether an entry is about a document that the session must have. */
function isAboutDocument({ kind, ref }: Saying): boolean {
  return kind !== 'doc.opened' && (kind.startsWith('doc.') || kind === 'cursor.moved' || ref !== null);
}

function objectionToDocument(state: SessionState, who: Who, saying: Saying): EnsembleError | null {
  if (!isAboutDocument(saying)) return null;
  const { kind, ref } = saying;
  const document = ref === null ? undefined : state.documents[ref];
  if (document === undefined || ref === null || who.replica === null) return noDocument();
  if (kind === 'doc.updated') return objectionToEditing(state, who.replica, ref);
  if (kind === 'doc.formatted') return objectionToEditing(state, who.replica, ref) ?? objectionToFormat(saying);
  return null;
}

function objectionToEditing(state: SessionState, replica: string, ref: string): EnsembleError | null {
  const { person, purpose } = state.replicas[replica]!;
  const { readOnly, path, title } = state.documents[ref]!;
  const isOwner = state.participants[person]?.role === 'owner';
  if (isBlocked(state, replica, ref)) return refuse('rebase-needed', 'An earlier edit here was refused.');
  // A disk speaks for its host only: what another machine's files hold is no edit of this session.
  if (purpose === 'disk' && state.host !== null && person !== state.host.person)
    return refuse('stale-term', 'Another host has taken over meanwhile: this disk is not the session’s any more.');
  if (readOnly && !isOwner)
    return refuse('not-permitted', `${path ?? title} is read-only for you. The host can change that.`);
  return null;
}

/** One that nobody can write would keep the text from being saved. */
function objectionToFormat({ body }: Saying): EnsembleError | null {
  const encoding = String(body?.encoding);
  return isEncoding(encoding) ? null : refuse('encoding', `Texts cannot be written in the encoding “${encoding}”.`);
}
