import { accessSync, constants } from 'node:fs';
import { EnsembleError } from '../../shared/core/errors.ts';
import { outsideArchive } from '../../shared/desktop/archive.ts';

/** Gives the path of ripgrep. Rejects where no build of it for this machine is installed. */
export async function findRipgrep(): Promise<string> {
  // Imported late, since importing throws where the build is missing: the host does everything else without it.
  const { rgPath } = await import('@vscode/ripgrep');
  return outsideArchive(rgPath);
}

/** Says whether a program is there and may be run, so that a search's failure has another cause. */
export function canRun(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Error of a search where ripgrep cannot be run. */
export function noRipgrep(cause: unknown): EnsembleError {
  const error = new EnsembleError(
    'internal',
    'The host cannot search: its search program (ripgrep) is missing or may not be run. ' +
      'Editing and saving work as before. Install Ensemble anew on the host’s machine to search again.',
  );
  error.cause = cause;
  return error;
}
