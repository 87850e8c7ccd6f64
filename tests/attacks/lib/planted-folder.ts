import { chmod, cp, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../e2e/lib/ensemble-process.ts';

/** Secrets that no guest may ever hear: each has a word that stands nowhere else. */
export const secrets = {
  env: 'canary-of-the-env-file',
  key: 'canary-of-the-ssh-key',
  notes: 'canary-of-the-private-notes',
  git: 'canary-of-the-git-folder',
  plans: 'canary-of-the-plans',
  outside: 'canary-of-a-file-outside',
} as const;

/** Paths that are hidden from guests, with the secret that each holds. */
export const hiddenPaths: Record<string, string> = {
  '.env': secrets.env,
  '.ssh/id_rsa': secrets.key,
  'private/notes.txt': secrets.notes,
  '.git/config': secrets.git,
  'docs/plans/plan.txt': secrets.plans,
};

/** Links in the folder that lead to what is hidden, or out of the folder. */
export const linkPaths: Record<string, string> = {
  'innocent.txt': secrets.env,
  'src/innocent-key.txt': secrets.key,
  'innocent-folder/notes.txt': secrets.notes,
  'outside.txt': secrets.outside,
  'outside-folder/outside.txt': secrets.outside,
};

export const readOnlyPaths = ['guarded.txt', 'vendor/lib.ts', 'config/locked.txt'];

/** Beside what is hidden and read-only, in the same folders. */
export const openPaths = ['docs/open.txt', 'config/open.txt', 'plain.txt'];

/** A copy of the sample folder with secrets in it. Beside it lies a file that is no part of it. */
export async function plantFolder(): Promise<{ folder: string; outside: string }> {
  const parent = await mkdtemp(join(tmpdir(), 'ensemble-attack-'));
  const [folder, outside] = [join(parent, 'boats'), join(parent, 'outside')];
  await cp(join(root, 'examples/welcome'), folder, { recursive: true });
  for (const path of ['.ssh', '.git', '.ensemble', 'private', 'vendor', 'docs', 'docs/plans', 'config'])
    await mkdir(join(folder, path));
  await mkdir(outside);
  await writeFile(join(outside, 'outside.txt'), `${secrets.outside}\n`);
  for (const [path, secret] of Object.entries(hiddenPaths)) await writeFile(join(folder, path), `${secret}\n`);
  for (const path of readOnlyPaths) await writeFile(join(folder, path), 'not to be changed\n');
  for (const path of openPaths) await writeFile(join(folder, path), 'open to all\n');
  const settings = { hidden: ['private', 'docs/plans'], readOnly: ['guarded.txt', 'vendor', 'config/locked.txt'] };
  await writeFile(join(folder, '.ensemble/sharing.json'), JSON.stringify(settings));
  await symlink('.env', join(folder, 'innocent.txt'));
  await symlink('../.ssh/id_rsa', join(folder, 'src/innocent-key.txt'));
  await symlink('private', join(folder, 'innocent-folder'));
  await symlink('../outside/outside.txt', join(folder, 'outside.txt'));
  await symlink('../outside', join(folder, 'outside-folder'));
  await symlink('guarded.txt', join(folder, 'guarded-link.txt'));
  await chmod(join(folder, '.ssh'), 0o700);
  return { folder, outside };
}
