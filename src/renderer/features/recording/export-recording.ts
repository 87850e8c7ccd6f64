import { hasSession } from '../../session/address.ts';
import type { App } from '../../session/app.ts';

/** The way out of recordings, in windows of the host's own. */
export function exportRecordings({ workbench, ownHost: host }: App): void {
  if (host === null || !hasSession(location.hash)) return;
  workbench.commands.register({
    id: 'ensemble.recording.export',
    title: 'Export Recording…',
    category: 'Ensemble',
    menus: [{ id: 'file-menu', group: '2_ensemble', order: 9 }],
    run: async () => {
      const { exportRecording } = await import('./exporting.ts');
      await exportRecording({ workbench, host });
    },
  });
}
