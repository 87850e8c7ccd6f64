import type { DesktopBridge } from '../../../shared/desktop/channels.ts';
import type { App } from '../../session/app.ts';

/** Lets the person choose a recent folder, and opens it in a window. */
export async function chooseRecent({ workbench }: App, call: NonNullable<DesktopBridge['call']>): Promise<void> {
  const folders = await call('folder.recent');
  const chosen = await workbench.quickInput.pick(
    folders.map((path) => ({ label: nameOf(path), description: path, icon: 'folder', value: path })),
    { title: 'Open Recent', placeholder: folders.length > 0 ? 'Folder to open' : 'No folder was opened yet' },
  );
  if (chosen !== undefined) await call('folder.open', chosen);
}

function nameOf(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
}
