import type { Asking } from '../../core/asking.ts';
import { EnsembleError } from '../../core/errors.ts';
import { sizeOf } from '../../core/record.ts';
import type { DocumentsState } from '../documents/document-state.ts';
import type { PeopleState } from '../people/people-state.ts';
import type { Comment, CommentsSlice, CommentThread } from './comment-state.ts';
import type { CommentBody } from './kinds.ts';
import { commentLimits } from './limits.ts';

/** Slices that comments depend on, their own among them. */
export type CommentsView = CommentsSlice & DocumentsState & PeopleState;

/** A word about comments: its person and document. */
interface Said {
  person: string;
  ref: string | null;
}

const refuse = (code: EnsembleError['code'], words: string) => new EnsembleError(code, words);
const gone = () => refuse('not-found', 'This comment is gone: somebody has deleted it, or its document.');

/** Length of what a new thread holds beside its words. */
export function unitsOf({ quote }: CommentBody<'comment.started'>['place']): number {
  return [...quote.before, ...quote.lines, ...quote.after].reduce((sum, line) => sum + line.length, 0);
}

/** Finds a thread of a document; undefined where it is not there. */
export function threadOf({ comments }: CommentsSlice, thread: string, ref: string | null): CommentThread | undefined {
  const found = Object.hasOwn(comments.threads, thread) ? comments.threads[thread] : undefined;
  return found?.ref === ref ? found : undefined;
}

/** Finds a comment of a thread, if the person may change it. */
export function ownComment(thread: CommentThread | undefined, comment: string, person: string): Comment | undefined {
  return thread?.comments.find((each) => each.id === comment && each.person === person);
}

function tooMuch({ comments }: CommentsSlice, person: string, units: number): EnsembleError | null {
  const { units: said = 0 } = comments.shares[person] ?? {};
  const all = Object.values(comments.shares).reduce((sum, share) => sum + share.units, 0);
  if (units <= 0) return null;
  if (all + units > commentLimits.units)
    return refuse('too-large', 'The comments of this session are as long as they may be: delete some that are done.');
  if (said + units <= commentLimits.unitsOfOne) return null;
  return refuse(
    'too-large',
    `Your comments hold ${commentLimits.unitsOfOne} characters, as many as one person's may. Delete some that are done; nothing else is lost.`,
  );
}

/** Reason for which a thread may not begin. */
export function objectionToStart(
  state: CommentsView,
  { person, ref }: Said,
  { thread, words, place }: CommentBody<'comment.started'>,
): EnsembleError | null {
  const { threads, shares } = state.comments;
  if (ref === null || !Object.hasOwn(state.documents, ref))
    return refuse('not-found', 'A comment is about a document: this one is not in the session (any more).');
  if (Object.hasOwn(threads, thread)) return refuse('exists', 'There is such a thread already.');
  if (sizeOf(threads) >= commentLimits.threads)
    return refuse('too-large', `A session has ${commentLimits.threads} threads at most: delete some that are done.`);
  if ((shares[person]?.threads ?? 0) >= commentLimits.threadsOfOne)
    return refuse(
      'too-large',
      `One person may begin ${commentLimits.threadsOfOne} threads: delete some of yours that are done.`,
    );
  return tooMuch(state, person, words.length + unitsOf(place));
}

/** Reason for which a reply may not be given. */
export function objectionToReply(
  state: CommentsView,
  { person, ref }: Said,
  { thread: of, comment, words }: CommentBody<'comment.replied'>,
): EnsembleError | null {
  const thread = threadOf(state, of, ref);
  if (!thread) return gone();
  if (thread.comments.some(({ id }) => id === comment)) return refuse('exists', 'There is such a comment already.');
  if (thread.comments.length >= commentLimits.comments)
    return refuse('too-large', `A thread has ${commentLimits.comments} comments at most: begin another.`);
  return tooMuch(state, person, words.length);
}

/** Reason for which a comment may not get other words. */
export function objectionToEdit(
  state: CommentsView,
  { person, ref }: Said,
  { thread: of, comment, words }: CommentBody<'comment.edited'>,
): EnsembleError | null {
  const thread = threadOf(state, of, ref);
  if (!thread?.comments.some(({ id }) => id === comment)) return gone();
  const own = ownComment(thread, comment, person);
  if (!own) return refuse('not-permitted', 'This is somebody else’s comment: only its author can change it.');
  return tooMuch(state, person, words.length - own.words.length);
}

/** Reason for which a comment may not be taken away. */
export function objectionToDelete(
  state: CommentsView,
  { person, ref }: Said,
  { thread: of, comment }: CommentBody<'comment.deleted'>,
): EnsembleError | null {
  const thread = threadOf(state, of, ref);
  if (!thread?.comments.some(({ id }) => id === comment)) return gone();
  if (ownComment(thread, comment, person) || state.participants[person]?.role === 'owner') return null;
  return refuse('not-permitted', 'This is somebody else’s comment: its author or an owner can delete it.');
}

/** Reason for which something may not be said about comments. */
export function objectionToComment(
  state: CommentsView,
  { person, saying: { kind, ref, body } }: Asking,
): EnsembleError | null {
  if (!kind.startsWith('comment.')) return null;
  const said = { person, ref };
  if (kind === 'comment.started') return objectionToStart(state, said, body as CommentBody<typeof kind>);
  if (kind === 'comment.replied') return objectionToReply(state, said, body as CommentBody<typeof kind>);
  if (kind === 'comment.edited') return objectionToEdit(state, said, body as CommentBody<typeof kind>);
  if (kind === 'comment.deleted') return objectionToDelete(state, said, body as CommentBody<typeof kind>);
  return threadOf(state, String(body?.thread), ref) ? null : gone();
}
