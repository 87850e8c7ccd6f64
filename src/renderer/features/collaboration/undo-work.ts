import type { App } from '../../session/app.ts';
import { workCommands } from '../../session/work-commands.ts';
import type { SharedTextSet } from './shared-texts.ts';

/** `Ensemble: Undo Work Of…`: takes back what somebody has done of late, in all files, and nothing of others. */
export function registerUndoWork(app: App, texts: SharedTextSet): void {
  app.workbench.commands.register({
    id: workCommands.undo,
    title: 'Undo Work Of…',
    category: 'Ensemble',
    run: async (...args) => {
      try {
        const { undoWork } = await import('./undoing.ts');
        await undoWork(app, texts, args);
      } catch (thrown) {
        void app.workbench.notifications.show('error', (thrown as Error).message);
      }
    },
  });
}
