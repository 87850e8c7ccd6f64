import { hasSession } from '../../session/address.ts';
import type { App } from '../../session/app.ts';

/** The way of a recording into this computer's own library, in windows of the host's own. */
export function keepingCopies({ workbench, ownHost: host }: App): void {
  if (host === null || !hasSession(location.hash)) return;
  workbench.commands.register({
    id: 'ensemble.recording.keepCopy',
    title: 'Keep a Copy of a Recording…',
    category: 'Ensemble',
    menus: [{ id: 'file-menu', group: '2_ensemble', order: 10 }],
    run: async () => (await import('./keeping-copy.ts')).keepCopy({ workbench, host }),
  });
}
