import { shownName } from '../../../shared/capabilities/people/names.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { shareTerminal } from './share-terminal.ts';

/** Puts before the terminals' owner that guests wish for a terminal. */
export function answerWishes(app: App): void {
  const { client, session } = app;
  const since = session.nowMs();
  session.events.on('entry', ({ kind, by, at, body }) => {
    if (kind !== 'terminal.wanted' || at < since) return;
    const { copy, profile } = decodeBody(kind, body);
    // A clean copy is a question of its own.
    if (copy) return;
    const person = session.state.replicas[by]?.person;
    if (person === undefined || session.state.host?.person !== client.person) return;
    void (profile === undefined ? askToShare(app, person) : askToOpen(app, person, profile));
  });
}

async function askToShare(app: App, person: string): Promise<void> {
  const name = shownName(app.session.state, person) ?? 'Somebody';
  const answer = await app.workbench.notifications.show('info', `${name} asks for a terminal.`, {
    buttons: ['Share Terminal…'],
  });
  if (answer !== undefined) await shareTerminal(app, person);
}

/** Asks whether a guest gets a terminal with one of the host's own programs, and how. */
async function askToOpen(app: App, person: string, profile: string): Promise<void> {
  const { workbench, workspace, session } = app;
  const { profiles } = await workspace.request('terminals.describe', {});
  const program = profiles.find(({ name }) => name === profile);
  // A changed window may name anything: only what is on this computer is a question.
  if (program === undefined) return;
  const name = shownName(session.state, person) ?? 'Somebody';
  const answer = await workbench.notifications.show('info', `${name} asks for a terminal with ${profile}.`, {
    buttons: ['Open and Share…'],
  });
  if (answer === undefined) return;
  const opened = await workbench.terminals.open({ title: `${profile} for ${name}`, icon: 'terminal', program });
  if (opened !== null) await shareTerminal(app, person);
}
