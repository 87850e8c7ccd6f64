import { type Narrowing, sliceFrom } from '../../core/sight.ts';
import type { PeopleState } from '../people/people-state.ts';
import type { DocumentsState } from './document-state.ts';

/** Documents for people with limited sight: those that are inside, and what is refused there to their own replicas. */
export const narrowing: Narrowing = {
  slices: {
    documents: sliceFrom<DocumentsState>(['documents'], ({ documents }, { seesDocument }) =>
      Object.fromEntries(Object.entries(documents).filter(([ref]) => seesDocument(ref))),
    ),
    blocked: sliceFrom<DocumentsState & PeopleState>(
      ['blocked', 'documents', 'replicas'],
      ({ blocked }, { isOwn, seesDocument }) => {
        const own = Object.entries(blocked).filter(([replica]) => isOwn(replica));
        const inside = own.map(([replica, refs]) => [replica, refs.filter((ref) => seesDocument(ref))] as const);
        return Object.fromEntries(inside.filter(([, refs]) => refs.length > 0));
      },
    ),
  },
};
