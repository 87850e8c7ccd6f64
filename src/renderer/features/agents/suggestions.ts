import type { App } from '../../session/app.ts';
import type { ComparedSuggestion } from './compared-suggestions.ts';
import type { SuggestedFile } from './suggested-files.ts';
import type { JudgingActs } from './suggestion-acts.ts';
import type { SuggestionRow, SuggestionsModel } from './suggestions-model.ts';
import type { SuggestionActs } from './suggestions-view.tsx';

const category = 'Ensemble';
const mayEdit = 'ensemble.canEdit';
/** Comparisons of suggestions. */
const isCompared = 'resourceScheme == ensemble-suggestion';

/** Acts on the suggestions of agents; what goes wrong is told in words. Their code comes with the first of them. */
export function suggestionActs(app: App, model: SuggestionsModel): JudgingActs {
  let loading: Promise<JudgingActs> | null = null;
  const load = async () => (await import('./suggestion-acts.ts')).createActs(app, model);
  const run = async (act: (acts: JudgingActs) => Promise<unknown>) => {
    try {
      loading ??= load();
      await act(await loading);
    } catch (thrown) {
      void app.workbench.notifications.show('error', (thrown as Error).message);
    }
  };
  return {
    open: (row, part) => run((acts) => acts.open(row, part)),
    accept: (row, parts) => run((acts) => acts.accept(row, parts)),
    reject: (row, parts) => run((acts) => acts.reject(row, parts)),
    openFile: (row) => run((acts) => acts.openFile(row)),
    acceptFile: (row) => run((acts) => acts.acceptFile(row)),
    rejectFile: (row) => run((acts) => acts.rejectFile(row)),
    // None is compared before the code is there.
    compared: async () => (await loading)?.compared() ?? null,
    comparedFile: async () => (await loading)?.comparedFile() ?? null,
  };
}

/** Parts of a suggestion that can be put in, as far as it is known. */
const ready = ({ parts }: SuggestionRow) => parts.filter(({ line }) => line !== null);

/**
 * Registers the commands by which suggestions are judged without the view: of one that is chosen, or of those
 * parts that are given.
 */
export function registerSuggestions(
  app: App,
  model: SuggestionsModel,
  acts: SuggestionActs,
  show: () => Promise<void>,
) {
  const { workbench } = app;
  const choose = async (placeholder: string, [drawn]: readonly unknown[]) => {
    const { chosenSuggestions } = await import('./chosen-suggestions.ts');
    return chosenSuggestions(app, model.store.get(), placeholder, drawn);
  };
  interface Acts {
    on(row: SuggestionRow): unknown;
    onFile(row: SuggestedFile): unknown;
  }
  const register = (id: string, title: string, when: string | null, placeholder: string, { on, onFile }: Acts) =>
    workbench.commands.register({
      id: `ensemble.suggestions.${id}`,
      title,
      category,
      ...(when === null ? {} : { when }),
      run: async (...given) => {
        for (const row of await choose(placeholder, given)) await ('words' in row ? onFile(row) : on(row));
      },
    });
  workbench.commands.register({ id: 'ensemble.suggestions.show', title: 'Show Suggestions', category, run: show });
  if (app.recording !== null) return;
  register('compare', 'Compare Suggestion…', null, 'Choose a suggestion to look at', {
    on: (row) => acts.open(row),
    onFile: acts.openFile,
  });
  register('accept', 'Accept Suggestion…', mayEdit, 'Choose a suggestion to put in', {
    on: (row) => acts.accept(row, ready(row)),
    onFile: acts.acceptFile,
  });
  register('reject', 'Reject Suggestion…', mayEdit, 'Choose a suggestion to reject', {
    on: (row) => acts.reject(row, row.parts),
    onFile: acts.rejectFile,
  });
}

/** Registers the buttons of a comparison, and their keys. */
export function registerCompared(app: App, acts: JudgingActs): void {
  const { workbench } = app;
  if (app.recording !== null) return;
  const register = (order: number, id: string, title: string, icon: string, keybinding: string, run: () => unknown) =>
    workbench.commands.register({
      id: `ensemble.suggestions.${id}`,
      title,
      category,
      icon,
      keybinding,
      when: `${mayEdit} && ${isCompared}`,
      menus: [{ id: 'editor-title', order, when: `${mayEdit} && ${isCompared}` }],
      run,
    });
  type OnFile = SuggestionActs['acceptFile'];
  const onCompared = (act: (compared: ComparedSuggestion) => unknown, onFile: OnFile) => async () => {
    const file = await acts.comparedFile();
    if (file) return onFile(file);
    const compared = await acts.compared();
    if (compared) return act(compared);
    workbench.notifications.status('This suggestion waits no more: nothing was changed.');
  };
  const onPart = (act: SuggestionActs['accept'], onFile: OnFile) =>
    onCompared(({ row, part }) => {
      if (part) return act(row, [part]);
      workbench.notifications.status('Put the cursor into the change that you mean.');
    }, onFile);
  const acceptPart = onPart(acts.accept, acts.acceptFile);
  register(1, 'acceptPart', 'Accept This Suggested Change', 'check', 'ctrl+enter', acceptPart);
  const rejectPart = onPart(acts.reject, acts.rejectFile);
  register(2, 'rejectPart', 'Reject This Suggested Change', 'close', 'ctrl+backspace', rejectPart);
  const acceptAll = onCompared(({ row }) => acts.accept(row, ready(row)), acts.acceptFile);
  register(3, 'acceptAll', 'Accept All Suggested Changes', 'check-all', 'ctrl+shift+enter', acceptAll);
  const rejectAll = onCompared(({ row }) => acts.reject(row, row.parts), acts.rejectFile);
  register(4, 'rejectAll', 'Reject All Suggested Changes', 'close-all', 'ctrl+shift+backspace', rejectAll);
}

/** Counts the suggestions that I may judge on the view. */
export function countSuggestions({ workbench }: App, { store }: SuggestionsModel, viewId: string): void {
  const look = () => {
    const { rows, files, mayJudge, mayJudgeFiles } = store.get();
    const count = (mayJudge ? rows.length : 0) + (mayJudgeFiles ? files.length : 0);
    const tooltip = count === 1 ? 'An agent suggests a change' : `${count} suggestions of agents wait`;
    workbench.views.setBadge(viewId, count === 0 ? null : { count, tooltip });
  };
  void workbench.ready.then(() => {
    store.subscribe(look);
    look();
  });
}
