import type { App } from '../../session/app.ts';
import { ConflictQuestions } from './asking.ts';
import { markConflicts } from './conflict-marks.ts';
import { tellEndings } from './endings.ts';
import { KeptVersions } from './kept-versions.ts';

/**
 * Conflicts of a file that was changed here and on the disk in the same lines: asked about, resolved, and taken back.
 */
export function conflicts(app: App): void {
  const kept = new KeptVersions(app);
  const questions = new ConflictQuestions(app, kept);
  tellEndings(app, kept);
  markConflicts(app);
  app.workbench.commands.register({
    id: 'ensemble.resolveConflict',
    title: 'Resolve Conflict…',
    category: 'Ensemble',
    run: () => questions.choose(),
  });
}
