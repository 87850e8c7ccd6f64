import type { DocumentInfo, DocumentsState } from './document-state.ts';
import type { DocumentBody } from './kinds.ts';
import * as paths from './paths.ts';

function put(state: DocumentsState, ref: string, info: DocumentInfo): DocumentsState {
  return { ...state, documents: paths.withDocument(state.documents, ref, info) };
}

function withDocument(state: DocumentsState, ref: string, change: Partial<DocumentInfo>): DocumentsState {
  const old = state.documents[ref];
  return old ? put(state, ref, { ...old, ...change }) : state;
}

/** Makes a file or an untitled buffer a document. The first opening of a ref stands. */
export function opened(
  state: DocumentsState,
  ref: string,
  body: DocumentBody<'doc.opened'>,
  by: string,
): DocumentsState {
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

/**
 * Notes a conflict: the disk and the document changed the same lines, and the disk's text waits for a choice. A file
 * that was gone is there.
 */
export function conflicted(state: DocumentsState, ref: string, body: DocumentBody<'doc.conflicted'>): DocumentsState {
  const { hash, overlaps, line } = body;
  return withDocument(state, ref, { conflict: { hash, overlaps, line }, deleted: false });
}

/** Sets the form in which the next save writes the text. */
export function formatted(state: DocumentsState, ref: string, body: DocumentBody<'doc.formatted'>): DocumentsState {
  const old = state.documents[ref];
  if (!old) return state;
  const { diskFormat = old.format, ...document } = old;
  const format = { ...old.format, ...body };
  const isAsOnDisk = (['encoding', 'bom', 'eol'] as const).every((part) => format[part] === diskFormat[part]);
  const next = isAsOnDisk ? { ...document, format: diskFormat } : { ...document, format, diskFormat };
  return put(state, ref, next);
}

/** Sets the people whose edits the disk does not have. */
export function unsaved(state: DocumentsState, ref: string, { people }: DocumentBody<'doc.unsaved'>): DocumentsState {
  const old = state.documents[ref];
  if (!old) return state;
  const { unsaved: _, ...document } = old;
  const next = people.length > 0 ? { ...document, unsaved: people } : document;
  return put(state, ref, next);
}

/** Sets whether guests may change the text. */
export function guarded(state: DocumentsState, ref: string, { readOnly }: DocumentBody<'doc.guarded'>): DocumentsState {
  return withDocument(state, ref, { readOnly });
}

/** Takes a document out of the session; nothing of it stays in the state. */
export function sealed(state: DocumentsState, ref: string): DocumentsState {
  const documents = paths.withoutDocument(state.documents, ref);
  const blocked = Object.entries(state.blocked)
    .map(([id, refs]) => [id, refs.filter((each) => each !== ref)] as const)
    .filter(([, refs]) => refs.length > 0);
  return { ...state, documents, blocked: Object.fromEntries(blocked) };
}

/** Ends a conflict. */
export function resolved(state: DocumentsState, ref: string): DocumentsState {
  const old = state.documents[ref];
  if (!old?.conflict) return state;
  const { conflict: _, ...document } = old;
  return put(state, ref, document);
}

/** Notes the text on the disk: the document's, or one that it has taken in. It ends any conflict. */
export function saved(state: DocumentsState, ref: string, body: DocumentBody<'doc.saved'>): DocumentsState {
  const { path, hash, lengthUtf16, format } = body;
  const next = withDocument(resolved(state, ref), ref, { path, saved: { hash, lengthUtf16 }, deleted: false });
  const old = next.documents[ref];
  if (!old) return next;
  // A choice made after the host had written stands, also one that took back the written form.
  if (old.diskFormat || body.written)
    return formatted(withDocument(next, ref, { diskFormat: format }), ref, old.format);
  return withDocument(next, ref, { format });
}

/** Moves the file to another path. */
export function moved(state: DocumentsState, ref: string, body: DocumentBody<'doc.moved'>): DocumentsState {
  return withDocument(state, ref, { path: body.path, deleted: false });
}

/** Notes that the file is gone; its text is kept, and nothing of it is on the disk. */
export function deleted(state: DocumentsState, ref: string): DocumentsState {
  return withDocument(resolved(state, ref), ref, { deleted: true, saved: null });
}
