import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { App } from '../../session/app.ts';
import { shareTerminal } from './share-terminal.ts';

/** Puts before the terminals' owner what guests wish: a line to be run, or a terminal to be shared. */
export function answerWishes(app: App): void {
  const { workbench, client, session } = app;
  const asked = new Map<string, AbortController>();
  const look = () => {
    const waiting = new Set<string>();
    for (const [ref, { person, proposed }] of Object.entries(session.state.terminals)) {
      if (person !== client.person) continue;
      for (const [line, wish] of Object.entries(proposed)) {
        waiting.add(line);
        if (asked.has(line)) continue;
        const controller = new AbortController();
        asked.set(line, controller);
        void askToRun(app, ref, line, wish, controller.signal).catch(() => undefined);
      }
    }
    for (const [line, controller] of asked) {
      if (waiting.has(line)) continue;
      controller.abort();
      asked.delete(line);
    }
  };
  let known = session.state.terminals;
  session.events.on('state', ({ terminals }) => {
    if (terminals === known) return;
    known = terminals;
    look();
  });
  const since = session.nowMs();
  session.events.on('entry', ({ kind, by, at }) => {
    if (kind !== 'terminal.wanted' || at < since) return;
    const person = session.state.replicas[by]?.person;
    if (person !== undefined && session.state.host?.person === client.person) void askToShare(app, person);
  });
  void workbench.ready.then(look);
}

async function askToRun(
  { workbench, workspace, session }: App,
  terminal: string,
  line: string,
  { person, line: text }: { person: string; line: string },
  signal: AbortSignal,
): Promise<void> {
  const name = shownName(session.state, person) ?? 'Somebody';
  const buttons = ['Run', 'Refuse'] as const;
  const answer = await workbench.notifications.show('info', `${name} wants to run ${text}`, {
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
