import { createElement } from 'react';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { may } from '../../../shared/capabilities/people/participants.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { tellNews } from '../../session/news.ts';
import { noteReviewedFile, openReviewedFile } from '../../session/reviewed-file.ts';
import { reactRender } from '../../ui/react-render.tsx';
import { renderLater } from '../../ui/render-later.ts';
import type { ReviewedFile } from './reviewed-files.ts';
import { ReviewsModel } from './reviews-model.ts';

const viewId = 'ensemble.changedFiles';
const category = 'Ensemble';
const openKey = 'ensemble.reviewOpen';
const mayKey = 'ensemble.canAnnotate';

/** The live review of a branch or a range of commits: its files, and who has looked at which. */
export function reviews(app: App): void {
  const { workbench } = app;
  const model = new ReviewsModel(app);
  const acts = {
    open: () => void openReview(app),
    close: () => void closeReview(app),
    next: () => void openNext(app, model),
    speak: () => void workbench.commands.execute('ensemble.chat.voiceNote'),
  };
  workbench.views.register({
    id: viewId,
    title: 'Changed Files',
    place: 'activity-bar',
    icon: 'git-compare',
    order: 3,
    when: openKey,
    render: renderLater(async () => {
      const { ReviewsView } = await import('./reviews-view.tsx');
      return reactRender(() => createElement(ReviewsView, { app, model, acts }));
    }),
  });
  followShownFile(app, model);
  const follow = () => workbench.context.set(openKey, model.review !== null);
  model.store.subscribe(follow);
  follow();
  const show = () => workbench.views.open(viewId, { focus: true });
  workbench.commands.register({
    id: 'ensemble.review.files',
    title: 'Show Changed Files of the Review',
    category,
    when: openKey,
    run: show,
  });
  if (app.recording !== null) return;
  const [isOpen, isClosed] = [`${openKey} && ${mayKey}`, `!${openKey} && ${mayKey}`];
  const command = (id: string, title: string, when: string, run: () => void, keybinding?: string) =>
    workbench.commands.register({
      id,
      title,
      category,
      when,
      run,
      ...(keybinding === undefined ? {} : { keybinding }),
    });
  command('ensemble.review.begin', 'Review a Branch or Commits…', isClosed, acts.open);
  command('ensemble.review.change', 'Review Another Branch or Commits…', isOpen, acts.open);
  command('ensemble.review.close', 'End the Review', isOpen, acts.close);
  command('ensemble.review.next', 'Next File to Look At', openKey, acts.next, 'ctrl+k x');
  tellOpened(app, show);
}

/** Notes the file whose comparison this window shows, for those who follow it, and opens one for whoever is followed. */
function followShownFile({ workbench, recording }: App, model: ReviewsModel): void {
  if (recording !== null) return;
  const { sourceControl, commands } = workbench;
  const look = () => {
    noteReviewedFile(shownFile(workbench, model)?.id ?? null);
  };
  sourceControl.onShownChange(look);
  model.store.subscribe(look);
  commands.register({
    id: openReviewedFile,
    title: 'Show a File of the Review',
    isInPalette: false,
    run: async (id: unknown) => {
      const file = model.store.get()?.files?.find((each) => each.id === id);
      // Keeps the keyboard where it is: following brings somebody here.
      if (file) await model.open(file, true);
      look();
    },
  });
}

/** Finds the file of the review whose comparison the active editor shows. */
function shownFile({ sourceControl }: App['workbench'], model: ReviewsModel): ReviewedFile | undefined {
  const shown = sourceControl.shownChange();
  if (shown === null) return undefined;
  const sides = JSON.stringify(sidesOf(shown));
  return model.store.get()?.files?.find((each) => JSON.stringify(sidesOf(each)) === sides);
}

const sidesOf = ({ path, left, right }: Pick<ReviewedFile, 'path' | 'left' | 'right'>) => [
  path,
  left?.version ?? null,
  right === 'file' ? right : (right?.version ?? null),
];

async function openReview(app: App): Promise<void> {
  const { notifications } = app.workbench;
  try {
    const { chooseReview } = await import('./choosing-review.ts');
    const review = await chooseReview(app);
    if (review === undefined) return;
    await app.client.publish('review.opened', review);
    await app.workbench.views.open(viewId, { focus: true });
  } catch (thrown) {
    void notifications.show('warning', (thrown as Error).message);
  }
}

async function closeReview({ workbench, client, session }: App): Promise<void> {
  const { review } = session.state;
  if (review === null) return;
  const isMine = review.person === session.person || may(session.state, session.person, 'admit');
  if (!isMine) {
    const name = shownName(session.state, review.person) ?? 'Somebody else';
    return workbench.notifications.status(`${name} has opened this review, and ends it.`);
  }
  await client
    .publish('review.closed', {})
    .catch((thrown: unknown) => void workbench.notifications.show('warning', (thrown as Error).message));
}

/** Opens the next file at which this person has not looked, and counts the one that is shown as looked at. */
async function openNext({ workbench }: App, model: ReviewsModel): Promise<void> {
  const files = model.store.get()?.files ?? [];
  const active = workbench.editors.active()?.key;
  // Both sides may be texts of commits, whose editors have no path; a file that is open by itself is no comparison.
  const shown = shownFile(workbench, model);
  const at = files.findIndex(({ id, path }) => (shown ? id === shown.id : path === active));
  const current = files[at];
  if (current && !model.hasLooked(current)) model.setLooked(current, true);
  const next = [...files.slice(at + 1), ...files.slice(0, Math.max(0, at))].find((each) => !model.hasLooked(each));
  if (next) return model.open(next);
  workbench.notifications.status('You have looked at all files of this review.');
}

/** Says that somebody has opened a review, with the way to it. */
function tellOpened({ session }: App, show: () => Promise<void>): void {
  session.events.on('entry', ({ kind, by, at, body }) => {
    if (kind !== 'review.opened') return;
    const person = session.state.replicas[by]?.person;
    if (person === undefined || person === session.person) return;
    const { base, head } = decodeBody(kind, body);
    const name = shownName(session.state, person) ?? 'Somebody';
    const words = `${name} opened a review: ${head?.name ?? 'the folder as it is now'} against ${base.name}.`;
    const news = { sort: 'reviews', isUrgent: false, isKept: true, view: viewId, button: 'Show' } as const;
    tellNews({ ...news, atMs: at, words, open: show });
  });
}
