import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { guestOf, SharedFolder, windowOf } from '../host/host-fixture.ts';
import { openShell } from './attached.ts';

/** A real repository of Olga's with two commits, and branches `main` and `topic`. */
export function repository(folder: string) {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Olga');
  git('config', 'user.email', 'olga@example.org');
  git('add', '--all');
  git('commit', '-q', '--allow-empty', '-m', 'one');
  git('branch', 'topic');
  git('commit', '-q', '--allow-empty', '-m', 'two');
  return git;
}

/** A host of a folder with a repository, Ada and Ben in its session, and a terminal that both may type into. */
export async function typedGitScene() {
  const shared = new SharedFolder({ 'a.txt': 'one\n', 'b.txt': 'one\n' });
  const { folder } = shared;
  const git = repository(folder);
  const host = await shared.host();
  const { direct, client: owner } = await windowOf(host.host.url);
  const link = await host.share();
  const [ada, ben] = [await guestOf(link, 'Ada'), await guestOf(link, 'Ben')];
  const shell = await openShell(direct);
  const { ref } = await direct.request('terminals.share', { id: shell.id, access: 'write', people: [] });
  const typedBy = async (person: SessionClient, data: string) => {
    await person.until(({ terminals }) => terminals[ref!] !== undefined);
    await person.request('terminals.type', { terminal: ref!, data });
  };
  return {
    shared,
    folder,
    git,
    host,
    owner,
    direct,
    link,
    ada,
    ben,
    shell,
    typedBy,
    /** Types for Ben. */
    type: (data: string) => typedBy(ben, data),
    write: (path: string, text: string) => writeFileSync(join(folder, path), text),
    read: (path: string) => readFileSync(join(folder, path), 'utf8'),
    has: (path: string) => existsSync(join(folder, path)),
  };
}

/** Makes a file from a window, so that it is this person's work. */
export async function makes(person: SessionClient, path: string, text: string): Promise<void> {
  await person.request('files.write', {
    path,
    content: new TextEncoder().encode(text),
    create: true,
    overwrite: false,
  });
}

/** Writes at the end of a file as people do, and saves it. */
export async function edits(person: SessionClient, path: string, text: string): Promise<void> {
  const document = await openFile(person, path);
  document.edit([{ offset: document.length, deleteLength: 0, insertText: text }]);
  await person.settled();
  await saveFile(person, document);
}
