import { capability, on } from '../../core/capability.ts';
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
