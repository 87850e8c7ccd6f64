import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { SearchedFolder } from '../../../../src/main/files/searched-folder.ts';
import { viewOf } from '../../../../src/main/files/visibility.ts';
import { createSearchService } from '../../../../src/main/search/search-service.ts';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';
import type { Handlers, StreamHandlers, workspaceMethods } from '../../../../src/shared/session/contract.ts';
import { searchWith } from '../../../lib/search-text.ts';
import { bytes, guest, never, owner, serve, temporaryFolder, textOf } from './folder-fixture.ts';

const planted = [
  '.env',
  'app/.env.local',
  'app/deep/er/.ENV',
  'id_rsa',
  'keys/server.pem',
  'tls/site.key',
  'tls/Store.PFX',
  '.npmrc',
  'app/.netrc',
  '.git/config',
  '.git/objects/ab/cdef',
  'lib/.git/HEAD',
  '.aws/credentials',
  '.ssh/known_hosts',
  '.docker/config.json',
  'infra/terraform.tfstate',
  'config/secrets.yaml',
  'config/service-account-prod.json',
  'keys/.server.pem.swp',
  '.ensemble/log.db',
];

const links = {
  'plain.txt': '.env',
  'folder-link': '.ssh',
  'chain.txt': 'plain.txt',
  'app/up': '..',
  'root-link': '.',
  'git-link': '.git',
};
const open = {
  'README.md': 'open',
  'app/main.ts': 'open',
  'keys/readme': 'open',
  'config/app.yaml': 'open',
  'lib/a.ts': 'open',
};

async function plant() {
  const secrets = Object.fromEntries(planted.map((path, index) => [path, `SECRET-${index}`]));
  const root = await temporaryFolder({ ...open, ...secrets });
  const outside = join(dirname(root), 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'secret'), 'SECRET-outside');
  for (const [path, target] of Object.entries(links)) await symlink(target, join(root, path));
  await symlink(join(root, '.env'), join(root, 'absolute.txt'));
  await symlink(join(outside, 'secret'), join(root, 'out.txt'));
  await symlink(outside, join(root, 'out'));
  const { boundary, files, visibility } = await serve(root);
  const folder = new SearchedFolder(boundary);
  const search = createSearchService({ folder, viewFor: (caller) => viewOf(caller, visibility) });
  return { root, outside, secrets, workspace: { ...files, ...search } };
}

/** All the ways to write a path that somebody might try. */
function spellings(path: string, root: string): string[] {
  const flipped = path.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
  return [
    path,
    flipped,
    path.toUpperCase(),
    path.normalize('NFD'),
    path.replaceAll('s', '\u017f').replaceAll('k', '\u212a'),
    path.replaceAll('.', '\uff0e'),
    path.replace(/(\w)(\w)/, '$1\u200d$2'),
    `./${path}`,
    `${path}/`,
    `${path}/.`,
    `/${path}`,
    `app/../${path}`,
    `app//../${path}`,
    path.replaceAll('/', '//'),
    path.replaceAll('/', '\\'),
    `app\\..\\${path}`,
    `${path}.`,
    `${path} `,
    `${path}::$DATA`,
    `${path}\0.txt`,
    encodeURIComponent(path),
    `%2e%2e/folder/${path}`,
    join(root, path),
    `../folder/${path}`,
    `file://${join(root, path)}`,
    `root-link/${path}`,
    `app/up/${path}`,
    `root-link/root-link/${flipped}`,
  ];
}

type Workspace = Handlers<
  Extract<keyof typeof workspaceMethods, `files.${string}` | `search.${string}` | `workspace.${string}`>
> &
  StreamHandlers<'search.text'>;

function hasContent(result: unknown): result is { content: Uint8Array } {
  return typeof result === 'object' && result !== null && 'content' in result && result.content instanceof Uint8Array;
}

/** Gives all that a request told a guest: its result, or what it was refused with. */
async function told(work: Promise<unknown>): Promise<string> {
  try {
    const result = await work;
    const content = hasContent(result) ? textOf(result.content) : '';
    return content + JSON.stringify(result);
  } catch (error) {
    // Anything but our own error could carry what the system said.
    if (!(error instanceof EnsembleError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

function attempts(workspace: Workspace, path: string): Promise<unknown>[] {
  return [
    workspace['files.stat']({ path }, guest, never),
    workspace['files.list']({ path }, guest, never),
    workspace['files.read']({ path }, guest, never),
  ];
}

function searches(workspace: Workspace, includes: string[]): Promise<unknown>[] {
  const scope = { includes, excludes: [], maxResults: 100, useIgnoreFiles: false };
  const how = { isRegExp: false, isCaseSensitive: false, isWordMatch: false };
  return [
    searchWith(workspace, { pattern: 'SECRET', ...how, ...scope }, guest, never),
    workspace['search.files']({ pattern: '', ...scope }, guest, never),
  ];
}

async function everythingAGuestCanRead(workspace: Workspace, path = '', depth = 0): Promise<string[]> {
  const { entries } = await workspace['files.list']({ path }, guest, never);
  const found: string[] = [];
  for (const { name, type } of entries) {
    const below = path === '' ? name : `${path}/${name}`;
    if (type.endsWith('folder')) {
      if (depth < 5) found.push(...(await everythingAGuestCanRead(workspace, below, depth + 1)));
    } else found.push(below, await told(workspace['files.read']({ path: below }, guest, never)));
  }
  return found;
}

const reveals = /SECRET-|terraform|cdef|known_hosts|server\.pem|Store\.PFX/;

test('none of twenty planted secrets is given away by any spelling of its path', async () => {
  const { root, outside, workspace } = await plant();
  const beyond = [
    'plain.txt',
    'absolute.txt',
    'chain.txt',
    'folder-link/known_hosts',
    'git-link/config',
    'out.txt',
    'out/secret',
    join(outside, 'secret'),
    '../outside/secret',
  ];
  for (const path of [...planted, ...beyond]) {
    const found = await Promise.all(searches(workspace, spellings(path, root).slice(0, 12)).map(told));
    for (const answer of found) expect(answer, path).not.toMatch(reveals);
    for (const spelling of new Set(spellings(path, root))) {
      const answers = await Promise.all(attempts(workspace, spelling).map(told));
      // A refusal may repeat what was asked for; nothing else may name it.
      for (const answer of answers) expect(answer.replaceAll(`“${spelling}”`, ''), spelling).not.toMatch(reveals);
    }
  }
}, 120_000);

test('nothing else that a guest can read, list or find has any of them', async () => {
  const { workspace } = await plant();
  const all = (await everythingAGuestCanRead(workspace)).join('\n');
  expect(all).toContain('open');
  expect(all).not.toMatch(reveals);
  const search = { includes: [], excludes: [], maxResults: 1000, useIgnoreFiles: false };
  const how = { isRegExp: true, isCaseSensitive: false, isWordMatch: false };
  const find = (pattern: string, caller = guest) =>
    searchWith(workspace, { pattern, ...how, ...search }, caller, never);
  expect((await find('SECRET')).matches).toEqual([]);
  expect((await find('SECRET', owner)).matches.length).toBeGreaterThan(10);
  expect((await workspace['search.files']({ pattern: '', ...search }, guest, never)).paths.join()).not.toMatch(reveals);
});

/** By the names that scanners for secrets look for, and those of tools that keep theirs beside the code. */
const named = [
  'etc/ssh/ssh_host_ed25519_key',
  'ci/deploy_key',
  'ci/acme-deploy-key',
  'private.txt',
  'keys/privateKey.der',
  'keys/release.asc',
  'worker/.dev.vars',
  'api/.flaskenv',
  'ops/.vault_pass',
  'ops/vault-password.txt',
  'ops/ansible_vault.txt',
  'gcp/my-service-account.json',
  'gcp/gcp-key-prod.json',
  'gcp/application_default_credentials.json',
  'azure/azureauth.json',
  'aws/rootkey.csv',
  'stack/clouds.yaml',
  'web/.sentryclirc',
  'db/.mylogin.cnf',
  'android/keystore.properties',
  'py/pip.conf',
  'net/NuGet.Config',
  'vpn/wg0.conf',
  'vpn/office.ovpn',
  'site/wp-config.php',
  'site/LocalSettings.php',
  'docs/passwords.xlsx',
  '.vscode/sftp.json',
  '.idea/WebServers.xml',
  'filezilla/recentservers.xml',
  'mail/.msmtprc',
  'chat/otr.private_key',
  'image/etc/shadow',
  'profile/logins.json',
];

test('none of the names by which secrets are known is listed, found or read', async () => {
  const secrets = Object.fromEntries(named.map((path, index) => [path, `SECRET-${index}`]));
  const root = await temporaryFolder({ ...open, ...secrets });
  const { boundary, files, visibility } = await serve(root);
  const folder = new SearchedFolder(boundary);
  const search = createSearchService({ folder, viewFor: (caller) => viewOf(caller, visibility) });
  const workspace = { ...files, ...search };
  const seen = await everythingAGuestCanRead(workspace);
  expect(seen).toContain('README.md');
  for (const path of named) {
    expect(seen, path).not.toContain(path);
    for (const attempt of attempts(workspace, path)) expect(await told(attempt), path).toMatch(/^hidden: /);
  }
  expect(seen.join('\n')).not.toContain('SECRET-');
  for (const answer of await Promise.all(searches(workspace, ['**', ...named]).map(told))) {
    expect(answer).not.toContain('SECRET-');
    for (const path of named) expect(answer).not.toContain(path);
  }
});

test('a guest can neither change, move, copy nor remove them, nor the folders that they are in', async () => {
  const { root, outside, secrets, workspace } = await plant();
  const folders = new Set(planted.map(dirname).filter((path) => path !== '.'));
  let count = 0;
  for (const path of [...planted, ...folders, 'plain.txt', 'out.txt', 'out/secret']) {
    for (const spelling of new Set(spellings(path, root))) {
      const to = `got-${count++}`;
      const write = { content: bytes('overwritten'), create: true, overwrite: true };
      await told(workspace['files.copy']({ from: spelling, to, overwrite: true }, guest, never));
      await told(workspace['files.copy']({ from: 'README.md', to: spelling, overwrite: true }, guest, never));
      await told(workspace['files.write']({ path: spelling, ...write }, guest, never));
      await told(workspace['files.createFolder']({ path: spelling }, guest, never));
      if (path.includes('.txt')) continue;
      await told(workspace['files.move']({ from: spelling, to: `${to}-moved`, overwrite: true }, guest, never));
      await told(workspace['files.move']({ from: 'lib/a.ts', to: spelling, overwrite: true }, guest, never));
      await told(workspace['files.remove']({ path: spelling, recursive: true }, guest, never));
    }
  }
  for (const [path, secret] of Object.entries(secrets)) expect(await readFile(join(root, path), 'utf8')).toBe(secret);
  expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('SECRET-outside');
  expect(await readdir(outside)).toEqual(['secret']);
  expect((await everythingAGuestCanRead(workspace)).join('\n')).not.toMatch(reveals);
}, 120_000);
