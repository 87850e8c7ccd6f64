import type { App } from './app.ts';

/** Finds the ref of the terminal in sight; null where there is none, or nobody else may see it. */
export async function shownTerminal({ workbench, workspace, session, isHostWindow }: App): Promise<string | null> {
  const shown = workbench.terminals.shown();
  const isShared = (ref: string | null) => (ref !== null && session.state.terminals[ref] ? ref : null);
  if (shown === null || Object.keys(session.state.terminals).length === 0) return null;
  if (shown.foreign !== null || !isHostWindow) return isShared(shown.foreign);
  // A host that is away tells of none.
  const { terminals } = await workspace.request('terminals.list', {}).catch(() => ({ terminals: [] }));
  return isShared(terminals.find(({ id }) => id === shown.number)?.ref ?? null);
}
