import { withKey } from '../../core/record.ts';
import type { DocumentInfo, SessionState } from '../../session/state.ts';
import type { Body } from '../../session/table.ts';
import * as paths from './paths.ts';

function put(state: SessionState, ref: string, info: DocumentInfo): SessionState {
  return { ...state, documents: paths.withDocument(state.documents, ref, info) };
}

function withDocument(state: SessionState, ref: string, change: Partial<DocumentInfo>): SessionState {
  const old = state.documents[ref];
  return old ? put(state, ref, { ...old, ...change }) : state;
}

/** A file or an untitled buffer becomes a document. The first opening of a ref stands. */
export function opened(state: SessionState, ref: string, body: Body<'doc.opened'>, by: string): SessionState {
  if (state.documents[ref]) return state;
  const document: DocumentInfo = {
    path: body.path,
    title: body.title,
    format: body.format,
    readOnly: body.readOnly,
    saved: null,
    deleted: false,
    openedBy: by,
  };
  return put(state, ref, document);
}

/** The disk and the document changed the same lines: the disk's text waits for a choice. A file that was gone is there. */
export function conflicted(state: SessionState, ref: string, body: Body<'doc.conflicted'>): SessionState {
  const { hash, overlaps, line } = body;
  return withDocument(state, ref, { conflict: { hash, overlaps, line }, deleted: false });
}

/** How the text is to be written from here on. */
export function formatted(state: SessionState, ref: string, body: Body<'doc.formatted'>): SessionState {
  const old = state.documents[ref];
  if (!old) return state;
  const { diskFormat = old.format, ...document } = old;
  const format = { ...old.format, ...body };
  const isAsOnDisk = (['encoding', 'bom', 'eol'] as const).every((part) => format[part] === diskFormat[part]);
  const next = isAsOnDisk ? { ...document, format: diskFormat } : { ...document, format, diskFormat };
  return put(state, ref, next);
}

/** People with edits that the disk does not have. */
export function unsaved(state: SessionState, ref: string, { people }: Body<'doc.unsaved'>): SessionState {
  const old = state.documents[ref];
  if (!old) return state;
  const { unsaved: _, ...document } = old;
  const next = people.length > 0 ? { ...document, unsaved: people } : document;
  return put(state, ref, next);
}

/** Whether guests may change the text. */
export function guarded(state: SessionState, ref: string, { readOnly }: Body<'doc.guarded'>): SessionState {
  return withDocument(state, ref, { readOnly });
}

/** The document leaves the session, and nothing of it stays in the state. */
export function sealed(state: SessionState, ref: string): SessionState {
  const documents = paths.withoutDocument(state.documents, ref);
  let replicas: SessionState['replicas'] = state.replicas;
  for (const [id, replica] of Object.entries(replicas))
    if (replica.focus?.ref === ref) replicas = withKey(replicas, id, { ...replica, focus: null });
  const blocked = Object.entries(state.blocked)
    .map(([id, refs]) => [id, refs.filter((each) => each !== ref)] as const)
    .filter(([, refs]) => refs.length > 0);
  return { ...state, documents, replicas, blocked: Object.fromEntries(blocked) };
}

/** A conflict is over. */
export function resolved(state: SessionState, ref: string): SessionState {
  const old = state.documents[ref];
  if (!old?.conflict) return state;
  const { conflict: _, ...document } = old;
  return put(state, ref, document);
}

/** The disk holds a text of this document, or one that it has taken in: no conflict outlives that. */
export function saved(state: SessionState, ref: string, body: Body<'doc.saved'>): SessionState {
  const { path, hash, lengthUtf16, format } = body;
  const next = withDocument(resolved(state, ref), ref, { path, saved: { hash, lengthUtf16 }, deleted: false });
  const old = next.documents[ref];
  if (!old) return next;
  // A choice that was made after the host had written stands, also one that took back what it wrote.
  if (old.diskFormat || body.written)
    return formatted(withDocument(next, ref, { diskFormat: format }), ref, old.format);
  return withDocument(next, ref, { format });
}

/** The file has another path. */
export function moved(state: SessionState, ref: string, body: Body<'doc.moved'>): SessionState {
  return withDocument(state, ref, { path: body.path, deleted: false });
}

/** The file is gone; its text is kept, and nothing of it is on the disk. */
export function deleted(state: SessionState, ref: string): SessionState {
  return withDocument(resolved(state, ref), ref, { deleted: true, saved: null });
}

/** The document at a path: never one whose file is gone while another has taken its place. */
export function documentAt(state: SessionState, path: string): string | null {
  return paths.documentAtPath(state.documents, path);
}
