import { type Content, type Narrowing, type Sight, sliceFrom } from '../../core/sight.ts';
import type { DocumentsState } from '../documents/document-state.ts';
import type { LockBody } from './kinds.ts';
import type { Lock, LocksSlice } from './lock-state.ts';

const isInside = ({ ref, path }: Pick<Lock, 'ref' | 'path'>, sight: Sight) =>
  (ref === null ? path !== null : sight.seesDocument(ref)) && (path === null || sight.sees(path));

/** Finds a lock that is held, or was ended by force. */
function knownLock({ locks: { held, stolen } }: LocksSlice, id: string): Lock | undefined {
  return held[id] ?? stolen.find(({ lock }) => lock.id === id)?.lock;
}

/** Locks for people with limited sight: those on files that they see. */
export const narrowing: Narrowing = {
  open: ['lock.released'],
  told: {
    'lock.acquired': (content: Content<LockBody<'lock.acquired'>>, sight) => {
      const { by, ref, body } = content;
      if (isInside({ ref, path: body.path }, sight)) return content;
      // The path beside a document counts for nothing, whatever somebody else has written there.
      return !sight.isOwn(by) && sight.seesDocument(ref) ? { by, ref, body: { ...body, path: null } } : null;
    },
    'lock.stolen': (content: Content<LockBody<'lock.stolen'>>, sight, state) => {
      const lock = knownLock(state as LocksSlice, content.body.lock);
      return lock !== undefined && isInside(lock, sight) ? content : null;
    },
  },
  slices: {
    locks: sliceFrom<LocksSlice & DocumentsState>(['locks', 'documents'], ({ locks: { held, stolen } }, sight) => ({
      held: Object.fromEntries(Object.entries(held).filter(([, lock]) => isInside(lock, sight))),
      stolen: stolen.filter(({ lock }) => isInside(lock, sight)),
    })),
  },
};
