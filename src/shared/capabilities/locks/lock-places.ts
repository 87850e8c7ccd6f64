import type { DocumentsState } from '../documents/document-state.ts';
import { fitsPattern, patternsMayMeet } from './lock-pattern.ts';
import type { Lock } from './lock-state.ts';

/** Files of a lock: a document, another file, or all that fit a pattern. */
export type LockedFiles = Pick<Lock, 'ref' | 'path' | 'pattern'>;

/** Path of a lock's one file, where its document is now; null for an untitled text, and for a pattern. */
export function pathOfLock(state: DocumentsState, { ref, path }: Pick<Lock, 'ref' | 'path'>): string | null {
  return ref === null ? path : (state.documents[ref]?.path ?? null);
}

/** Says whether two locks are on the same file, by their documents or paths alone. */
export function onSameFile(state: DocumentsState, a: LockedFiles, b: LockedFiles): boolean {
  if (a.ref !== null && b.ref !== null) return a.ref === b.ref;
  const path = pathOfLock(state, a);
  return path !== null && path === pathOfLock(state, b);
}

/**
 * Says the same with patterns; of two of these, whether they may meet. Only for what is not folded: which spellings of a
 * name are the same depends on the Unicode version of the runtime.
 */
export function filesMeet(state: DocumentsState, a: LockedFiles, b: LockedFiles): boolean {
  if (a.pattern === undefined && b.pattern === undefined) return onSameFile(state, a, b);
  if (a.pattern !== undefined && b.pattern !== undefined) return patternsMayMeet(a.pattern, b.pattern);
  const [pattern, one] = a.pattern === undefined ? [b.pattern, a] : [a.pattern, b];
  const path = pathOfLock(state, one);
  return pattern !== undefined && path !== null && fitsPattern(pattern, path);
}
