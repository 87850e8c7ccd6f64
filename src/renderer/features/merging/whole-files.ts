import type { App } from '../../session/app.ts';
import type { ConflictingFile } from './repository-files.ts';

interface Versions {
  ours: Uint8Array | null;
  theirs: Uint8Array | null;
}

/** A way to end a conflict of a whole file: a side's version, or none. */
type Take = 'ours' | 'theirs' | 'deleted';

const mostLooked = 8000;

/** Says whether a version cannot be merged as a text: Git's own rule, a zero byte at its beginning. */
export function isBinary(content: Uint8Array): boolean {
  return content.subarray(0, mostLooked).includes(0);
}

/** Says whether both sides have the file as a text, so that it can be merged line by line. */
export function hasBothTexts(ours: Uint8Array | null, theirs: Uint8Array | null): boolean {
  return ours !== null && theirs !== null && !isBinary(ours) && !isBinary(theirs);
}

/** Words and choices for a file that cannot be merged line by line. */
export function wholeQuestion(
  { path, is }: Pick<ConflictingFile, 'path' | 'is'>,
  { ours, theirs }: Versions,
): { message: string; choices: { button: string; take: Take }[] } {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const keep = (button: string, take: Take) => ({ button, take });
  const gone = keep('Delete File', 'deleted');
  if (ours !== null && theirs !== null)
    return {
      message: `${name} is no text, and both sides changed it.`,
      choices: [keep('Keep Current Version', 'ours'), keep('Take Incoming Version', 'theirs')],
    };
  if (ours !== null)
    return {
      message:
        is === 'AU'
          ? `${name} was added here, and is not on the other side.`
          : `${name} was deleted by what comes, and changed here.`,
      choices: [keep('Keep Current Version', 'ours'), gone],
    };
  if (theirs !== null)
    return {
      message:
        is === 'UA'
          ? `${name} comes from the other side, and is not here.`
          : `${name} was deleted here, and changed by what comes.`,
      choices: [keep('Take Incoming Version', 'theirs'), gone],
    };
  return { message: `${name} was deleted, or renamed, by both sides.`, choices: [gone] };
}

/** Asks which version of a whole file is kept, and has the host keep it. */
export async function chooseWhole(app: App, conflict: ConflictingFile, versions: Versions): Promise<void> {
  const { workbench, workspace } = app;
  const { message, choices } = wholeQuestion(conflict, versions);
  if (workbench.context.get('ensemble.canGit') !== true)
    return void workbench.notifications.show('info', `${message} Somebody with the right to use Git decides.`);
  const detail = 'The choice is for everybody, and is staged. The other version stays in its commit.';
  const buttons = choices.map(({ button }) => button);
  const chosen = await workbench.dialogs.ask('info', message, { detail, buttons });
  const take = choices.find(({ button }) => button === chosen)?.take;
  if (take === undefined) return;
  const { repository, path } = conflict;
  try {
    await workspace.request('git.resolve', { repository: repository.path, path, take });
  } catch (thrown) {
    void workbench.notifications.show('error', (thrown as Error).message);
  }
}
