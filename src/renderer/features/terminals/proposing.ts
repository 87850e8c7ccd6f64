import type { Approval } from '../../../shared/capabilities/approvals/approval-state.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { accessOf } from '../../../shared/capabilities/terminals/access.ts';
import type { SessionState } from '../../../shared/session/state.ts';
import type { App } from '../../session/app.ts';

/** Asks for a line, and proposes it to those who may type into a terminal. */
export async function proposeLine(app: App, terminal: string, begun = ''): Promise<void> {
  const { workspace, workbench } = app;
  try {
    const prompt = 'It is shown to those who may type there, and runs when one of them agrees.';
    const text = await workbench.quickInput.input({ title: 'Ask to Run a Line', prompt, value: begun });
    if (text === undefined || text.trim() === '') return;
    const { line } = await workspace.request('terminals.propose', { terminal, text: text.trim() });
    workbench.notifications.status('Proposed. It runs when somebody who may type there agrees.');
    void tellOutcome(app, line).catch(() => undefined);
  } catch (thrown) {
    void workbench.notifications.show('warning', (thrown as Error).message);
  }
}

/** Says what became of a line of mine, where it does not run. */
async function tellOutcome({ client, workbench }: App, line: string): Promise<void> {
  let asked: Approval | undefined;
  await client.until((state) => {
    const now = questionOf(state, line);
    const isOver = now ? now.answer !== undefined : asked !== undefined;
    asked = now ?? asked;
    return isOver;
  });
  const { answer, choices = [] } = asked ?? {};
  if (choices.some(({ choice, allows }) => allows && choice === answer?.choice)) return;
  const name = answer?.person ? (shownName(client.state, answer.person) ?? 'Somebody') : null;
  workbench.notifications.status(
    name === null ? 'Nobody has answered, so your line does not run.' : `${name} has turned your line down.`,
  );
}

function questionOf({ approvals }: SessionState, line: string): Approval | undefined {
  return Object.values(approvals).find(({ wish }) => wish?.is === 'line' && wish.line === line);
}

/** Proposes a line for one of the terminals that are shared with this window's person for that. */
export async function askToRunLine(app: App): Promise<void> {
  const { workbench, session } = app;
  const { state, person } = session;
  const items = Object.entries(state.terminals)
    .filter(([, terminal]) => accessOf(state, person ?? '', terminal) === 'approve')
    .map(([value, { title, shell }]) => ({ label: title || shell, icon: 'terminal', value }));
  if (items.length === 0)
    return void workbench.notifications.show(
      'info',
      'No terminal is shared with you in which you may propose lines. “Ask for a Terminal” asks for one.',
    );
  const chosen =
    items.length === 1
      ? items[0]!.value
      : await workbench.quickInput.pick(items, { placeholder: 'In which terminal?' });
  if (chosen !== undefined) await proposeLine(app, chosen);
}
