import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import type { Workspace } from '../../../../src/shared/session/contract.ts';
import { hashText } from '../../../../src/shared/text/hash.ts';
import { guestOf, SharedFolder, windowOf } from '../host/host-fixture.ts';
import { LanguageWindow, seen } from './language-window.ts';

const script = fileURLToPath(new URL('./scripted-server.mjs', import.meta.url));

/** A host whose one server for `.word` files is scripted, with an owner's window and an open file. */
async function stage(how = 'good', files: Record<string, string> = {}) {
  const folder = new SharedFolder({ 'a.word': 'first text', ...files });
  const notes = join(folder.home, 'notes.txt');
  const server = {
    command: process.execPath,
    args: [script, how, notes],
    languages: { word: { extensions: ['.word'] } },
    settings: { scripted: { level: 7 } },
  };
  folder.write('../home/languages.json', JSON.stringify({ servers: { scripted: server, yaml: false } }));
  process.env.ENSEMBLE_TEST_SECRET = 'hush';
  const host = await folder.host();
  const { client, direct } = await windowOf(host.host.url);
  await client.until(({ languages }) => languages.servers.length > 0);
  const { ref } = await direct.request('documents.open', { path: 'a.word' });
  const document = await client.documents.open(ref);
  return { folder, host, client, direct, ref, document, notes: () => readFileSync(notes, 'utf8') };
}

const at = (path = 'a.word') => ({ textDocument: { uri: `folder:/${path}` }, position: { line: 0, character: 0 } });
const connect = (workspace: Workspace) => LanguageWindow.open(workspace, 'scripted');
const stateOf = ({ state }: SessionClient) => state.languages.servers.find(({ id }) => id === 'scripted')!;
const becomes = (client: SessionClient, state: string) =>
  client.until(({ languages }) => languages.servers.some((each) => each.id === 'scripted' && each.state === state));
const shown = (answer: { result?: unknown }) => JSON.stringify(answer.result);

describe('a language server', () => {
  it('is one for all, asked with what each window sees, and answers each by itself', async () => {
    const { host, client, direct, ref, document, folder, notes } = await stage();
    expect(folder.reports).toEqual([]);
    expect(stateOf(client)).toMatchObject({ state: 'idle', languages: ['word'] });
    expect(client.state.languages.servers.some(({ id }) => id === 'yaml')).toBe(false);
    const own = await connect(direct);
    const guest = await guestOf(await host.share('editor'));
    const theirs = await connect(guest);
    const others = await guest.documents.open(ref);
    await own.hears('client/registerCapability');
    await theirs.hears('client/registerCapability');

    document.edit([{ offset: 0, deleteLength: 5, insertText: 'newest' }]);
    const answer = await own.ask('textDocument/hover', { ...at(), workDoneToken: 't' }, seen(client, document));
    expect(shown(answer)).toContain('newest text in folder:/a.word');
    expect(answer.at).toEqual([{ ref, seq: expect.any(Number), hash: hashText('newest text') }]);
    expect(own.heard).toContainEqual({
      jsonrpc: '2.0',
      method: '$/progress',
      params: { token: 't', value: { kind: 'begin', title: 'folder:/a.word' } },
    });
    expect(theirs.heard.some(({ method }) => method === '$/progress')).toBe(false);

    others.edit([{ offset: 0, deleteLength: 0, insertText: 'BAD ' }]);
    const both = await theirs.ask('textDocument/hover', at(), seen(guest, others));
    expect(shown(both)).toContain('BAD ');
    await client.until(({ languages }) => Object.keys(languages.problems).length > 0);
    await guest.until(({ languages }) => Object.keys(languages.problems).length > 0);
    expect(Object.values(guest.state.languages.problems)).toMatchObject([
      { path: 'a.word', source: 'scripted', problems: [{ message: 'bad in folder:/a.word' }] },
    ]);
    others.edit([{ offset: 0, deleteLength: 4, insertText: '' }]);
    await client.until(({ languages }) => Object.keys(languages.problems).length === 0);
    expect(notes().match(/start/g)).toHaveLength(1);
    expect(notes()).not.toContain('hush');
    expect(notes()).toContain('settings [7]');
    expect(JSON.stringify([...own.heard, ...theirs.heard])).not.toContain(folder.folder);
  });

  it('names no place elsewhere, keeps what only it understands, and runs its own commands alone', async () => {
    const { host, client, direct, document } = await stage();
    const own = await connect(direct);
    const texts = seen(client, document);
    const completion = await own.ask('textDocument/completion', at(), texts);
    const [item] = completion.result as [Record<string, unknown>];
    expect(shown(completion)).not.toContain('file:');
    expect((await own.ask('completionItem/resolve', item)).result).toMatchObject({ detail: 'resolved one true' });
    expect(
      (await own.ask('completionItem/resolve', { label: 'x', data: { secret: 'file:///etc' } })).error,
    ).toBeDefined();
    expect((await own.ask('workspace/symbol', { query: '' })).result).toMatchObject([{ name: 'a.word' }]);
    expect(
      (await own.ask('textDocument/hover', { ...at(), textDocument: { uri: 'file:///etc/passwd' } })).error,
    ).toBeDefined();
    expect((await own.ask('textDocument/hover', at('../home/host.json'))).error).toBeDefined();
    expect((await own.ask('textDocument/rename', { ...at(), newName: 'OUT' }, texts)).error?.message).toMatch(
      /nothing was changed/,
    );
    const renamed = await own.ask('textDocument/rename', { ...at(), newName: 'in' }, texts);
    expect(Object.keys((renamed.result as { changes: object }).changes)).toEqual(['folder:/a.word']);

    const [lens] = (await own.ask('textDocument/codeLens', at(), texts)).result as [
      { command: Record<string, unknown> },
    ];
    const { command, arguments: args } = lens.command;
    const ran = own.ask('workspace/executeCommand', { command, arguments: args });
    const wanted = await own.hears('workspace/applyEdit');
    expect(JSON.stringify(wanted.params)).toContain('folder:/a.word');
    await own.say({ id: wanted.id, result: { applied: true } });
    expect((await ran).result).toBe(true);
    // An edit outside of the folder reaches no window, nor does one that nobody has asked for.
    const outside = await own.ask('workspace/executeCommand', { command: 'scripted.outside', arguments: args });
    expect(outside.result).toBe(false);
    expect(own.heard.filter(({ method }) => method === 'workspace/applyEdit')).toHaveLength(1);
    for (const words of ['scripted.other', 'workbench.action.terminal.new'])
      expect((await own.ask('workspace/executeCommand', { command: words, arguments: args })).error).toBeDefined();
    expect(
      (await own.ask('workspace/executeCommand', { command, arguments: [{ uri: 'file:///etc' }] })).error,
    ).toBeDefined();
    expect((await own.ask('scripted/secret', {})).error?.code).toBe(-32601);

    const viewer = await guestOf(await host.share('viewer'));
    const looking = await connect(viewer);
    const text = await viewer.documents.open(document.ref);
    expect((await looking.ask('textDocument/hover', at(), seen(viewer, text))).error).toBeUndefined();
    for (const method of ['textDocument/rename', 'textDocument/completion', 'workspace/executeCommand'])
      expect(
        (await looking.ask(method, { ...at(), command, arguments: args }, seen(viewer, text))).error?.message,
      ).toContain('edit');
    await expect(viewer.request('languages.restart', { server: 'scripted' })).rejects.toMatchObject({
      code: 'not-permitted',
    });
  });

  it('is asked about edits that the log does not have yet, of editors alone, and forgets those that never come', async () => {
    const { host, client, document } = await stage();
    /** Edits of a window that has not sent them. */
    const withUnsent = async (guest: SessionClient, words: string) => {
      const text = await guest.documents.open(document.ref);
      const copy = new Y.Doc();
      Y.applyUpdate(copy, text.encode());
      const before = Y.encodeStateVector(copy);
      copy.getText('text').insert(0, words);
      return [{ ref: document.ref, seq: guest.applied, update: Y.encodeStateAsUpdate(copy, before) }];
    };
    const guest = await guestOf(await host.share('editor'));
    const own = await connect(guest);
    const answer = await own.ask('textDocument/hover', at(), await withUnsent(guest, 'BAD '));
    expect(shown(answer)).toContain('BAD first text in');
    expect(answer.at).toMatchObject([{ hash: hashText('BAD first text') }]);
    expect(shown(await own.ask('textDocument/hover', at(), await withUnsent(guest, 'GOOD ')))).toContain('"GOOD first');
    await own.ask('textDocument/hover', at(), await withUnsent(guest, 'BAD '));
    await client.until(({ languages }) => Object.keys(languages.problems).length > 0);
    await client.until(({ languages }) => Object.keys(languages.problems).length === 0);

    const viewer = await guestOf(await host.share('viewer'));
    const looking = await connect(viewer);
    const refused = await looking.ask('textDocument/hover', at(), await withUnsent(viewer, 'BAD '));
    expect(refused.error?.message).toContain('cannot edit');
  });

  it('is asked again where the text has changed meanwhile, and cancels', async () => {
    const { client, direct, document, notes } = await stage('good', { 'slow.word': 'SLOW' });
    const { ref } = await direct.request('documents.open', { path: 'slow.word' });
    const slow = await client.documents.open(ref);
    const own = await connect(direct);
    const first = own.begin('textDocument/hover', at('slow.word'), seen(client, slow));
    await own.ask('textDocument/hover', at(), seen(client, document));
    slow.edit([{ offset: 4, deleteLength: 0, insertText: ' no more' }]);
    const second = await own.ask('textDocument/hover', at('slow.word'), seen(client, slow));
    expect(shown(second)).toContain('SLOW no more');
    expect((await first.answer).error?.code).toBe(-32801);
    slow.edit([{ offset: 4, deleteLength: 8, insertText: '' }]);
    const third = own.begin('textDocument/hover', at('slow.word'), seen(client, slow));
    await third.sent;
    await own.say({ method: '$/cancelRequest', params: { id: third.id } });
    // It was cancelled before the server heard of it, or there.
    const { error } = await third.answer;
    expect(error?.code === -32800 || notes().includes('cancelled')).toBe(true);
  });

  it('is started again after its end, by hand too, and ends with the host', async () => {
    const { host, client, direct, document, notes } = await stage();
    const own = await connect(direct);
    document.edit([{ offset: 0, deleteLength: 0, insertText: 'DIE ' }]);
    own.ask('textDocument/hover', at(), seen(client, document));
    await expect(own.stream.result).resolves.toMatchObject({ reason: 'restarted' });
    await becomes(client, 'ready');
    const again = await connect(direct);
    await direct.request('languages.restart', { server: 'scripted' });
    await expect(again.stream.result).resolves.toMatchObject({ reason: 'restarted' });
    await connect(direct);
    const pids = [...notes().matchAll(/start (\d+)/g)].map(([, pid]) => Number(pid));
    expect(pids).toHaveLength(3);
    await host.close();
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  });
});

describe('a bad language server', () => {
  it('that prints beside the protocol is borne', async () => {
    const { client, direct, document } = await stage('garbage');
    const own = await connect(direct);
    expect(shown(await own.ask('textDocument/hover', at(), seen(client, document)))).toContain('first text');
  });

  it('that is killed again and again is given up in words, and nobody else has lost anything', async () => {
    const { client, direct } = await stage('ends');
    const words = /has ended 4 times in a row\. The last time: It has ended \(SIGKILL\)\. Restart it by hand\./;
    new LanguageWindow(direct, 'scripted');
    await becomes(client, 'restarting');
    expect(stateOf(client).text).toMatch(/It starts again\.$/);
    await becomes(client, 'failed');
    expect(stateOf(client).text).toMatch(words);
    await expect(new LanguageWindow(direct, 'scripted').stream.result).rejects.toThrow(words);
    await expect(direct.request('files.stat', { path: 'a.word' })).resolves.toBeDefined();
  }, 30_000);

  it('that hangs, or tells of progress without end, keeps nobody from an answer', async () => {
    const { client, direct, document } = await stage('good', { 'hang.word': 'HANG', 'endless.word': 'ENDLESS' });
    const own = await connect(direct);
    const textAt = async (path: string) =>
      client.documents.open((await direct.request('documents.open', { path })).ref);
    const params = { ...at('hang.word'), workDoneToken: 'own' };
    const hangs = own.begin('textDocument/hover', params, seen(client, await textAt('hang.word')));
    const endless = { ...at('endless.word'), workDoneToken: 'endless' };
    await own.ask('textDocument/hover', endless, seen(client, await textAt('endless.word')));
    const other = await connect(direct);
    for (let count = 0; count < 10; count++)
      expect(shown(await other.ask('textDocument/hover', at(), seen(client, document)))).toContain('first text');
    await own.say({ method: '$/cancelRequest', params: { id: hangs.id } });
    // Progress goes to those who asked, while they wait for the answer.
    expect(other.heard.filter(({ method }) => method === '$/progress')).toEqual([]);
    await direct.request('languages.restart', { server: 'scripted' });
    expect((await hangs.answer).error).toBeDefined();
  });

  it('that floods keeps nobody from the host', async () => {
    const { client, direct } = await stage('floods');
    await connect(direct);
    await becomes(client, 'ready');
    const startMs = performance.now();
    for (let count = 0; count < 20; count++) await direct.request('files.stat', { path: 'a.word' });
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });
});

describe('a server that the folder names', () => {
  it('runs only after its owner has allowed this very one', async () => {
    const { host, client, direct, folder } = await stage();
    await host.close();
    const server = {
      command: process.execPath,
      args: [script, 'good'],
      languages: { word: { extensions: ['.word'] } },
    };
    folder.write('.ensemble/languages.json', JSON.stringify({ servers: { scripted: server } }));
    const second = await folder.host();
    const window = await windowOf(second.host.url);
    await becomes(window.client, 'unapproved');
    const { approves, text } = stateOf(window.client);
    // Everybody reads the words; the whole command is for the owner.
    expect(text).toContain(basename(process.execPath));
    for (const place of [process.execPath, script]) expect(text).not.toContain(place);
    const told = await window.direct.request('languages.command', { server: 'scripted' });
    expect(told).toEqual({ command: [process.execPath, script, 'good'].join(' '), hash: approves });
    await expect(connect(window.direct)).rejects.toThrow();
    await expect(
      window.direct.request('languages.approve', { server: 'scripted', hash: 'a'.repeat(64) }),
    ).rejects.toMatchObject({ code: 'changed-on-disk' });
    const guest = await guestOf(await second.share('editor'));
    await expect(guest.request('languages.approve', { server: 'scripted', hash: approves! })).rejects.toMatchObject({
      code: 'not-permitted',
    });
    await window.direct.request('languages.approve', { server: 'scripted', hash: approves! });
    await becomes(window.client, 'idle');
    await connect(window.direct);
    expect(direct && client).toBeTruthy();
  });
});
