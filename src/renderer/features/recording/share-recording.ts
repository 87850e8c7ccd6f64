import { hasSession } from '../../session/address.ts';
import type { App } from '../../session/app.ts';

/** Links by which others watch a recording, in windows of the host's own. */
export function shareRecordings({ workbench, ownHost: host }: App): void {
  if (host === null || !hasSession(location.hash)) return;
  const opening = { workbench, host };
  const load = () => import('./recording-links.ts');
  const command = (id: string, title: string, run: () => unknown) =>
    workbench.commands.register({ id: `ensemble.recording.${id}`, title, category: 'Ensemble', run });
  command('share', 'Share Recording by a Link…', async () => (await load()).share(opening));
  command('links', 'Links to Recordings…', async () => (await load()).links(opening));
}
