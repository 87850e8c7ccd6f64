import { shownName } from '../../../shared/capabilities/people/names.ts';
import { accessMayDiffer, accessOf, includes } from '../../../shared/capabilities/terminals/access.ts';
import type { SharedTerminal } from '../../../shared/capabilities/terminals/terminal-state.ts';
import type { App } from '../../session/app.ts';

export const logInputCommand = 'ensemble.logTerminalInput';

/** Asks whether what is typed in the terminal that was used last is to be logged; or ends that. */
export async function chooseInputLog({ workbench, workspace, session }: App): Promise<void> {
  const id = workbench.terminals.active();
  const { terminals } = await workspace.request('terminals.list', {});
  const ref = terminals.find((each) => each.id === id)?.ref ?? null;
  if (id === null || ref === null) {
    const words = 'Only shared terminals are in the log of the session, so what is typed in this one is not logged.';
    return void workbench.notifications.show('info', words);
  }
  const input = session.state.terminals[ref]?.logsInput !== true;
  const answer = input
    ? await workbench.dialogs.ask('warning', 'Log what is typed in this terminal?', {
        detail: [
          'All that anybody types there goes into the log of the session, passwords too, though the screen does not show them.',
          'Who may look at the terminal can read it, recordings keep it, and it is not taken out of the log again.',
          'Everybody who may type there is told.',
        ],
        buttons: ['Log'],
        careful: true,
      })
    : 'Log';
  if (answer !== 'Log') return;
  await workspace.request('terminals.log', { id, input });
  if (!input) workbench.notifications.status('What is typed in this terminal is logged no more.');
}

/** Says, for as long as it is so, that what this person may type in a terminal is logged. */
export function tellLoggedInput({ workbench, session, isHostWindow, recording }: App): void {
  if (recording) return;
  const item = workbench.statusBar.create({
    id: 'ensemble.status.loggedInput',
    name: 'Ensemble: Logged Input',
    side: 'left',
    priority: 93,
  });
  const told = new Set<string>();
  const mayType = (terminal: SharedTerminal) =>
    session.person !== null && includes(accessOf(session.state, session.person, terminal), 'approve');
  let known: typeof session.state | null = null;
  const look = () => {
    const { state } = session;
    const before = known;
    known = state;
    if (before !== null && !accessMayDiffer(before, state)) return;
    const logged = Object.entries(state.terminals).filter(([, each]) => each.logsInput === true && mayType(each));
    for (const ref of told) if (!logged.some(([each]) => each === ref)) told.delete(ref);
    if (logged.length === 0) return item.hide();
    const names = logged.map(([, { title, shell }]) => `“${title || shell}”`).join(', ');
    const words = `What is typed in the terminal ${names} is logged, passwords too.`;
    item.show({
      icon: 'record-keys',
      text: 'Input logged',
      ariaLabel: words,
      tooltip: words,
      ...(isHostWindow ? { command: logInputCommand } : {}),
    });
    for (const [ref, { title, shell, person }] of logged) {
      if (told.has(ref) || person === session.person) continue;
      told.add(ref);
      const name = shownName(state, person) ?? 'The host';
      const warning = `${name} logs what is typed in the terminal “${title || shell}”, passwords too. Others can read it.`;
      void workbench.notifications.show('warning', warning, { sticky: true });
    }
  };
  void workbench.ready.then(() => {
    session.events.on('state', look);
    look();
  });
}
