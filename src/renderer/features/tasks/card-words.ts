import type { Card } from './board-model.ts';

/** First line below a card's title: what tells it from the others. */
export function detailsOf({ id, task }: Card): string {
  const { priority = null, owner = null, due = null, milestone = null, criteria = [] } = task ?? {};
  const done = criteria.filter(({ isDone }) => isDone).length;
  const checked = criteria.length > 0 ? `${done} of ${criteria.length}` : null;
  return [id, priority, owner, milestone, due === null ? null : `due ${due}`, checked].filter(Boolean).join(' · ');
}

function effortOf({ task }: Card): string | null {
  const { estimate = null, actual = null } = task ?? {};
  if (estimate === null) return actual === null ? null : `took ${actual}`;
  return actual === null ? `estimate ${estimate}` : `took ${actual} of ${estimate}`;
}

const several = (count: number) => (count === 1 ? '1 task' : `${count} tasks`);

/** Second line of a card: its effort, the number of tasks that it depends on, and its reviewers. */
export function moreOf(card: Card): string {
  const { reviewers = [] } = card.task ?? {};
  const needs = card.needs.length === 0 ? null : `after ${several(card.needs.length)}`;
  const reviews = reviewers.length === 0 ? null : `review: ${reviewers.join(', ')}`;
  return [effortOf(card), needs, reviews].filter(Boolean).join(' · ');
}

/** Lines of all that a card has, which people see when they rest on it, and hear. */
export function tooltipOf(card: Card): string[] {
  const { path, task, needs } = card;
  const { reviewers = [] } = task ?? {};
  const effort = effortOf(card);
  return [
    path,
    ...(task === null ? [] : [detailsOf(card)]),
    ...(effort === null ? [] : [effort]),
    ...(needs.length === 0 ? [] : [`After: ${needs.join(', ')}`]),
    ...(reviewers.length === 0 ? [] : [`Review: ${reviewers.join(', ')}`]),
  ];
}
