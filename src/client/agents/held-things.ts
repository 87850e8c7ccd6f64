import { documentAt } from '../../shared/capabilities/documents/paths.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Workspace } from '../../shared/session/contract.ts';
import { hashBytes, hashText } from '../../shared/text/hash.ts';
import type { SessionClient } from '../session-client.ts';

/** Bounds of a folder whose deletion is suggested: whoever accepts it has its files in memory, to bring them back. */
export const heldLimits = { things: 500, bytes: 8 * 1024 * 1024 } as const;

/** All that a folder holds, by paths, and a hash of it. */
export interface HeldThings {
  read: string;
  files: readonly string[];
  folders: readonly string[];
}

/** Gives the hash of a file's bytes. */
export async function hashOfFile(workspace: Workspace, path: string): Promise<string> {
  return hashBytes((await workspace.request('files.read', { path })).content);
}

/**
 * Looks through a folder: names and contents, in memory for that long. Throws `too-large` for one of too much, and
 * `bad-request` for one that holds what does not come back by its content, such as a link.
 */
export async function heldIn(client: SessionClient, path: string, workspace: Workspace = client): Promise<HeldThings> {
  const files: string[] = [];
  const folders: string[] = [];
  const lines: string[] = [];
  let bytes = 0;
  for (const folder of foldersFrom(path, folders)) {
    for (const { name, type } of (await workspace.request('files.list', { path: folder })).entries) {
      const held = `${folder}/${name}`;
      if (type === 'folder') folders.push(held);
      else if (type === 'file') files.push(held);
      else throw new EnsembleError('bad-request', `${held} is a link, or no file: a person deletes such a folder.`);
    }
    if (files.length + folders.length > heldLimits.things) throw tooMuch(path);
  }
  for (const file of files) {
    bytes += (await workspace.request('files.stat', { path: file })).sizeBytes;
    if (bytes > heldLimits.bytes) throw tooMuch(path);
    lines.push(`file ${file} ${await contentHash(client, file, workspace)}`);
  }
  const all = [...lines, ...folders.map((each) => `folder ${each}`)].sort();
  return { read: hashText(all.join('\n')), files, folders };
}

/** Walks over a folder, and those that are found in it meanwhile. */
function* foldersFrom(path: string, found: readonly string[]): Generator<string> {
  yield path;
  yield* found;
}

/** Hash of what a file holds, or of its text where that is not saved. */
async function contentHash(client: SessionClient, path: string, workspace: Workspace): Promise<string> {
  const ref = documentAt(client.state, path);
  if (ref === null || (client.state.documents[ref]?.unsaved ?? []).length === 0) return hashOfFile(workspace, path);
  const document = await client.documents.open(ref);
  try {
    return hashText(document.toString());
  } finally {
    client.documents.close(ref);
  }
}

const tooMuch = (path: string) =>
  new EnsembleError(
    'too-large',
    `${path} holds more than ${heldLimits.things} files and folders, or ${heldLimits.bytes / (1024 * 1024)} MB: suggest deleting parts of it, or ask a person.`,
  );
