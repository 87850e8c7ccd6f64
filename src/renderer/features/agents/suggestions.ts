import { acceptParts, rejectParts } from '../../../client/agents/judging.ts';
import type { App } from '../../session/app.ts';
import type { SuggestedPart, SuggestionRow, SuggestionsModel } from './suggestions-model.ts';
import type { SuggestionActs } from './suggestions-view.tsx';

const category = 'Ensemble';

/** Acts on the suggestions of agents; what goes wrong is told in words. */
export function suggestionActs(app: App, model: SuggestionsModel): SuggestionActs {
  const { workbench } = app;
  const run = (work: Promise<void>) =>
    work.catch((thrown) => void workbench.notifications.show('error', (thrown as Error).message));
  return {
    open: (row, part) => void run(compare(app, model, row, part)),
    accept: (row, parts) => void run(accept(app, row, parts)),
    reject: (row, parts) => void run(reject(app, row, parts)),
  };
}

async function compare({ workbench }: App, model: SuggestionsModel, row: SuggestionRow, part?: SuggestedPart) {
  const { file, name, proposal, parts } = row;
  if (part?.line === null) {
    const { before, after } = part.part;
    const left = { title: `As it was: ${file}`, text: before };
    return workbench.editors.openDiff(`${file}: as it was ↔ suggested`, left, {
      title: `By ${name}: ${file}`,
      text: after,
    });
  }
  const texts = model.texts(proposal, parts);
  if (!texts) return workbench.notifications.status(`${file} is still on its way.`);
  const left = { title: `Now: ${file}`, text: texts.now };
  await workbench.editors.openDiff(`${file}: now ↔ suggested by ${name}`, left, {
    title: `Suggested: ${file}`,
    text: texts.suggested,
  });
}

async function accept(app: App, { proposal, file }: SuggestionRow, parts: readonly SuggestedPart[]): Promise<void> {
  const { client, workbench, texts } = app;
  if (!isConnected(app)) return;
  const indexes = parts.map(({ index }) => index);
  const outcome = await texts.with(proposal.ref, (document) => acceptParts(client, proposal, indexes, document));
  const words = {
    applied: `Put it into ${file}. Undo takes it out.`,
    judged: 'Somebody else has judged this already.',
    stale: `The lines changed meanwhile: nothing of ${file} was touched.`,
  };
  workbench.notifications.status(words[outcome]);
}

async function reject(app: App, { proposal }: SuggestionRow, parts: readonly SuggestedPart[]): Promise<void> {
  if (!isConnected(app)) return;
  const isMine = await rejectParts(
    app.client,
    proposal,
    parts.map(({ index }) => index),
  );
  if (!isMine) app.workbench.notifications.status('Somebody else has judged this already.');
}

/** Judgements are made together: without a connection nobody knows yet who was first. */
function isConnected({ client, workbench }: App): boolean {
  if (client.status.is === 'online') return true;
  workbench.notifications.status('Not connected now: suggestions can be judged once the connection is back.');
  return false;
}

/** Registers the commands by which suggestions are judged without the view. */
export function registerSuggestions(
  app: App,
  model: SuggestionsModel,
  acts: SuggestionActs,
  show: () => Promise<void>,
) {
  const { workbench } = app;
  const register = (id: string, title: string, when: string | null, run: () => Promise<void> | void) =>
    workbench.commands.register({ id, title, category, ...(when === null ? {} : { when }), run });
  register('ensemble.suggestions.show', 'Show Suggestions', null, show);
  if (app.recording !== null) return;
  const choose = async (placeholder: string) => {
    const { rows } = model.store.get();
    const items = rows.map((row) => ({
      label: row.file,
      description: `${row.name}, +${row.addedLines} −${row.goneLines}`,
      detail: row.proposal.title,
      value: row,
    }));
    if (items.length > 0) return workbench.quickInput.pick(items, { placeholder });
    workbench.notifications.status('No agent suggests anything now.');
  };
  register('ensemble.suggestions.compare', 'Compare Suggestion…', null, async () => {
    const row = await choose('Choose a suggestion to look at');
    if (row) acts.open(row);
  });
  register('ensemble.suggestions.accept', 'Accept Suggestion…', 'ensemble.canEdit', async () => {
    const row = await choose('Choose a suggestion to put in');
    if (row)
      acts.accept(
        row,
        row.parts.filter(({ line }) => typeof line === 'number'),
      );
  });
  register('ensemble.suggestions.reject', 'Reject Suggestion…', 'ensemble.canEdit', async () => {
    const row = await choose('Choose a suggestion to reject');
    if (row) acts.reject(row, row.parts);
  });
}

/** Counts the suggestions that I may judge on the view. */
export function countSuggestions({ workbench }: App, { store }: SuggestionsModel, viewId: string): void {
  const look = () => {
    const { rows, mayJudge } = store.get();
    const count = mayJudge ? rows.length : 0;
    const tooltip = count === 1 ? 'An agent suggests an edit' : `${count} suggestions of agents wait`;
    workbench.views.setBadge(viewId, count === 0 ? null : { count, tooltip });
  };
  void workbench.ready.then(() => {
    store.subscribe(look);
    look();
  });
}
