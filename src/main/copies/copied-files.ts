import { cp, lstat, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EnsembleError } from '../../shared/core/errors.ts';

/** Folders of installed packages: too large to copy, and not edited. A copy has links to them. */
export const linkedFolders = ['node_modules', '.venv', 'venv'] as const;

const linked: ReadonlySet<string> = new Set(linkedFolders);

/** Most of a folder without Git that is copied. */
export const copyLimits = { files: 20_000, bytes: 500 * 1024 * 1024 };

/** Says whether a path of the folder is never copied: Git's own folder, and what a link leads to. */
export function isLeftOut(path: string): boolean {
  const [first = ''] = path.split('/');
  return path === '' || linked.has(first) || path.split('/').includes('.git');
}

/** Brings a file or folder of the copy into the state that it has in the folder. */
export async function copyOver(root: string, place: string, path: string): Promise<void> {
  if (isLeftOut(path)) return;
  const [from, to] = [join(root, path), join(place, path)];
  const there = await lstat(from).catch(() => null);
  await clearWay(place, path);
  if (there === null) return rm(to, { recursive: true, force: true });
  const old = await lstat(to).catch(() => null);
  const isAlike = old !== null && old.isDirectory() === there.isDirectory() && !old.isSymbolicLink();
  if (old !== null && !isAlike) await rm(to, { recursive: true, force: true });
  if (!there.isFile() && !there.isDirectory() && !there.isSymbolicLink()) return;
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, {
    recursive: true,
    force: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    filter: (source) =>
      !source
        .slice(root.length + 1)
        .split(/[\\/]/)
        .includes('.git'),
  });
}

/** Puts a text into the copy, whole or not at all. */
export async function putInto(place: string, path: string, content: Uint8Array): Promise<void> {
  if (isLeftOut(path)) return;
  await clearWay(place, path);
  const to = join(place, path);
  await mkdir(dirname(to), { recursive: true });
  const mode = (await lstat(to).catch(() => null))?.mode;
  const beside = `${to}.ensemble-copy`;
  await writeFile(beside, content, mode === undefined ? {} : { mode: mode & 0o777 });
  await rename(beside, to);
}

/** Removes what stands in the way of a path, such as a link: nothing is ever written through one. */
async function clearWay(place: string, path: string): Promise<void> {
  let at = place;
  for (const name of path.split('/').slice(0, -1)) {
    at = join(at, name);
    const there = await lstat(at).catch(() => null);
    if (there !== null && !there.isDirectory()) return rm(at, { force: true });
  }
}

/** Links the folders of installed packages into a copy. Gives their names. */
export async function linkPackages(root: string, place: string): Promise<string[]> {
  const made: string[] = [];
  for (const name of linkedFolders) {
    const there = await lstat(join(root, name)).catch(() => null);
    const isTaken = await lstat(join(place, name)).then(
      () => true,
      () => false,
    );
    if (!there?.isDirectory() || isTaken) continue;
    await symlink(join(root, name), join(place, name), 'junction');
    made.push(name);
  }
  return made;
}

/** Copies a whole folder that is no repository. Throws `too-large` beyond a bound, before anything is copied. */
export async function copyWhole(root: string, place: string, most = copyLimits): Promise<void> {
  let [files, bytes] = [0, 0];
  const waiting = [''];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const entry of await readdir(join(root, path), { withFileTypes: true })) {
      const below = path === '' ? entry.name : `${path}/${entry.name}`;
      if (isLeftOut(below)) continue;
      if (entry.isDirectory()) waiting.push(below);
      else if (entry.isFile()) {
        files++;
        bytes += (await lstat(join(root, below))).size;
      }
      if (files > most.files || bytes > most.bytes)
        throw new EnsembleError(
          'too-large',
          'This folder is too large to be copied, and it is no Git repository, of which only what differs is copied. Nothing was copied. Make it a repository, with .gitignore for what is built.',
        );
    }
  }
  await mkdir(place, { recursive: true });
  for (const name of await readdir(root)) await copyOver(root, place, name);
}
