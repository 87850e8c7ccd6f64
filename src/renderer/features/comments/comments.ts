import { createElement } from 'react';
import { selectedLines } from '../../../client/locks/lock-lines.ts';
import { commentLimits } from '../../../shared/capabilities/comments/limits.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { tellNews } from '../../session/news.ts';
import { reactRender } from '../../ui/react-render.tsx';
import { renderLater } from '../../ui/render-later.ts';
import type { MayStart } from '../../workbench/index.ts';
import { Acting } from './acting.ts';
import { sourceOf } from './comment-source.ts';
import { CommentsModel } from './comments-model.ts';
import type { ReviewActs } from './review-view.tsx';

const category = 'Ensemble';
const viewId = 'ensemble.review';
/** Not the right in the session: a recording is commented on in the session behind it. */
const mayKey = 'ensemble.comments.may';

/** Comments on code: threads in the editors and in the workbench's panel of comments. */
export function comments(app: App): void {
  const { workbench, texts } = app;
  const source = sourceOf(app);
  const model = new CommentsModel(app, source);
  const mayStart: MayStart = (key, isVersion) =>
    model.mayComment && (isVersion ? app.recording === null : texts.mayBeTold(key) && texts.refOf(key) !== null);
  const names = () => [...source.names().values()];
  workbench.comments.serve(new Acting(app, source, (thread) => model.placeOf(thread)), { mayStart, names });
  let may: boolean | null = null;
  const look = () => {
    if (may === model.mayComment) return;
    may = model.mayComment;
    workbench.context.set(mayKey, may);
    workbench.comments.placesChanged();
  };
  source.onChanged(look);
  look();
  registerCommands(app, mayStart);
  registerReview(app, model);
  tellMentions(app);
}

const exporting = () => import('./exporting.ts');

/** The list of comments with verdicts, and its exports. */
function registerReview(app: App, model: CommentsModel): void {
  const { workbench, session } = app;
  const title = () => document.title.split(' - ').at(-2) ?? 'this folder';
  const acts: ReviewActs = {
    give: (verdict) => void giveVerdict(app, verdict),
    markdown: () => void exporting().then(({ exportMarkdown }) => exportMarkdown(app, model, title())),
    patch: () => void exporting().then(({ exportPatch }) => exportPatch(app, model)),
  };
  const render = renderLater(async () => {
    const { ReviewView } = await import('./review-view.tsx');
    return reactRender(() => createElement(ReviewView, { app, model, acts }));
  });
  workbench.views.register({
    id: viewId,
    title: 'Review',
    place: 'panel',
    icon: 'comment-discussion',
    order: 11,
    render,
  });
  const command = (id: string, words: string, run: () => unknown, when?: string) =>
    workbench.commands.register({ id, title: words, category, run, ...(when === undefined ? {} : { when }) });
  command('ensemble.review.show', 'Show Review', () => workbench.views.open(viewId, { focus: true }));
  if (app.recording === null) verdictCommands(command, acts);
  command('ensemble.review.markdown', 'Export Comments as Markdown', acts.markdown);
  command('ensemble.review.patch', 'Export Suggestions as a Patch', acts.patch);
  let before = session.state;
  session.events.on('state', (now) => {
    if (now.comments.reviews !== before.comments.reviews || now.review !== before.review) model.refresh();
    before = now;
  });
}

/** Verdicts are about the session, and not about a recording of it. */
function verdictCommands(
  command: (id: string, words: string, run: () => unknown, when?: string) => void,
  acts: ReviewActs,
): void {
  command('ensemble.review.approve', 'Approve…', () => acts.give('approved'), mayKey);
  command('ensemble.review.wantChanges', 'Ask for Changes…', () => acts.give('changes-wanted'), mayKey);
  command('ensemble.review.takeBack', 'Take Verdict Back', () => acts.give('none'), mayKey);
}

async function giveVerdict({ workbench, client }: App, verdict: 'approved' | 'changes-wanted' | 'none'): Promise<void> {
  let words: string | undefined = '';
  if (verdict !== 'none') {
    const title = verdict === 'approved' ? 'Approve' : 'Ask for changes';
    const validate = (text: string) =>
      text.length > commentLimits.verdictWords ? `${commentLimits.verdictWords} characters at most` : null;
    words = await workbench.quickInput.input({ title, prompt: 'Some words for the others, or none', validate });
  }
  if (words === undefined) return;
  await client
    .publish('review.given', { verdict, words })
    .catch((thrown: unknown) => void workbench.notifications.show('warning', (thrown as Error).message));
}

function registerCommands({ workbench }: App, mayStart: MayStart): void {
  workbench.commands.register({
    id: 'ensemble.comment',
    title: 'Comment on These Lines',
    category,
    when: mayKey,
    keybinding: 'ctrl+k a',
    menus: [{ id: 'editor-context', group: 'ensemble', when: mayKey }],
    run: async () => {
      const version = await workbench.comments.selectedVersion();
      if (version && mayStart(version.key, true)) return version.begin();
      const active = workbench.editors.active();
      const text = active && workbench.models.get(active.key);
      if (!active || !text || !mayStart(active.key, false))
        return void workbench.notifications.status('Open a shared file first: a comment is about lines of it.');
      const { anchor, head } = active.selections[0] ?? { anchor: 0, head: 0 };
      await workbench.comments.begin(active.key, selectedLines(text.getValue(), anchor, head));
    },
  });
  workbench.commands.register({
    id: 'ensemble.comments.show',
    title: 'Show All Comments',
    category,
    run: () => workbench.commands.execute('workbench.action.focusCommentsPanel'),
  });
}

/** Tells me that somebody has mentioned me. */
function tellMentions({ workbench, session }: App): void {
  session.events.on('entry', (entry) => {
    const { kind, by, ref, at } = entry;
    if (kind !== 'comment.started' && kind !== 'comment.replied') return;
    const { mentions } = decodeBody(kind, entry.body);
    const person = session.state.replicas[by]?.person;
    if (session.person === null || !mentions.includes(session.person) || person === session.person) return;
    const path = (ref !== null && session.state.documents[ref]?.path) || 'a text';
    const name = shownName(session.state, person) ?? 'Somebody';
    const open = () => workbench.views.open(viewId, { focus: true });
    const words = `${name} mentioned you in a comment in ${path}.`;
    const news = { sort: 'comments', isUrgent: false, isKept: true, view: viewId, button: 'Show Comments' } as const;
    tellNews({ ...news, atMs: at, words, open });
  });
}
