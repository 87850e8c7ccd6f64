import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { hasRight, roles } from '../../src/shared/core/rights.ts';
import { type KindName, kinds } from '../../src/shared/session/table.ts';
import { enter, guestClient } from '../lib/guest-client.ts';
import { LanguageWindow, seen } from '../unit/main/languages/language-window.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { bodyOf } from './lib/bodies.ts';
import { hiddenPaths } from './lib/planted-folder.ts';

const guests = roles.filter((role) => role !== 'owner');
const facts = (Object.keys(kinds) as KindName[]).filter((name) => /^languages\.(servers|problems)$/.test(name));

const canary = 'canaryOfALanguageServer';

let host: AttackedHost;
beforeAll(async () => {
  host = await AttackedHost.start();
});
afterEach(() => host.goesOn());
afterAll(() => host?.close());

describe.each(guests)('a guest who is %s', (role) => {
  it.each(facts)('says nothing in the place of the host by %s', async (kind) => {
    const guest = await host.guest(role);
    expect(
      await guest.verdict(kind, bodyOf(kind, { term: host.term, path: 'plain.txt', source: 'typescript' })),
    ).not.toBe('taken');
    guest.close();
  });

  it('allows nothing to run, and restarts and overhears only with the right to run', async () => {
    const guest = await host.guest(role);
    const code = async (method: string, params: object) =>
      (await guest.request(method as 'languages.restart', params as never, host.host)).error?.code;
    expect(await code('languages.command', { server: 'rust-analyzer' })).toBe('not-permitted');
    expect(await code('languages.approve', { server: 'rust-analyzer', hash: 'a'.repeat(64) })).toBe('not-permitted');
    if (!hasRight(role, 'run')) expect(await code('languages.restart', { server: 'typescript' })).toBe('not-permitted');
    for (const uri of [
      'library:/typescript/0/../../../../../etc/passwd',
      'library:/typescript/0/%2e%2e/package.json',
      'file:///etc/passwd',
      'library:/pyright/0/x',
    ])
      expect(await code('languages.library', { server: 'typescript', uri })).toBe('not-found');
    guest.close();
  });
});

it('a second owner, who is elsewhere, allows nothing to run on the machine of the host', async () => {
  const second = await host.guest('owner');
  const params = { server: 'typescript', hash: 'a'.repeat(64) };
  const asked = { 'languages.approve': params, 'git.forgetDecisions': {}, 'terminals.list': {} };
  for (const [method, each] of Object.entries(asked))
    expect([method, (await second.request(method, each, host.host)).error?.code]).toEqual([method, 'not-permitted']);
  second.close();
});

describe('over a connection to a language server', () => {
  it('nothing hidden or outside is asked about, and no message of an attacker costs the others theirs', async () => {
    const client = guestClient(host.link, 'Attacker');
    await enter(client);
    const window = await LanguageWindow.open(client, 'typescript');
    const position = { line: 0, character: 0 };
    const outside = [
      'file:///etc/passwd',
      'folder:/../outside/secret.ts',
      'folder:/..%2f..%2fetc/passwd',
      'untitled:x',
      'library:/typescript/0/../x',
    ];
    const hidden = Object.keys(hiddenPaths).map((path) => `folder:/${path}`);
    for (const uri of [...outside, ...hidden]) {
      const { error } = await window.ask('textDocument/hover', { textDocument: { uri }, position });
      expect([uri, error === undefined]).toEqual([uri, false]);
    }
    for (const method of ['shutdown', 'exit', 'textDocument/didOpen', 'workspace/didChangeConfiguration', '$/setTrace'])
      await window.say({
        method,
        params: { textDocument: { uri: 'folder:/a.ts', text: 'x', languageId: 'typescript', version: 1 } },
      });
    for (const method of [
      'custom/projectInfo',
      'workspace/diagnostic',
      'textDocument/diagnostic',
      'constructor',
      '__proto__',
    ])
      expect((await window.ask(method, {})).error).toBeDefined();
    const deep = Array.from({ length: 200 }).reduce((inner) => ({ inner }), {});
    expect((await window.ask('workspace/symbol', { query: 'x', deep })).error).toBeDefined();
    expect((await window.ask('workspace/symbol', { query: '' })).error).toBeUndefined();
    await client.leave();
  });

  it('nothing is told by a link that leads out, or to something hidden', async () => {
    await writeFile(join(host.folder, 'private/notes.ts'), `export const ${canary} = 1;\n`);
    await writeFile(join(host.outside, 'notes.ts'), `export const ${canary} = 1;\n`);
    await symlink('../outside/notes.ts', join(host.folder, 'src/linked.ts'));
    const client = guestClient(host.link, 'Attacker');
    await enter(client);
    const window = await LanguageWindow.open(client, 'typescript');
    const position = { line: 0, character: 14 };
    for (const path of ['innocent-folder/notes.ts', 'outside-folder/notes.ts', 'src/linked.ts'])
      for (const method of ['documentSymbol', 'hover', 'definition', 'semanticTokens/full']) {
        const answer = await window.ask(`textDocument/${method}`, {
          textDocument: { uri: `folder:/${path}` },
          position,
        });
        expect([path, method, answer]).toEqual([path, method, expect.objectContaining({ error: expect.anything() })]);
      }
    const symbols = await window.ask('workspace/symbol', { query: canary });
    expect([symbols.error, symbols.result]).toEqual([undefined, []]);
    await client.leave();
  });

  it('edits that come with a question reach no server under another name, where they do not fit, or in what is read-only', async () => {
    const client = guestClient(host.link, 'Attacker');
    await enter(client);
    const window = await LanguageWindow.open(client, 'typescript');
    const asked = async (path: string, craft: (copy: Y.Doc) => Uint8Array) => {
      const { ref } = await client.request('documents.open', { path });
      const copy = new Y.Doc();
      Y.applyUpdate(copy, (await client.documents.open(ref)).encode());
      const at = [{ ref, seq: client.applied, update: craft(copy) }];
      const params = { textDocument: { uri: `folder:/${path}` }, position: { line: 0, character: 0 } };
      return (await window.ask('textDocument/hover', params, at)).error?.message ?? 'answered';
    };
    /** Types under an id, and gives what is new, without the first so many updates. */
    const typed =
      (id: (copy: Y.Doc) => number, without = 0) =>
      (copy: Y.Doc) => {
        copy.clientID = id(copy);
        const updates: Uint8Array[] = [];
        copy.on('update', (update: Uint8Array) => void updates.push(update));
        for (const word of ['one ', 'two ']) copy.getText('text').insert(0, word);
        return Y.mergeUpdates(updates.slice(without));
      };
    const others = (copy: Y.Doc) => [...copy.store.clients.keys()][0]!;
    const own = () => 7;
    expect(await asked('src/main.ts', typed(others))).toContain('an id of somebody else');
    expect(await asked('src/main.ts', typed(own, 1))).toContain('cannot be saved yet');
    expect(await asked('src/main.ts', () => Uint8Array.of(9, 9, 9, 9))).toContain('malformed');
    expect(await asked('vendor/lib.ts', typed(own))).toContain('cannot edit');
    expect(await asked('src/main.ts', typed(own))).toBe('answered');
    await client.leave();
  });

  it('completions name no file that is hidden or outside, nor what it holds', async () => {
    const [script, python] = [`export const ${canary} = 1;\n`, `${canary} = 1\n`];
    await mkdir(join(host.folder, 'private/hiddenPart'));
    for (const folder of [join(host.folder, 'private'), join(host.folder, 'private/hiddenPart'), host.outside]) {
      await writeFile(join(folder, 'hiddenFile.ts'), script);
      await writeFile(join(folder, 'hiddenFile.py'), python);
    }
    const paths = { '@own/*': ['./private/*'], '@all/*': ['./*'] };
    await writeFile(join(host.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { paths } }));
    await writeFile(join(host.folder, 'src/both.ts'), 'export const oneOfTwo = 1;\n');
    await writeFile(join(host.folder, 'private/hiddenFile.ts'), `${script}export const oneOfTwo = 1;\n`);
    await writeFile(join(host.folder, 'seventeen.ts'), 'oneOfTwo;\nexport {};\n');
    const texts: [server: string, name: string, text: string, shown: string][] = [
      ['typescript', 'one.ts', `${canary.slice(0, -3)}`, 'typeof'],
      ['typescript', 'two.ts', "import x from './src/", 'fleet'],
      ['typescript', 'three.ts', "import x from './", 'two'],
      ['typescript', 'four.ts', "import x from '../", ''],
      ['typescript', 'five.ts', "import x from '/", ''],
      ['typescript', 'six.ts', "import x from './private/", ''],
      ['typescript', 'seven.ts', "import x from './innocent-folder/hiddenPart/", ''],
      ['typescript', 'eight.ts', '/// <reference path="../', ''],
      ['typescript', 'fifteen.ts', "import x from '@own/", ''],
      ['typescript', 'sixteen.ts', "import x from '@all/", 'src'],
      ['pyright', 'nine.py', 'import ', 'ten'],
      ['pyright', 'ten.py', 'from private import ', ''],
      ['pyright', 'eleven.py', 'from private.', ''],
      ['pyright', 'twelve.py', `${canary.slice(0, -3)}`, ''],
      ['markdown', 'eighteen.md', '[x](./src/', 'fleet'],
      ['markdown', 'nineteen.md', '[x](../', ''],
      ['markdown', 'twenty.md', '[x](./private/', ''],
      ['markdown', 'twentyone.md', '[x](./innocent-folder/', ''],
      ['css', 'thirteen.css', '@import "../', ''],
      ['html', 'fourteen.html', '<script src="./', ''],
    ];
    await Promise.all(texts.map(([, name, text]) => writeFile(join(host.folder, name), text)));
    const client = guestClient(host.link, 'Attacker');
    await enter(client);
    for (const server of new Set(texts.map(([each]) => each))) {
      const window = await LanguageWindow.open(client, server);
      for (const [, name, text, shown] of texts.filter(([each]) => each === server)) {
        const { ref } = await client.request('documents.open', { path: name });
        const document = await client.documents.open(ref);
        const params = { textDocument: { uri: `folder:/${name}` }, position: { line: 0, character: text.length } };
        const { result, error } = await window.ask('textDocument/completion', params, seen(client, document));
        const answer = JSON.stringify(result ?? null);
        expect([name, error]).toEqual([name, undefined]);
        expect(answer, name).toContain(shown);
        expect(answer, name).not.toMatch(/canaryOf|hidden(File|Part)|private|"outside"|\.ssh|"etc"|notes/);
      }
      if (server !== 'typescript') continue;
      const { ref } = await client.request('documents.open', { path: 'seventeen.ts' });
      const document = await client.documents.open(ref);
      const uri = 'folder:/seventeen.ts';
      const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 8 } };
      await window.ask('textDocument/documentSymbol', { textDocument: { uri } }, seen(client, document));
      await client.until(({ languages }) => languages.problems['typescript:seventeen.ts'] !== undefined);
      const { result } = await window.ask(
        'textDocument/codeAction',
        { textDocument: { uri }, range, context: { diagnostics: [] } },
        seen(client, document),
      );
      expect(JSON.stringify(result)).toContain('import');
      expect(JSON.stringify(result)).not.toMatch(/hidden(File|Part)|private|notes/);
    }
    await client.leave();
  }, 60_000);

  it.each([
    ['no JSON', '{'],
    ['no message', '[]'],
    ['one without end', 'x'.repeat(16_000)],
  ])('%s ends it', async (_, text) => {
    const client = guestClient(host.link, 'Attacker');
    await enter(client);
    const stream = client.open('languages.connect', { server: 'typescript' });
    const isLast = text.length < 16_000;
    const flood = async () => {
      for (let count = 0; count < 100; count++) await stream.send({ text, isLast });
    };
    flood().catch(() => undefined);
    await expect(stream.result).rejects.toBeDefined();
    await client.leave();
  });
});
