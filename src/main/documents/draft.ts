import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Formats a moment as a name: 20261121-134500. */
function stampOf(nowMs: number): string {
  return new Date(nowMs).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
}

/** Runs Git in a folder; an index of its own leaves the person's as it is. */
async function git(root: string, args: string[], index?: string): Promise<string> {
  const env = { ...process.env, ...(index === undefined ? {} : { GIT_INDEX_FILE: index }) };
  return (await run('git', args, { cwd: root, env, maxBuffer: 16 * 1024 * 1024 })).stdout.trim();
}

/**
 * Keeps a folder as it is now, without touching its files, its index or its branch: in a repository as a branch
 * `ensemble/draft-…`, elsewhere as copies of these files. Gives the place; null when there is nothing to keep.
 */
export async function keepDraft(
  root: string,
  stateFolder: string,
  paths: readonly string[],
  nowMs: number,
): Promise<string | null> {
  try {
    await git(root, ['rev-parse', '--is-inside-work-tree']);
    return await keepBranch(root, `ensemble/draft-${stampOf(nowMs)}`);
  } catch {
    return keepCopies(root, join(stateFolder, 'drafts', stampOf(nowMs)), paths);
  }
}

async function keepBranch(root: string, branch: string): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'ensemble-draft-'));
  try {
    const index = join(folder, 'index');
    const head = await git(root, ['rev-parse', '--verify', '-q', 'HEAD']).catch(() => null);
    if (head !== null) await git(root, ['read-tree', 'HEAD'], index);
    await git(root, ['add', '-A', '.'], index);
    const tree = await git(root, ['write-tree'], index);
    if (head !== null && tree === (await git(root, ['rev-parse', 'HEAD^{tree}']))) return null;
    const author = ['-c', 'user.name=Ensemble', '-c', 'user.email=ensemble@localhost'];
    const parent = head === null ? [] : ['-p', head];
    const message = 'Uncommitted work from before another host took the session over';
    const commit = await git(root, [...author, 'commit-tree', tree, ...parent, '-m', message]);
    await git(root, ['branch', '--no-track', branch, commit]);
    return `the branch ${branch}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function keepCopies(root: string, folder: string, paths: readonly string[]): Promise<string | null> {
  let kept = 0;
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
    await copyFile(join(root, path), join(folder, path)).then(
      () => kept++,
      () => undefined,
    );
  }
  return kept > 0 ? folder : null;
}
