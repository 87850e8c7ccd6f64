import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';

const fileName = '.editorconfig';

/** Gives open texts the conventions that the folder sets, the same in everybody's editors. */
export function conventions({ workbench, workspace, session }: App): void {
  const { models } = workbench;
  const open = new Map<string, number>();
  const ask = async (path: string) => {
    // Where the host is away, the editor's own rules go on.
    const told = await workspace.request('conventions.of', { path }).catch(() => null);
    if (told !== null && open.has(path)) models.setConventions(path, told);
  };
  models.onModelOpened((model) => {
    const { path } = model;
    if (path === null) return;
    open.set(path, (open.get(path) ?? 0) + 1);
    void ask(path);
    model.onDispose(() => {
      const left = open.get(path)! - 1;
      if (left > 0) open.set(path, left);
      else open.delete(path);
    });
  });
  session.events.on('entry', ({ kind, body }) => {
    if (kind !== 'files.changed') return;
    const { changes } = decodeBody(kind, body);
    const mayBeOthers = changes.some(({ path }) => path === '' || path.endsWith(fileName));
    if (mayBeOthers) for (const path of open.keys()) void ask(path);
  });
}
