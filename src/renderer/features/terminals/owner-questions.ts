import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { ProposedLine } from '../../../shared/capabilities/terminals/methods.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { lineWords } from './line-words.ts';
import { shareTerminal } from './share-terminal.ts';

const retryMs = 2_000;

/** Puts before the terminals' owner what guests wish: a line to be run, or a terminal to be shared. */
export function answerWishes(app: App): void {
  const { workbench, client, session } = app;
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
  void workbench.ready.then(() => followProposals(app));
}

/** Asks about each line that waits, for as long as it does. Only the owner's windows are told of them. */
async function followProposals(app: App): Promise<never> {
  const asked = new Map<string, AbortController>();
  const look = (waiting: readonly ProposedLine[]) => {
    for (const [line, controller] of asked) {
      if (waiting.some((each) => each.line === line)) continue;
      controller.abort();
      asked.delete(line);
    }
    for (const each of waiting) {
      if (asked.has(each.line)) continue;
      const controller = new AbortController();
      asked.set(each.line, controller);
      void askToRun(app, each, controller.signal).catch(() => undefined);
    }
  };
  for (;;) {
    try {
      for await (const { waiting } of app.workspace.open('terminals.proposals', {})) look(waiting);
    } catch {
      // The host is away: its lines are gone with its terminals.
    }
    look([]);
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

async function askToRun(
  { workbench, workspace, session }: App,
  { terminal, line, person, text }: ProposedLine,
  signal: AbortSignal,
): Promise<void> {
  const name = shownName(session.state, person) ?? 'Somebody';
  const buttons = ['Run', 'Refuse'] as const;
  const answer = await workbench.notifications.show('info', `${name} wants to run ${lineWords(text)}`, {
    buttons,
    sticky: true,
    signal,
  });
  if (signal.aborted || answer === undefined) return;
  await workspace.request('terminals.decide', { terminal, line, run: answer === 'Run' });
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
