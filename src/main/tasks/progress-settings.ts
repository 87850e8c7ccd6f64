import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type ProgressSettings, progressSettings } from '../../shared/tasks/task-progress.ts';

/** Path of a folder's settings for its tasks: in the folder that guests do not see. */
export const progressSettingsPath = '.ensemble/tasks.json';

const mostLength = 64 * 1024;

/** Reads the settings of a folder; where they are not understood, nothing goes on by itself. */
export function readProgressSettings(root: string, report: (message: string) => void): ProgressSettings {
  let text = '{}';
  try {
    text = readFileSync(join(root, progressSettingsPath), 'utf8');
  } catch {
    // Without a file the usual settings hold.
  }
  try {
    if (text.length > mostLength) throw new Error('it is too large');
    return progressSettings.parse(JSON.parse(text));
  } catch (thrown) {
    const why = thrown instanceof z.ZodError ? z.prettifyError(thrown) : (thrown as Error).message;
    report(`${progressSettingsPath} was not understood, so no task goes on by itself: ${why}`);
    return progressSettings.parse({ follow: false });
  }
}
