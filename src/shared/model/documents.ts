import type { Body } from '../protocol/table.ts';
import type { DocumentInfo, SessionState } from './state.ts';

function withDocument(state: SessionState, ref: string, change: Partial<DocumentInfo>): SessionState {
  const old = state.documents[ref];
  return old ? { ...state, documents: { ...state.documents, [ref]: { ...old, ...change } } } : state;
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
  return { ...state, documents: { ...state.documents, [ref]: document } };
}

/** The disk and the document changed the same lines: the disk's text waits for a choice. A file that was gone is there. */
export function conflicted(state: SessionState, ref: string, body: Body<'doc.conflicted'>): SessionState {
  const { hash, overlaps, line } = body;
  return withDocument(state, ref, { conflict: { hash, overlaps, line }, deleted: false });
}

/** A conflict is over. */
export function resolved(state: SessionState, ref: string): SessionState {
  const old = state.documents[ref];
  if (!old?.conflict) return state;
  const { conflict: _, ...document } = old;
  return { ...state, documents: { ...state.documents, [ref]: document } };
}

/** The disk holds a text of this document, or one that it has taken in: no conflict outlives that. */
export function saved(state: SessionState, ref: string, body: Body<'doc.saved'>): SessionState {
  const { path, hash, lengthUtf16, format } = body;
  return withDocument(resolved(state, ref), ref, { path, format, saved: { hash, lengthUtf16 }, deleted: false });
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
  let gone: string | null = null;
  for (const [ref, document] of Object.entries(state.documents)) {
    if (document.path !== path) continue;
    if (!document.deleted) return ref;
    gone = ref;
  }
  return gone;
}
