import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createFileService, type FileServiceOptions } from '../../../../src/main/files/file-service.ts';
import { type BeforeOpen, FolderBoundary } from '../../../../src/main/files/folder-boundary.ts';
import { createVisibility, sharingSettings } from '../../../../src/main/files/visibility.ts';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';
import { roleRights } from '../../../../src/shared/core/rights.ts';
import type { Caller } from '../../../../src/shared/session/contract.ts';

export const owner: Caller = { person: 'Ada', replica: 'a', isOwner: true, rights: roleRights.owner };
export const guest: Caller = { person: 'Bob', replica: 'b', isOwner: false, rights: roleRights.editor };
export const never = new AbortController().signal;

/** Makes a folder with the given files (a name that ends with / is a folder); it goes when the test ends. */
export async function temporaryFolder(files: Record<string, string | Uint8Array> = {}): Promise<string> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'ensemble-test-')));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  const root = join(base, 'folder');
  await mkdir(root);
  for (const [path, content] of Object.entries(files)) {
    if (path.endsWith('/')) await mkdir(join(root, path), { recursive: true });
    else {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
  }
  return root;
}

/** Opens the file service on a folder with the host's settings. */
export async function serve(
  root: string,
  settings: { hidden?: string[]; shown?: string[]; readOnly?: string[] } = {},
  options: { beforeOpen?: BeforeOpen } & Partial<FileServiceOptions> = {},
) {
  const { beforeOpen, ...rest } = options;
  const visibility = createVisibility(sharingSettings.parse(settings));
  const boundary = await FolderBoundary.open(root, beforeOpen);
  return { boundary, visibility, files: createFileService({ boundary, visibility: () => visibility, ...rest }) };
}

/** Gives what a refused request said: its code, or code and message. */
export async function refusal(work: Promise<unknown>): Promise<EnsembleError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof EnsembleError)) throw new Error(`expected a refusal, got ${String(error)}`, { cause: error });
  return error;
}

export async function refusedWith(work: Promise<unknown>): Promise<string> {
  return (await refusal(work)).code;
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function textOf(content: Uint8Array): string {
  return new TextDecoder().decode(content);
}
