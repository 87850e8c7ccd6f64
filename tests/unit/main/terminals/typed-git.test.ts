import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { guestOf, SharedFolder, windowOf } from '../host/host-fixture.ts';
import { openShell } from './attached.ts';

const known = ['-c', 'user.name=Olga', '-c', 'user.email=olga@example.org', '-c', 'init.defaultBranch=main'];

/** A host of a folder with a repository, in whose a.txt Ada has written, and a terminal that Ben types in. */
async function scene() {
  const shared = new SharedFolder({ 'a.txt': 'one\n', 'b.txt': 'one\n' });
  const { folder } = shared;
  const git = (...args: string[]) =>
    execFileSync('git', [...known, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  git('init', '-q');
  git('config', 'user.name', 'Olga');
  git('config', 'user.email', 'olga@example.org');
  git('add', '--all');
  git('commit', '-q', '-m', 'one');
  git('branch', 'topic');
  const host = await shared.host();
  const { direct, client } = await windowOf(host.host.url);
  const link = await host.share();
  const [ada, ben] = [await guestOf(link, 'Ada'), await guestOf(link, 'Ben')];
  const shell = await openShell(direct);
  const { ref } = await direct.request('terminals.share', { id: shell.id, access: 'write', people: [] });
  await ben.until(({ terminals }) => terminals[ref!] !== undefined);
  const type = (data: string) => ben.request('terminals.type', { terminal: ref!, data });
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  return { host, direct, client, ada, ben, shell, type, git, write, read, folder };
}

/** Writes a file by the session, so that it is this person's work. */
async function writes(person: Awaited<ReturnType<typeof guestOf>>, path: string, text: string): Promise<void> {
  await person.request('files.write', {
    path,
    content: new TextEncoder().encode(text),
    create: true,
    overwrite: false,
  });
}

it('asks a person over whose uncommitted work a command would go, and keeps it where they go on', async () => {
  const { ada, shell, type, read, git } = await scene();
  await writes(ada, 'new.txt', 'of Ada\n');
  await type('git clean -fd; echo "no $?"\r');
  await shell.shows('new.txt has uncommitted work of Ada');
  await shell.shows('Go on? [y/N]');
  await type('n\r');
  await shell.shows(/Nothing was done\.\s+no 1/);
  expect(read('new.txt')).toBe('of Ada\n');
  await type('git clean -fdq; echo "yes $?"\r');
  await shell.shows(/Go on\?[\s\S]*Go on\?/);
  await type('y\r');
  await shell.shows(/yes 0/);
  expect(() => read('new.txt')).toThrow();
  expect(git('show', 'stash@{0}:new.txt')).toBe('of Ada\n');
}, 60_000);
