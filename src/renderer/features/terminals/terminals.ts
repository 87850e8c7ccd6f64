import { accessOf, includes } from '../../../shared/capabilities/terminals/access.ts';
import type { App } from '../../session/app.ts';
import { FileOpenings } from './file-openings.ts';
import { chooseInputLog, logInputCommand, tellLoggedInput } from './input-log.ts';
import { answerWishes } from './owner-questions.ts';
import { shareTerminal } from './share-terminal.ts';
import { WatchedTerminals } from './watched-terminals.ts';

/** Terminals of the host that others see: sharing them, and showing those that are shared with this window's person. */
export function terminals(app: App): void {
  const { workbench, client, isHostWindow } = app;
  const category = 'Ensemble';
  const openings = new FileOpenings(app);
  tellLoggedInput(app);
  if (isHostWindow) {
    const menus = [
      { id: 'terminal-tab', group: 'ensemble' } as const,
      { id: 'terminal-context', group: 'ensemble' } as const,
    ];
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
    answerWishes(app);
    void workbench.terminals.ready.then(() => openings.follow());
  } else {
    const watched = new WatchedTerminals(app, openings);
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
    void workbench.terminals.ready.then(() => watched.follow());
    void offerShells(app);
  }
  client.events.on('refused', ({ kind, message }) => {
    if (kind === 'terminal.wanted') void workbench.notifications.show('warning', message);
  });
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

async function ask({ workbench, client }: App, wish: { profile?: string }): Promise<void> {
  const { state, person } = client;
  const mine = Object.values(state.terminals).filter((each) => includes(accessOf(state, person ?? '', each), 'read'));
  if (mine.length > 0)
    workbench.notifications.status('A terminal is shared with you already: you have asked for another.');
  const what = wish.profile === undefined ? 'a terminal' : `a terminal with ${wish.profile}`;
  await client.publish('terminal.wanted', wish).then(
    () => workbench.notifications.status(`The host was asked for ${what}.`),
    () => undefined,
  );
}
