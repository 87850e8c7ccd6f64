import { linesNow, placeIn } from '../../../src/client/comments/comment-place.ts';
import type { CommentThread } from '../../../src/shared/capabilities/comments/comment-state.ts';
import { newId } from '../../../src/shared/core/ids.ts';
import type { Actor } from '../cast.ts';
import type { Simulation } from '../simulation.ts';
import { type Operation, someEditor, someone } from './common.ts';

/** Has somebody comment on a few lines of a text that they have open. */
function comment(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const { random } = simulation;
  const { actor, editor } = chosen;
  const { client, environment } = actor;
  client.documents.flush();
  const count = editor.document.toString().split('\n').length;
  const start = 1 + random.below(count);
  const place = placeIn(editor.document, { start, end: Math.min(count, start + random.below(3)) });
  const [thread, first] = [newId(environment), newId(environment)];
  const body = { thread, comment: first, place, words: `why ${random.below(100)}?`, mentions: [], moment: null };
  void client.publish('comment.started', body, editor.document.ref).catch(() => undefined);
}

/** Picks a thread that somebody sees. */
function someThread(simulation: Simulation): { actor: Actor; thread: CommentThread } | null {
  const actor = someone(simulation);
  const threads = actor ? Object.values(actor.client.state.comments.threads) : [];
  return actor && threads.length > 0 ? { actor, thread: simulation.random.pick(threads) } : null;
}

/** Has somebody answer in a thread, end it or open it, or change or delete a comment, also one of another’s. */
function answer(simulation: Simulation): void {
  const chosen = someThread(simulation);
  if (!chosen) return simulation.idle();
  const { random } = simulation;
  const { actor, thread } = chosen;
  const { client, environment } = actor;
  const of = random.pick(thread.comments).id;
  const said = { thread: thread.id, mentions: client.person === null ? [] : [client.person] };
  const say = () => {
    const kind = random.below(6);
    if (kind < 3)
      return client.publish('comment.replied', { ...said, comment: newId(environment), words: 'so' }, thread.ref);
    if (kind < 4)
      return client.publish(
        'comment.resolved',
        { thread: thread.id, isResolved: thread.resolved === null },
        thread.ref,
      );
    if (kind < 5) return client.publish('comment.edited', { ...said, comment: of, words: 'other words' }, thread.ref);
    return client.publish('comment.deleted', { thread: thread.id, comment: of }, thread.ref);
  };
  void say().catch(() => undefined);
}

/** Has somebody open the review, look at files of it, or end it; also one of another's. */
function review(simulation: Simulation): void {
  const actor = someone(simulation);
  if (!actor) return simulation.idle();
  const { random } = simulation;
  const { client } = actor;
  const file = () => `file-${random.below(4)}`.padEnd(22, '-');
  const say = () => {
    if (client.state.review !== null && random.chance(0.7))
      return client.publish('review.looked', { files: [file(), file()], looked: random.chance(0.7) });
    if (client.state.review !== null && random.chance(0.5)) return client.publish('review.closed', {});
    const base = { name: 'main', commit: 'a'.repeat(40) };
    return client.publish('review.opened', { repository: '', base, head: null });
  };
  void say().catch(() => undefined);
}

/** Says where a copy of a text finds each thread, for a comparison of everybody's. */
export function placesOf({ client, editors }: Pick<Actor, 'client' | 'editors'>, ref: string): string {
  const document = editors.get(ref)?.document;
  const threads = Object.values(client.state.comments.threads).filter((thread) => thread.ref === ref);
  if (!document) return '';
  return JSON.stringify(threads.map(({ id, place }) => [id, linesNow(document, place)]));
}

/** Comments on code, and answers to them. */
export const commenting: Operation[] = [
  { name: 'comment', weight: 1.5, run: comment },
  { name: 'answer a comment', weight: 1.5, run: answer },
  { name: 'review', weight: 1, run: review },
];
