import { inOrder, withKey, withoutKey } from '../../core/record.ts';
import type { DocumentInfo, DocumentsState } from './document-state.ts';

type Documents = DocumentsState['documents'];
/** Gives one spelling for all that are the same path. */
type FoldPath = (path: string) => string;
/** Refs of the documents at each path. */
type Places = Readonly<Record<string, readonly string[]>>;

/** Prefixes a path, which may be the name of a property that every object has: `constructor`, for one. */
const keyOf = (path: string) => `/${path}`;
export const asItIs: FoldPath = (path) => path;

/** Memo by set of documents: filled when a set is first asked for, and carried on to its successors. */
const known = new WeakMap<Documents, Map<FoldPath, Places>>();

function placesOf(documents: Documents, fold: FoldPath): Places {
  const ofThese = known.get(documents) ?? new Map<FoldPath, Places>();
  known.set(documents, ofThese);
  let places = ofThese.get(fold);
  if (!places) {
    const all: Record<string, string[]> = {};
    for (const [ref, { path }] of Object.entries(documents))
      if (path !== null) {
        const key = keyOf(fold(path));
        all[key] = [...(all[key] ?? []), ref];
      }
    places = all;
    ofThese.set(fold, places);
  }
  return places;
}

function without(places: Places, path: string | null, fold: FoldPath, ref: string): Places {
  if (path === null) return places;
  const key = keyOf(fold(path));
  const others = (places[key] ?? []).filter((other) => other !== ref);
  return others.length > 0 ? withKey(places, key, others) : withoutKey(places, key);
}

function withPlace(places: Places, path: string | null, fold: FoldPath, ref: string): Places {
  if (path === null) return places;
  const key = keyOf(fold(path));
  return withKey(places, key, [...(places[key] ?? []), ref]);
}

/** Carries the memo from one set of documents to the next, in which one has changed. */
function carry(before: Documents, after: Documents, ref: string): Documents {
  const [from, to] = [before[ref]?.path ?? null, after[ref]?.path ?? null];
  const next = new Map<FoldPath, Places>();
  for (const [fold, places] of known.get(before) ?? [])
    next.set(fold, from === to ? places : withPlace(without(places, from, fold, ref), to, fold, ref));
  if (next.size > 0) known.set(after, next);
  return after;
}

/** Gives the documents with one that is new, or has changed. */
export function withDocument(documents: Documents, ref: string, info: DocumentInfo): Documents {
  return carry(documents, withKey(documents, ref, info), ref);
}

/** Gives the documents without one. */
export function withoutDocument(documents: Documents, ref: string): Documents {
  return carry(documents, withoutKey(documents, ref), ref);
}

/** Finds the document at a path: never one whose file is gone while another has taken its place. */
export function documentAtPath(documents: Documents, path: string, fold: FoldPath = asItIs): string | null {
  let refs = placesOf(documents, fold)[keyOf(fold(path))] ?? [];
  if (refs.length > 1) refs = inOrder(documents, refs);
  return refs.find((ref) => !documents[ref]!.deleted) ?? refs.at(-1) ?? null;
}

/** Finds the document at a path, as `documentAtPath`. */
export function documentAt({ documents }: Pick<DocumentsState, 'documents'>, path: string): string | null {
  return documentAtPath(documents, path);
}
