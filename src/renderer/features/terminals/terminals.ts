import { shownName } from '../../../shared/capabilities/people/names.ts';
import { present } from '../../../shared/capabilities/people/participants.ts';
import { accessOf, includes } from '../../../shared/capabilities/terminals/access.ts';
import type { App } from '../../session/app.ts';
import { listNames } from '../../ui/words.ts';
import { FileOpenings } from './file-openings.ts';
import { chooseInputLog, logInputCommand, tellLoggedInput } from './input-log.ts';
import { answerWishes } from './owner-questions.ts';
import { askToRunLine } from './proposing.ts';
import { shareTerminal } from './share-terminal.ts';
import { WatchedTerminals } from './watched-terminals.ts';

/** Terminals of the host that others see: sharing them, and showing those that are shared with this window's person. */
export function terminals(app: App): void {
  const { workbench, client, isHostWindow } = app;
  const category = 'Ensemble';
  const openings = new FileOpenings(app);
  const menus = [
    { id: 'terminal-tab', group: 'ensemble' } as const,
    { id: 'terminal-context', group: 'ensemble' } as const,
  ];
  const watched = new WatchedTerminals(app, openings);
  tellLoggedInput(app);
  if (isHostWindow) {
    workbench.commands.register({
      id: 'ensemble.shareTerminal',
      title: 'Share Terminal…',
      category,
      icon: 'broadcast',
      menus,
      run: () => shareTerminal(app),
    });
    workbench.commands.register({
      id: logInputCommand,
      title: 'Log What Is Typed in Terminal…',
      category,
      icon: 'record-keys',
      menus,
      run: () => chooseInputLog(app),
    });
    workbench.terminals.askBeforeEnding((id) => mayEnd(app, id));
    answerWishes(app);
    void workbench.terminals.ready.then(() => openings.follow());
  } else {
    workbench.commands.register({
      id: 'ensemble.showSharedTerminals',
      title: 'Show Shared Terminals',
      category,
      run: () => watched.showAll(),
    });
    workbench.commands.register({
      id: 'ensemble.askForTerminal',
      title: 'Ask for a Terminal',
      category,
      run: () => ask(app, {}),
    });
    workbench.commands.register({
      id: 'ensemble.askToRunLine',
      title: 'Ask to Run a Line…',
      category,
      menus,
      run: () => askToRunLine(app),
    });
    let isTold = false;
    workbench.terminals.onNoneOpened(() => {
      if (isTold) return;
      isTold = true;
      void offerAsking(app, () => watched.showAll()).finally(() => {
        isTold = false;
      });
    });
    void offerShells(app);
  }
  workbench.commands.register({
    id: 'ensemble.showAgentsTerminal',
    title: 'Show Terminal of an Agent…',
    category,
    run: (ref) => showAgentsTerminal(app, watched, ref),
  });
  void workbench.terminals.ready.then(() => watched.follow());
  client.events.on('refused', ({ kind, message }) => {
    if (kind === 'terminal.wanted') void workbench.notifications.show('warning', message);
  });
}

/** Shows the terminal of an agent's command: one that is named, or chosen. */
async function showAgentsTerminal(app: App, watched: WatchedTerminals, given: unknown): Promise<void> {
  const { workbench, session } = app;
  const { state, person } = session;
  const items = Object.entries(state.terminals)
    .filter(([, each]) => each.agent !== undefined && includes(accessOf(state, person ?? '', each), 'read'))
    .map(([value, { title, agent = '' }]) => ({ label: title, description: shownName(state, agent) ?? '', value }));
  if (items.length === 0) return void workbench.notifications.show('info', 'No agent runs a command now.');
  const named = items.find(({ value }) => value === given);
  const chosen = named?.value ?? (await workbench.quickInput.pick(items, { placeholder: 'Which command?' }));
  if (chosen !== undefined) watched.show(chosen);
}

/** Puts the host's shells into the menu of new terminals: the host is asked for one. */
async function offerShells(app: App): Promise<void> {
  const { workbench, workspace } = app;
  await workbench.terminals.ready;
  // Where the host is away, or may not be asked, there is nothing to choose from.
  const { names } = await workspace.request('terminals.profiles', {}).catch(() => ({ names: [] }));
  const offered = names.map((name) => ({
    id: `shell.${name}`,
    title: name,
    icon: 'terminal',
    run: () => ask(app, { profile: name }),
  }));
  await workbench.terminals.offer(offered);
}

/** Asks before a terminal ends in which somebody else types. */
async function mayEnd({ workbench, workspace, client: { state, person: me } }: App, id: number): Promise<boolean> {
  const { terminals } = await workspace.request('terminals.list', {});
  const terminal = state.terminals[terminals.find((each) => each.id === id)?.ref ?? ''];
  if (!terminal) return true;
  const others = present(state).filter(({ person }) => person !== me);
  const typing = others.filter(({ person }) => includes(accessOf(state, person, terminal), 'write'));
  if (typing.length === 0) return true;
  const names = listNames(typing.map(({ person }) => shownName(state, person) ?? 'Somebody'));
  const answer = await workbench.dialogs.ask('warning', `Kill this terminal, in which ${names} may be typing?`, {
    detail: 'Its programs end for everybody. What it has printed stays on the screens of those who look at it.',
    buttons: ['Kill'],
    careful: true,
  });
  return answer === 'Kill';
}

/** Says where terminals run, and what a guest can do. */
async function offerAsking(app: App, showShared: () => Promise<void>): Promise<void> {
  const [wish, show] = ['Ask for a Terminal', 'Show Shared Terminals'] as const;
  const buttons = sharedWith(app).length > 0 ? ([show, wish] as const) : ([wish] as const);
  const words = 'Terminals run on the computer of who hosts this folder. Ask for one: the host decides.';
  const answer = await app.workbench.notifications.show('info', words, { buttons });
  if (answer === wish) await ask(app, {});
  else if (answer === show) await showShared();
}

/** Terminals at which this window's person may look. */
function sharedWith({ client: { state, person } }: App) {
  return Object.values(state.terminals).filter((each) => includes(accessOf(state, person ?? '', each), 'read'));
}

async function ask(app: App, wish: { profile?: string }): Promise<void> {
  const { workbench, client } = app;
  if (sharedWith(app).length > 0)
    workbench.notifications.status('A terminal is shared with you already: you have asked for another.');
  const what = wish.profile === undefined ? 'a terminal' : `a terminal with ${wish.profile}`;
  await client.publish('terminal.wanted', wish).then(
    () => workbench.notifications.status(`The host was asked for ${what}.`),
    () => undefined,
  );
}
