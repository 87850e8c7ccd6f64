import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';

/** Tells, in the host's own windows, about faults of the folder, such as the system's limit of watches. */
export function tellFolderNotices({ workbench, client, workspace, isHostWindow }: App): void {
  if (!isHostWindow) return;
  let told: string | null = null;
  const ask = async () => {
    const { notice } = await workspace.request('hosting.describe', {});
    if (notice === null || notice === told) return;
    told = notice;
    await workbench.notifications.show('warning', notice);
  };
  // Out of reach, there is nothing to say of it.
  const look = () => void ask().catch(() => undefined);
  client.events.on('entry', ({ kind, body }) => {
    // The host reports a change of everything when its means of noticing changes has changed.
    if (kind === 'files.changed' && decodeBody(kind, body).changes.some(({ path }) => path === '')) look();
  });
  look();
}
