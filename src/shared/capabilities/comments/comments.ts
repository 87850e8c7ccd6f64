import { capability, on } from '../../core/capability.ts';
import { sliceFrom } from '../../core/sight.ts';
import { documentKinds } from '../documents/kinds.ts';
import { noComments } from './comment-state.ts';
import { commentKinds } from './kinds.ts';
import { commentMethods } from './methods.ts';
import { type CommentsView, objectionToComment } from './objections.ts';
import { deleted, edited, replied, resolved, reviewed, sealed, started } from './threads.ts';

/** Comments on lines of documents, in threads, and verdicts. */
export const comments = capability({
  name: 'comments',
  kinds: commentKinds,
  methods: commentMethods,
  slice: noComments,
  narrowing: {
    open: ['review.given'],
    // Shares count what is said elsewhere, too; the server judges by them.
    slices: {
      comments: sliceFrom<CommentsView>(
        ['comments', 'documents'],
        ({ comments: { threads, reviews } }, { seesDocument }) => ({
          threads: Object.fromEntries(Object.entries(threads).filter(([, { ref }]) => seesDocument(ref))),
          shares: {},
          reviews,
        }),
      ),
    },
  },
  reducers: [
    on(commentKinds, {
      'comment.started': (state: CommentsView, told) => started(state, told.body, told),
      'comment.replied': (state: CommentsView, told) => replied(state, told.body, told),
      'comment.edited': (state: CommentsView, told) => edited(state, told.body, told),
      'comment.deleted': (state: CommentsView, told) => deleted(state, told.body, told),
      'comment.resolved': (state: CommentsView, told) => resolved(state, told.body, told),
      'review.given': (state: CommentsView, told) => reviewed(state, told.body, told),
    }),
    on(documentKinds, {
      'doc.sealed': (state: CommentsView, { ref, body }) => (ref === null || !body ? state : sealed(state, ref)),
    }),
  ],
  objection: objectionToComment,
});
