import { withKey, withoutKey } from '../../core/record.ts';
import type { Comment, CommentsState, CommentThread } from './comment-state.ts';
import type { CommentBody, CommentPlace } from './kinds.ts';
import {
  type CommentsView,
  objectionToDelete,
  objectionToEdit,
  objectionToReply,
  objectionToStart,
  ownComment,
  threadOf,
  unitsOf,
} from './objections.ts';

/** An entry about comments, as the log has it. */
interface Told {
  by: string;
  at: number;
  ref: string | null;
}

function withComments(state: CommentsView, change: Partial<CommentsState>): CommentsView {
  return { ...state, comments: { ...state.comments, ...change } };
}

/** Adds to the share of a person, or takes from it; one that is nothing goes. */
function shared(
  shares: CommentsState['shares'],
  person: string,
  threads: number,
  units: number,
): CommentsState['shares'] {
  const before = shares[person] ?? { threads: 0, units: 0 };
  const next = { threads: before.threads + threads, units: before.units + units };
  return next.threads > 0 || next.units > 0 ? withKey(shares, person, next) : withoutKey(shares, person);
}

/** Copies decoded bytes: they are views of their frame, which the state must not keep alive. */
function copied({ selection, ...place }: CommentPlace): CommentPlace {
  if (selection === null) return { ...place, selection };
  const { anchor, head } = selection;
  return { ...place, selection: { anchor: new Uint8Array(anchor), head: new Uint8Array(head) } };
}

/** Keeps the mentions of people whom the session knows, each once. */
function known({ participants }: CommentsView, mentions: readonly string[]): string[] {
  return [...new Set(mentions)].filter((person) => Object.hasOwn(participants, person));
}

/** Begins a thread. */
export function started(
  state: CommentsView,
  body: CommentBody<'comment.started'>,
  { by, at, ref }: Told,
): CommentsView {
  const person = state.replicas[by]?.person;
  if (person === undefined || ref === null || objectionToStart(state, { person, ref }, body)) return state;
  const { thread: id, comment, words, moment } = body;
  const { threads, shares } = state.comments;
  const first: Comment = {
    id: comment,
    person,
    atMs: at,
    words,
    mentions: known(state, body.mentions),
    editedMs: null,
  };
  const thread: CommentThread = {
    id,
    ref,
    beganBy: person,
    place: copied(body.place),
    moment,
    resolved: null,
    comments: [first],
  };
  return withComments(state, {
    threads: withKey(threads, id, thread),
    shares: shared(shares, person, 1, words.length + unitsOf(body.place)),
  });
}

/** Adds a reply. */
export function replied(
  state: CommentsView,
  body: CommentBody<'comment.replied'>,
  { by, at, ref }: Told,
): CommentsView {
  const person = state.replicas[by]?.person;
  if (person === undefined || objectionToReply(state, { person, ref }, body)) return state;
  const thread = threadOf(state, body.thread, ref)!;
  const { comment: id, words } = body;
  const reply: Comment = { id, person, atMs: at, words, mentions: known(state, body.mentions), editedMs: null };
  return withComments(state, {
    threads: withKey(state.comments.threads, thread.id, { ...thread, comments: [...thread.comments, reply] }),
    shares: shared(state.comments.shares, person, 0, words.length),
  });
}

/** Gives a comment other words. */
export function edited(state: CommentsView, body: CommentBody<'comment.edited'>, { by, at, ref }: Told): CommentsView {
  const person = state.replicas[by]?.person;
  if (person === undefined || objectionToEdit(state, { person, ref }, body)) return state;
  const thread = threadOf(state, body.thread, ref)!;
  const own = ownComment(thread, body.comment, person)!;
  const changed: Comment = { ...own, words: body.words, mentions: known(state, body.mentions), editedMs: at };
  const comments = thread.comments.map((each) => (each === own ? changed : each));
  return withComments(state, {
    threads: withKey(state.comments.threads, thread.id, { ...thread, comments }),
    shares: shared(state.comments.shares, person, 0, body.words.length - own.words.length),
  });
}

/** Takes a comment away, and its thread with the last one. */
export function deleted(state: CommentsView, body: CommentBody<'comment.deleted'>, { by, ref }: Told): CommentsView {
  const person = state.replicas[by]?.person;
  if (person === undefined || objectionToDelete(state, { person, ref }, body)) return state;
  const thread = threadOf(state, body.thread, ref)!;
  const comments = thread.comments.filter(({ id }) => id !== body.comment);
  if (comments.length === 0) return withoutThreads(state, [thread]);
  const gone = thread.comments.find(({ id }) => id === body.comment)!;
  return withComments(state, {
    threads: withKey(state.comments.threads, thread.id, { ...thread, comments }),
    shares: shared(state.comments.shares, gone.person, 0, -gone.words.length),
  });
}

/** Ends a thread, or opens it again. */
export function resolved(
  state: CommentsView,
  body: CommentBody<'comment.resolved'>,
  { by, at, ref }: Told,
): CommentsView {
  const person = state.replicas[by]?.person;
  const thread = threadOf(state, body.thread, ref);
  if (person === undefined || !thread || (thread.resolved !== null) === body.isResolved) return state;
  const end = body.isResolved ? { person, atMs: at } : null;
  return withComments(state, { threads: withKey(state.comments.threads, thread.id, { ...thread, resolved: end }) });
}

/** Notes a verdict. */
export function reviewed(
  state: CommentsView,
  { verdict, words }: CommentBody<'review.given'>,
  { by, at }: Told,
): CommentsView {
  const person = state.replicas[by]?.person;
  if (person === undefined) return state;
  const { reviews } = state.comments;
  return withComments(state, {
    reviews: verdict === 'none' ? withoutKey(reviews, person) : withKey(reviews, person, { verdict, words, atMs: at }),
  });
}

/** Forgets the threads of a document that leaves the session. */
export function sealed(state: CommentsView, ref: string): CommentsView {
  return withoutThreads(
    state,
    Object.values(state.comments.threads).filter((thread) => thread.ref === ref),
  );
}

/** Takes threads and single comments away, whoever has them; a thread goes with its last comment. */
export function withoutComments<State extends CommentsView>(
  state: State,
  { threads, comments }: { threads: ReadonlySet<string>; comments: ReadonlySet<string> },
): State {
  let changed: CommentsView = state;
  for (const thread of Object.values(state.comments.threads)) {
    const stay = threads.has(thread.id) ? [] : thread.comments.filter(({ id }) => !comments.has(id));
    if (stay.length === thread.comments.length) continue;
    if (stay.length === 0) {
      changed = withoutThreads(changed, [thread]);
      continue;
    }
    let { shares } = changed.comments;
    for (const { id, person, words } of thread.comments)
      if (comments.has(id)) shares = shared(shares, person, 0, -words.length);
    changed = withComments(changed, {
      threads: withKey(changed.comments.threads, thread.id, { ...thread, comments: stay }),
      shares,
    });
  }
  return { ...state, comments: changed.comments };
}

/** Gives as many other signs in the place of words: the share of their person stays as it was. */
export const blotted = (words: string): string => '*'.repeat(words.length);

/** Blots words of comments, where these have them. */
export function withoutWords<State extends CommentsView>(
  state: State,
  gone: ReadonlyMap<string, ReadonlySet<string>>,
): State {
  let { threads } = state.comments;
  for (const thread of Object.values(threads)) {
    const has = ({ id, words }: Comment) => gone.get(id)?.has(words) ?? false;
    if (!thread.comments.some(has)) continue;
    const comments = thread.comments.map((each) =>
      has(each) ? { ...each, words: blotted(each.words), mentions: [] } : each,
    );
    threads = withKey(threads, thread.id, { ...thread, comments });
  }
  return { ...state, comments: { ...state.comments, threads } };
}

function withoutThreads(state: CommentsView, gone: readonly CommentThread[]): CommentsView {
  if (gone.length === 0) return state;
  let { threads, shares } = state.comments;
  for (const { id, comments, place, beganBy } of gone) {
    threads = withoutKey(threads, id);
    shares = shared(shares, beganBy, -1, -unitsOf(place));
    for (const { person, words } of comments) shares = shared(shares, person, 0, -words.length);
  }
  return withComments(state, { threads, shares });
}
