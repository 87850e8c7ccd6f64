import { type FileAct, pathsOfAct } from '../../shared/capabilities/file-proposals/kinds.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type { Workspace } from '../../shared/session/contract.ts';
import { hashText } from '../../shared/text/hash.ts';
import type { SessionClient } from '../session-client.ts';
import type { Work } from './agent-texts.ts';
import { hashOfFile, heldIn } from './held-things.ts';

/** Longest text of a new file, so that it fits its entry with the longest names beside it. */
const mostTextBytes = 60_000;

/** Says whether something is at a path. Rejects with the host's error, such as `hidden`. */
export async function isThere(workspace: Workspace, path: string): Promise<boolean> {
  try {
    await workspace.request('files.stat', { path });
    return true;
  } catch (thrown) {
    if (thrown instanceof EnsembleError && thrown.code === 'not-found') return false;
    throw thrown;
  }
}

/** Act of making a file. Throws `too-large` in words. */
export function creationOf(path: string, text: string): FileAct {
  const { length } = new TextEncoder().encode(text);
  if (length > mostTextBytes)
    throw new EnsembleError(
      'too-large',
      `A new file that is suggested has ${mostTextBytes} bytes of text at most, and this one ${length}: suggest less of it, and the rest as edits once it is there.`,
    );
  return { is: 'create', path, text };
}

/** Act of deleting a file whose text was read. */
export function deletionOf(path: string, text: string): FileAct {
  return { is: 'delete', path, read: hashText(text) };
}

/** Act of deleting whatever is at a path, as it is now: a text that was read, other bytes, or a folder with all of it. */
export async function deletionAt(
  client: SessionClient,
  path: string,
  readText: () => Promise<string>,
  workspace: Workspace = client,
): Promise<FileAct> {
  const { type } = await workspace.request('files.stat', { path });
  if (type === 'folder')
    return { is: 'delete', path, of: 'folder', read: (await heldIn(client, path, workspace)).read };
  try {
    return deletionOf(path, await readText());
  } catch (thrown) {
    if (!(thrown instanceof EnsembleError) || !['not-text', 'encoding'].includes(thrown.code)) throw thrown;
    return { is: 'delete', path, of: 'bytes', read: await hashOfFile(workspace, path) };
  }
}

/** Codes of errors that say nothing about the act: it may be done once they are over. */
const passing: readonly string[] = ['disconnected', 'host-away', 'cancelled', 'too-fast', 'internal'];

/**
 * Finds the reason for which an act cannot be done as things are, in words: something stands in its way, a link leads
 * outside, the disk is read-only, or the system refuses the name. Null where nothing is known to be.
 */
export async function obstacleTo(workspace: Workspace, act: FileAct): Promise<EnsembleError | null> {
  try {
    await mustBePossible(workspace, act);
    return null;
  } catch (thrown) {
    if (!(thrown instanceof EnsembleError)) throw thrown;
    return passing.includes(thrown.code) ? null : thrown;
  }
}

const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Rejects where the folder of a path, or the nearest that there is, takes no change. */
async function mustTakeChanges(workspace: Workspace, path: string): Promise<void> {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (folder !== '' && !(await isThere(workspace, folder))) continue;
    const { type, diskReadOnly } = await workspace.request('files.stat', { path: folder });
    const name = folder === '' ? 'The folder' : folder;
    if (!type.endsWith('folder')) throw new EnsembleError('not-a-folder', `${name} is a file: nothing can be in it.`);
    if (diskReadOnly)
      throw new EnsembleError('no-access', `${name} is read-only on the host’s disk: nothing in it can be changed.`);
    return;
  }
}

/** Rejects in words where an act finds nothing to act on, or something in its place. */
export async function mustBePossible(workspace: Workspace, act: FileAct): Promise<void> {
  const isNew = act.is === 'create' || act.is === 'createFolder';
  const source = isNew ? null : act.is === 'move' ? act.from : act.path;
  if (source !== null && !(await isThere(workspace, source)))
    throw new EnsembleError('not-found', `${source} is not there (any more).`);
  const target = isNew ? act.path : act.is === 'move' ? act.to : null;
  if (target !== null && (await isThere(workspace, target)))
    throw new EnsembleError('exists', `${target} is there already.`);
  for (const path of pathsOfAct(act)) await mustTakeChanges(workspace, path);
}

/** Proposes an act on a file to people, in place of doing it. Gives the proposal's id; rejects in words. */
export async function proposeFileAct(
  client: SessionClient,
  act: FileAct,
  { title = '', ...work }: Work & { title?: string } = {},
  workspace: Workspace = client,
): Promise<string> {
  const obstacle = await obstacleTo(workspace, act);
  if (obstacle) throw new EnsembleError(obstacle.code, `Not suggested, since it cannot be done: ${obstacle.message}`);
  const proposal = newId(client.options.environment);
  await client.publish('fileProposal.made', { proposal, title, act, ...work });
  return proposal;
}
