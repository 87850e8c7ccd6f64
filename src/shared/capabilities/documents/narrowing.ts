import { type Content, type Narrowing, type Sight, sliceFrom } from '../../core/sight.ts';
import type { PeopleState } from '../people/people-state.ts';
import type { DocumentsState } from './document-state.ts';
import type { DocumentBody } from './kinds.ts';

type Placed = Content<DocumentBody<'doc.opened' | 'doc.moved' | 'doc.saved'>>;

/** Tells of a file where it was then as well: it may have come into a sight with a later entry. */
const insideThen = (content: Placed, { sees, seesDocument }: Sight) =>
  seesDocument(content.ref) && sees(content.body.path) ? content : null;

/** Documents for people with limited sight: those that are inside, and what is refused there to their own replicas. */
export const narrowing: Narrowing = {
  // By then the state has it no more; its id names nothing.
  open: ['doc.sealed'],
  told: { 'doc.opened': insideThen, 'doc.moved': insideThen, 'doc.saved': insideThen },
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
