import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { runningHost } from '../../../../src/main/machine/host-lock.ts';
import { guestOf, SharedFolder, textBecomes } from './host-fixture.ts';

const add = (offset: number, insertText: string) => [{ offset, deleteLength: 0, insertText }];

/** The one state folder that a home has. */
const stateFolder = ({ home }: SharedFolder) => join(home, 'folders', readdirSync(join(home, 'folders'))[0]!);

/** Another process that holds a folder's lock as its host does, until it is killed. */
async function lockElsewhere(folder: string, running: { pid: number; url: string }) {
  writeFileSync(join(folder, 'running.json'), JSON.stringify(running));
  const script = `const { DatabaseSync } = require('node:sqlite');
    const lock = new DatabaseSync(${JSON.stringify(join(folder, 'host.lock'))});
    lock.exec('BEGIN EXCLUSIVE'); console.log('held'); setInterval(() => lock, 1e6);`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  await once(child.stdout, 'data');
  return { kill };
}

async function occupy(port: number): Promise<void> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
}

describe('a host that starts again', () => {
  it('keeps ports, link and text, and its guest goes on without doing anything', async () => {
    const folder = new SharedFolder({ 'a.txt': 'seed\n' });
    const first = await folder.host();
    const link = await first.share();
    const ada = await guestOf(link);
    const document = await openFile(ada, 'a.txt');
    document.edit(add(0, 'unsaved '));
    await ada.settled();
    await first.close();
    document.edit(add(0, 'offline '));
    folder.write('a.txt', 'seed\nfrom outside\n');
    const second = await folder.host();
    expect(second.host.sharing.link).toBe(link);
    expect(new URL(second.host.url).port).toBe(new URL(first.host.url).port);
    const whole = 'offline unsaved seed\nfrom outside\n';
    ada.reconnect();
    await textBecomes(document, (text) => text === whole);
    await ada.settled();
    const late = await openFile(await guestOf(link, 'Late'), 'a.txt');
    expect([late.ref, late.toString()]).toEqual([document.ref, whole]);
    expect(readFileSync(join(folder.folder, 'a.txt'), 'utf8')).toBe('seed\nfrom outside\n');
  });

  it('seeds nothing twice, however often it starts', async () => {
    const folder = new SharedFolder({ 'a.txt': 'once\n' });
    const host = await folder.host();
    const ada = await guestOf(await host.share());
    const document = await openFile(ada, 'a.txt');
    await saveFile(ada, document);
    ada.leave();
    await host.close();
    for (let i = 0; i < 3; i++) await (await folder.host()).close();
    const last = await folder.host();
    const bob = await guestOf(last.host.sharing.link!);
    expect((await openFile(bob, 'a.txt')).toString()).toBe('once\n');
  });

  it("says so when another program has the guests' port, and serves its owner all the same", async () => {
    const folder = new SharedFolder();
    const host = await folder.host();
    const link = await host.share();
    await host.close();
    const port = Number(new URL(link).port);
    await occupy(port);
    const again = await folder.host();
    const words = `Port ${port}, on which this folder was shared before, is in use by another program`;
    expect(folder.reports).toEqual([expect.stringContaining(words)]);
    expect(again.host.sharing.link).toBeNull();
    await expect(again.share()).rejects.toMatchObject({ code: 'exists', message: expect.stringContaining(words) });
  });

  it('gives the link of before only until the door is closed', async () => {
    const folder = new SharedFolder();
    const host = await folder.host();
    const link = await host.share();
    const handlers = host.host.sharing.handlers();
    const owner = { person: '', replica: '', isOwner: true, rights: new Set<never>() };
    await handlers['sharing.close']({ endSession: false }, owner, new AbortController().signal);
    const next = await host.share();
    expect(next).not.toBe(link);
    await expect(guestOf(link)).rejects.toMatchObject({ code: 'bad-credential' });
  });
});

describe('a host that cannot start says why', () => {
  it('when the folder is open in another process', async () => {
    const folder = new SharedFolder();
    await (await folder.host()).close();
    const running = { pid: 77, url: 'http://127.0.0.1:1/#window' };
    const other = await lockElsewhere(stateFolder(folder), running);
    const words = `This folder is open in Ensemble already (process 77): ${running.url}`;
    await expect(folder.host()).rejects.toMatchObject({ code: 'exists', message: words });
    expect(runningHost(stateFolder(folder))).toEqual(running);
    await other.kill();
    expect(runningHost(stateFolder(folder))).toBeNull();
    await (await folder.host()).close();
  });

  it('not because of what a killed host has left, whoever has its process number now', async () => {
    const folder = new SharedFolder();
    await (await folder.host()).close();
    const left = { pid: process.ppid, url: 'http://127.0.0.1:1/#window' };
    writeFileSync(join(stateFolder(folder), 'running.json'), JSON.stringify(left));
    expect(runningHost(stateFolder(folder))).toBeNull();
    await (await folder.host()).close();
  });

  it('when it runs in this process already', async () => {
    const folder = new SharedFolder();
    await folder.host();
    await expect(folder.host()).rejects.toMatchObject({ code: 'exists' });
  });

  it('when what it remembers is damaged, and names the file to remove', async () => {
    const folder = new SharedFolder();
    await (await folder.host()).close();
    const file = join(stateFolder(folder), 'host.json');
    writeFileSync(file, '{"session": 1');
    await expect(folder.host()).rejects.toThrow(`is damaged (${file}). Remove that file to begin anew`);
    expect(readdirSync(stateFolder(folder))).not.toContain('running.json');
  });

  it('when its port is in use', async () => {
    const folder = new SharedFolder();
    const other = await new SharedFolder().host();
    const port = Number(new URL(other.host.url).port);
    const words = `Port ${port} is in use by another program: choose another with --port, or 0 for any.`;
    await expect(folder.host({ port })).rejects.toMatchObject({ code: 'exists', message: words });
    await (await folder.host()).close();
  });

  it('when there is no such folder, or it is a file', async () => {
    const folder = new SharedFolder({ 'a.txt': '' });
    await expect(folder.host({ folder: join(folder.folder, 'gone') })).rejects.toMatchObject({ code: 'not-found' });
    const file = join(folder.folder, 'a.txt');
    await expect(folder.host({ folder: file })).rejects.toMatchObject({ code: 'not-a-folder' });
  });
});
