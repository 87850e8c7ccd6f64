import { sshTarget } from '../../../shared/capabilities/reach/reach.ts';
import type { App } from '../../session/app.ts';
import { copyLink } from '../../session/copy-link.ts';
import { telling } from '../../session/telling.ts';
import { toServer, wayItems, wayWords } from './way-items.ts';

const category = 'Ensemble';
const reachedKey = 'ensemble.isReached';

/** `Ensemble: Reach from Elsewhere…`: an address for guests in other networks, by a program of the host's machine. */
export function reach(app: App): void {
  const { workbench, session, isHostWindow, recording } = app;
  if (!isHostWindow || recording !== null) return;
  const when = 'ensemble.canShare';
  workbench.commands.register({
    id: 'ensemble.reach',
    title: 'Reach from Elsewhere…',
    category,
    icon: 'globe',
    when,
    run: () => telling(app, () => chooseWay(app)),
  });
  workbench.commands.register({
    id: 'ensemble.reach.stop',
    title: 'Stop Being Reached from Elsewhere',
    category,
    when: `${when} && ${reachedKey}`,
    run: () => telling(app, () => app.workspace.request('reach.stop', {})),
  });
  let { reached } = session.state;
  workbench.context.set(reachedKey, reached !== null);
  session.events.on('state', (state) => {
    if (state.reached === reached) return;
    const before = reached;
    ({ reached } = state);
    workbench.context.set(reachedKey, reached !== null);
    if (before === null || reached !== null) return;
    const words = `This folder is not reached at ${before.origin} any more: links to there are dead.`;
    void workbench.notifications.show('warning', words, { buttons: ['Reach again…'] }).then((chosen) => {
      if (chosen !== undefined) void workbench.commands.execute('ensemble.reach');
    });
  });
}

async function chooseWay(app: App): Promise<void> {
  const { workbench, workspace, session } = app;
  const { quickInput, dialogs, notifications } = workbench;
  if (session.state.sharing === null) {
    const chosen = await notifications.show('info', 'Share this folder first.', { buttons: ['Share'] });
    return void (chosen && workbench.commands.execute('ensemble.share'));
  }
  const { ways } = await workspace.request('reach.list', {});
  const items = wayItems(ways, session.state.host?.carries !== true);
  if (items.length === 0) {
    const words =
      'This machine has none of the programs by which other networks reach it: cloudflared, tailscale or ssh. Install one.';
    return void notifications.show('info', words);
  }
  const way = await quickInput.pick(items, { title: 'Reach from Elsewhere', placeholder: 'By which way?' });
  if (way === undefined) return;
  if (way === toServer) return void (await workbench.commands.execute('ensemble.moveSession'));
  const target = way === 'ssh' ? await askForServer(app) : null;
  if (target === undefined) return;
  const { label, consent } = wayWords[way];
  const by = target === null ? label : `SSH to ${target}`;
  const detail = [consent, 'Who comes in is decided as before: by the link, and by you.'];
  const question = `Let guests of other networks reach this folder by ${by}?`;
  const answer = await dialogs.ask('warning', question, { detail, buttons: ['Open'] });
  if (answer !== 'Open') return;
  const opened = await notifications.withProgress(
    `Opening a way by ${by} …`,
    (_report, signal) => workspace.request('reach.start', { way, target }, { signal }),
    { place: 'notification', cancellable: true },
  );
  await copyLink(workbench, opened.link, `Reached at ${opened.origin}: the invite link is on the clipboard.`);
}

async function askForServer({ workbench }: App): Promise<string | undefined> {
  const server = await workbench.quickInput.input({
    title: 'Reach by SSH',
    prompt: 'The server that guests can reach, as for ssh: user@server.example, or a name of your SSH settings',
    validate: (text) => (text === '' || sshTarget.safeParse(text).success ? null : 'This is not the name of a server.'),
  });
  return server === '' ? undefined : server;
}
