import type { Asking } from '../../core/asking.ts';
import { EnsembleError } from '../../core/errors.ts';
import { isEncoding } from '../../text/encodings.ts';
import type { HostingState } from '../hosting/hosting-state.ts';
import type { PeopleState } from '../people/people-state.ts';
import type { DocumentsState } from './document-state.ts';
import { isBlocked } from './rebase.ts';

type State = PeopleState & HostingState & DocumentsState;

const refuse = (code: EnsembleError['code'], message: string): EnsembleError => new EnsembleError(code, message);

/** Null for a document, which everybody may hear; undefined for any other ref. */
export function objectionToHearing({ documents }: DocumentsState, _person: string, ref: string): null | undefined {
  return documents[ref] ? null : undefined;
}

/** Makes the error for who asks for what the session does not have. */
export const noDocument = () => refuse('not-found', 'There is no such document in this session (any more).');

/** Says whether an entry is about a document that the session must have. */
function isAboutDocument({ saying: { kind, ref }, kind: { ofDocument } }: Asking): boolean {
  if (!ofDocument) return false;
  return kind !== 'doc.opened' && (kind.startsWith('doc.') || kind === 'cursor.moved' || ref !== null);
}

/** Reason for which something may not be said of a document. */
export function objectionToDocument(state: State, asking: Asking): EnsembleError | null {
  if (!isAboutDocument(asking)) return null;
  const { replica, saying } = asking;
  const { kind, ref } = saying;
  const document = ref === null ? undefined : state.documents[ref];
  if (document === undefined || ref === null || replica === null) return noDocument();
  if (kind === 'doc.updated') return objectionToEditing(state, replica, ref);
  if (kind === 'doc.formatted') return objectionToEditing(state, replica, ref) ?? objectionToFormat(saying);
  return null;
}

function objectionToEditing(state: State, replica: string, ref: string): EnsembleError | null {
  const { person, purpose } = state.replicas[replica]!;
  const { readOnly, path, title } = state.documents[ref]!;
  const isOwner = state.participants[person]?.role === 'owner';
  if (isBlocked(state, replica, ref)) return refuse('rebase-needed', 'An earlier edit here was refused.');
  // A disk speaks for its host only: files of another machine are no part of this session.
  if (purpose === 'disk' && state.host !== null && person !== state.host.person)
    return refuse('stale-term', 'Another host has taken over meanwhile: this disk is not the session’s any more.');
  if (readOnly && !isOwner)
    return refuse('not-permitted', `${path ?? title} is read-only for you. The host can change that.`);
  return null;
}

/** Refuses an encoding that nobody can write: it would keep the text from being saved. */
function objectionToFormat({ body }: Asking['saying']): EnsembleError | null {
  const encoding = String(body?.encoding);
  return isEncoding(encoding) ? null : refuse('encoding', `Texts cannot be written in the encoding “${encoding}”.`);
}
