import { type Content, type Narrowing, type Sight, sliceFrom } from '../../core/sight.ts';
import type { DocumentsState } from '../documents/document-state.ts';
import type { LockBody } from './kinds.ts';
import { stemsOf } from './lock-pattern.ts';
import type { LockedFiles } from './lock-places.ts';
import type { Lock, LocksSlice } from './lock-state.ts';

const isInside = ({ ref, path, pattern }: LockedFiles, sight: Sight) => {
  // A pattern that begins outside, or with a wildcard, would name what they do not see.
  if (pattern !== undefined) return ref === null && path === null && stemsOf(pattern).every((stem) => sight.sees(stem));
  return (ref === null ? path !== null : sight.seesDocument(ref)) && (path === null || sight.sees(path));
};

/** Finds a lock that is held, or was ended by force. */
function knownLock({ locks: { held, stolen } }: LocksSlice, id: string): Lock | undefined {
  return held[id] ?? stolen.find(({ lock }) => lock.id === id)?.lock;
}

/** Locks for people with limited sight: those on files that they see. */
export const narrowing: Narrowing = {
  open: ['lock.released', 'tree.leased', 'tree.freed'],
  told: {
    'lock.acquired': (content: Content<LockBody<'lock.acquired'>>, sight) => {
      const { by, ref, body } = content;
      const { path, pattern } = body;
      if (isInside({ ref, path, ...(pattern !== undefined && { pattern }) }, sight)) return content;
      if (pattern !== undefined) return null;
      // The path beside a document counts for nothing, whatever somebody else has written there.
      return !sight.isOwn(by) && sight.seesDocument(ref) ? { by, ref, body: { ...body, path: null } } : null;
    },
    'lock.stolen': (content: Content<LockBody<'lock.stolen'>>, sight, state) => {
      const lock = knownLock(state as LocksSlice, content.body.lock);
      return lock !== undefined && isInside(lock, sight) ? content : null;
    },
  },
  slices: {
    locks: sliceFrom<LocksSlice & DocumentsState>(
      ['locks', 'documents'],
      ({ locks: { held, stolen, tree } }, sight) => ({
        ...(tree && { tree }),
        held: Object.fromEntries(Object.entries(held).filter(([, lock]) => isInside(lock, sight))),
        stolen: stolen.filter(({ lock }) => isInside(lock, sight)),
      }),
    ),
  },
};
