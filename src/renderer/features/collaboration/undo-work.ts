import type { App } from '../../session/app.ts';
import { workCommands } from '../../session/work-commands.ts';
import type { SharedTextSet } from './shared-texts.ts';

/**
 * `Ensemble: Undo Work Of…` and `Ensemble: Undo Agent's Turn…`: take back what somebody has done of late, in all files,
 * and nothing of others.
 */
export function registerUndoWork(app: App, texts: SharedTextSet): void {
  const register = (id: string, title: string, isTurn: boolean) =>
    app.workbench.commands.register({
      id,
      title,
      category: 'Ensemble',
      run: async (...args) => {
        try {
          const [{ undoWork }, choice] = await Promise.all([import('./undoing.ts'), import('./work-choice.ts')]);
          const choose = (verb: string) => (isTurn ? choice.chooseTurn(app, verb) : choice.chooseWork(app, args, verb));
          await undoWork(app, texts, choose);
        } catch (thrown) {
          void app.workbench.notifications.show('error', (thrown as Error).message);
        }
      },
    });
  register(workCommands.undo, 'Undo Work Of…', false);
  register('ensemble.undoAgentsTurn', "Undo Agent's Turn…", true);
}
