import { EnsembleError } from '../../shared/core/errors.ts';
import type { App } from './app.ts';

/** Runs a piece of work and shows its errors in words. */
export async function telling(app: App, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const words = thrown instanceof EnsembleError ? thrown.message : 'That did not work; the log has the details.';
    if (!(thrown instanceof EnsembleError)) console.error(thrown);
    await app.workbench.notifications.show('error', words);
  }
}
