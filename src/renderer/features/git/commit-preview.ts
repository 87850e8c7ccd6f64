import type { WorkedFile } from '../../../shared/capabilities/git/methods.ts';
import type { Params } from '../../../shared/session/contract.ts';
import type { DiffPair, Dispose } from '../../workbench/index.ts';
import type { Acting } from './acting.ts';

/** Most files that are compared: the question tells of all. */
const mostShown = 50;

/** Shows what some work changes in the last commit's files, if it is committed. Gives a function that closes that. */
export async function previewCommit(
  { app: { workspace, workbench } }: Acting,
  title: string,
  files: readonly WorkedFile[],
  asked: Omit<Params<'git.workText'>, 'path'>,
): Promise<Dispose> {
  const { repository } = asked;
  const pairs: DiffPair[] = [];
  for (const { path } of files.slice(0, mostShown)) {
    const { content } = await workspace.request('git.workText', { ...asked, path });
    // Files that were made, moved or removed as a whole have no lines of one person's.
    if (content === null) continue;
    // Before the first commit there is no version to compare with.
    const asking = workspace.request('git.show', { repository, path, version: 'HEAD' });
    const before = await asking.catch(() => ({ content: null }));
    const text = (bytes: Uint8Array | null) => new TextDecoder().decode(bytes ?? new Uint8Array());
    pairs.push({ left: { title: path, text: text(before.content) }, right: { title: path, text: text(content) } });
  }
  return workbench.editors.previewDiffs(`${title}: last commit ↔ with it`, pairs);
}
