import type { Asking } from '../../core/asking.ts';
import { capability, on, type Told } from '../../core/capability.ts';
import { EnsembleError } from '../../core/errors.ts';
import { withKey, withoutKey } from '../../core/record.ts';
import { shownName } from '../people/names.ts';
import { may } from '../people/participants.ts';
import type { PeopleState } from '../people/people-state.ts';
import { mostLooked, type ReviewBody, reviewKinds } from './kinds.ts';
import { noReview, type ReviewsState } from './review-state.ts';

type ReviewsView = ReviewsState & PeopleState;

function opened(state: ReviewsView, { by, seq, at, body }: Told<ReviewBody<'review.opened'>>): ReviewsView {
  const person = state.replicas[by]?.person;
  if (person === undefined) return state;
  return { ...state, review: { seq, person, atMs: at, ...body, looked: {} } };
}

function looked(state: ReviewsView, { by, body }: Told<ReviewBody<'review.looked'>>): ReviewsView {
  const { review } = state;
  const person = state.replicas[by]?.person;
  if (review === null || person === undefined) return state;
  const named = new Set(body.files);
  const others = (review.looked[person] ?? []).filter((file) => !named.has(file));
  const files = body.looked ? [...others, ...named].slice(-mostLooked) : others;
  const all = files.length > 0 ? withKey(review.looked, person, files) : withoutKey(review.looked, person);
  return { ...state, review: { ...review, looked: all } };
}

/** Reason for which somebody may not end the review that is open, or put another in its place. */
function objectionToReviews(state: ReviewsView, { person, saying: { kind } }: Asking): EnsembleError | null {
  if (kind !== 'review.opened' && kind !== 'review.looked' && kind !== 'review.closed') return null;
  const { review } = state;
  if (kind !== 'review.opened' && review === null) return new EnsembleError('not-found', 'No review is open now.');
  if (kind === 'review.looked' || review === null || review.person === person || may(state, person, 'admit'))
    return null;
  const name = shownName(state, review.person) ?? 'Somebody else';
  return new EnsembleError('not-permitted', `${name} has a review open: ask them to end it first.`);
}

/** The review of a branch or of a range of commits: who has looked at which of its files. */
export const reviews = capability({
  name: 'reviews',
  kinds: reviewKinds,
  slice: noReview,
  reducers: [
    on(reviewKinds, {
      'review.opened': opened,
      'review.looked': looked,
      'review.closed': (state: ReviewsView) => (state.review === null ? state : { ...state, review: null }),
    }),
  ],
  objection: objectionToReviews,
});
