import { resolve } from 'node:path';
import { EnsembleError } from '../../shared/core/errors.ts';
import { runGit } from './git-program.ts';
import { isInside } from './inside.ts';

/** Settings of a repository by which Git would run a program that the repository names, with a substitute for each. */
const substitutes: readonly (readonly [pattern: RegExp, value: string])[] = [
  [/^filter\..+\.(clean|smudge|process)$/, ''],
  [/^filter\..+\.required$/, 'false'],
  [/^diff\.external$/, ''],
  [/^diff\..+\.(command|textconv)$/, ''],
  // A driver that fails leaves a conflict, which people can see.
  [/^merge\..+\.driver$/, 'false'],
  [/^core\.sshcommand$/, 'ssh'],
  [/^core\.gitproxy$/, ''],
  [/^core\.askpass$/, ''],
  [/^core\.(editor|pager)$/, 'cat'],
  [/^sequence\.editor$/, ':'],
  [/^core\.alternaterefscommand$/, 'true'],
  [/^gpg\.program$/, 'gpg'],
  [/^gpg\.openpgp\.program$/, 'gpg'],
  [/^gpg\.x509\.program$/, 'gpgsm'],
  [/^gpg\.ssh\.program$/, 'ssh-keygen'],
  [/^gpg\.ssh\.defaultkeycommand$/, 'true'],
  [/^commit\.gpgsign$/, 'false'],
  [/^tag\.gpgsign$/, 'false'],
  [/^submodule\..+\.update$/, 'none'],
  [/^trailer\..+\.(command|cmd)$/, 'true'],
  [/^uploadpack\.packobjectshook$/, ''],
  [/^hook\..+\.(command|event)$/, ''],
  [/^protocol\.(.+\.)?allow$/, ''],
];

const helper = /^credential\.(.+\.)?helper$/;

interface Setting {
  scope: string;
  name: string;
  value: string;
}

async function settingsOf(cwd: string, env: Readonly<Record<string, string>>): Promise<Setting[]> {
  const { stdout } = await runGit(['config', '--list', '--show-scope', '--includes', '-z'], { cwd, env });
  const parts = stdout.toString().split('\0');
  const settings: Setting[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [name = '', ...value] = parts[at + 1]!.split('\n');
    // Section and key are the same in any case, and Git gives them in small letters.
    settings.push({ scope: parts[at]!, name, value: value.join('\n') });
  }
  return settings;
}

/** Settings of remotes by which Git would reach them with a program that the repository names. */
const way = /^remote\..+\.(vcs|uploadpack|receivepack)$/;

/** Variables with which Git reaches no remote, nor fetches what a partial clone lacks. */
export const reachesNothing = { GIT_ALLOW_PROTOCOL: '', GIT_NO_LAZY_FETCH: '1' } as const;

/**
 * Gives settings and variables that keep a repository's own configuration from running programs: filters, drivers, helpers and the
 * like count only where the host's person has them in their own profile.
 */
export async function withoutOwnPrograms(
  cwd: string,
  env: Readonly<Record<string, string>>,
  commonDir: string,
): Promise<{ settings: [name: string, value: string][]; env: Readonly<Record<string, string>> }> {
  const settings = await settingsOf(cwd, env);
  const own = settings.filter(({ scope }) => scope === 'local' || scope === 'worktree');
  for (const { name, value } of own)
    if (/^include(if\..*)?\.path$/.test(name) && isOfFolder(value, cwd, commonDir)) throw takesIn(value);
  const found: [string, string][] = [];
  for (const { name } of own) {
    const substitute = substitutes.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1];
    if (substitute !== undefined) found.push([name, name.startsWith('protocol.') ? protocolOf(name) : substitute]);
  }
  if (own.some(({ name }) => helper.test(name))) {
    // An empty one forgets those before it; the person's own come again behind it.
    const names = new Set(own.filter(({ name }) => helper.test(name)).map(({ name }) => name));
    for (const name of names) found.push([name, '']);
    for (const { scope, name, value } of settings)
      if (helper.test(name) && scope !== 'local' && scope !== 'worktree' && scope !== 'command')
        found.push([name, value]);
  }
  // The first of such settings counts, so that nothing could take its place: then no remote is reached at all.
  return { settings: found, env: own.some(({ name }) => way.test(name)) ? reachesNothing : {} };
}

/** Git's own choice for each protocol, where a repository would have another. */
function protocolOf(name: string): string {
  if (/^protocol\.(http|https|git|ssh)\.allow$/.test(name)) return 'always';
  return name === 'protocol.file.allow' ? 'user' : 'never';
}

/** Says whether an included file is one of the working tree, which others may write. */
function isOfFolder(included: string, workTree: string, commonDir: string): boolean {
  if (included.startsWith('~')) return false;
  const path = resolve(commonDir, included);
  return isInside(workTree, path) && !isInside(commonDir, path);
}

function takesIn(path: string): EnsembleError {
  return new EnsembleError(
    'no-access',
    `The configuration of this repository takes in a file of the folder, “${path}”, which others may write. Nothing was done. Copy what it says into .git/config, and take the line out.`,
  );
}
