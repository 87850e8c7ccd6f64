import type { FileAct } from '../../shared/capabilities/file-proposals/kinds.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type { Workspace } from '../../shared/session/contract.ts';
import { hashText } from '../../shared/text/hash.ts';
import type { SessionClient } from '../session-client.ts';
import type { Work } from './agent-texts.ts';

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

/** Rejects in words where an act finds nothing to act on, or something in its place. */
export async function mustBePossible(workspace: Workspace, act: FileAct): Promise<void> {
  const source = act.is === 'create' ? null : act.is === 'move' ? act.from : act.path;
  if (source !== null && !(await isThere(workspace, source)))
    throw new EnsembleError('not-found', `${source} is not there (any more).`);
  const target = act.is === 'create' ? act.path : act.is === 'move' ? act.to : null;
  if (target !== null && (await isThere(workspace, target)))
    throw new EnsembleError('exists', `${target} is there already.`);
}

/** Proposes an act on a file to people, in place of doing it. Gives the proposal's id; rejects in words. */
export async function proposeFileAct(
  client: SessionClient,
  act: FileAct,
  { title = '', ...work }: Work & { title?: string } = {},
  workspace: Workspace = client,
): Promise<string> {
  await mustBePossible(workspace, act);
  const proposal = newId(client.options.environment);
  await client.publish('fileProposal.made', { proposal, title, act, ...work });
  return proposal;
}
