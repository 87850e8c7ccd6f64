import { basename, dirname } from 'node:path';
import { expect, it } from 'vitest';
import { guestOf, SharedFolder, windowOf } from '../host/host-fixture.ts';
import { LanguageWindow, seen } from './language-window.ts';

/** A formatter that trims its lines, says its path, and fails or hangs where its text says so. */
const script = `
let text = '';
process.stdin.on('data', (chunk) => (text += chunk)).on('end', () => {
  if (text.includes('HANG')) return setInterval(() => undefined, 1000);
  if (text.includes('BROKEN')) { console.error(process.execPath + ': line 1 is broken in ' + process.cwd()); process.exit(2); }
  process.stdout.write(text.split('\\n').map((line) => line.trim()).join('\\n') + '// ' + process.argv.at(-1) + '\\r\\n');
});`;

it('formats by a command that a setting names, once for all, in place of the server', async () => {
  const folder = new SharedFolder({ 'src/a.css': '  a { }\n\nb { }\n', 'b.css': 'BROKEN\n', 'c.css': 'HANG\n' });
  const trim = { name: 'Trim', command: process.execPath, args: ['-e', script, '{path}'] };
  const languages = { css: { extensions: ['.css'] } };
  folder.write('../home/languages.json', JSON.stringify({ formatters: { trim: { ...trim, languages }, gofmt: true } }));
  folder.write('.ensemble/languages.json', JSON.stringify({ formatters: { other: { ...trim, languages: {} } } }));
  const host = await folder.host();
  expect(folder.reports).toEqual([]);
  const { direct } = await windowOf(host.host.url);
  const guest = await guestOf(await host.share('editor'));
  await guest.until(({ languages }) => languages.servers.length > 0);
  expect(guest.state.languages.servers).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({ id: 'trim', state: 'idle', languages: ['css'] }),
      expect.objectContaining({ id: 'other', state: 'unapproved' }),
      expect.objectContaining({ id: 'gofmt', languages: ['go'] }),
    ]),
  );

  const window = await LanguageWindow.open(guest, 'trim');
  const format = async (path: string) => {
    const { ref } = await direct.request('documents.open', { path });
    const document = await guest.documents.open(ref);
    const params = { textDocument: { uri: `folder:/${path}` }, options: { tabSize: 2, insertSpaces: true } };
    return window.begin('textDocument/formatting', params, seen(guest, document));
  };
  const { result, at } = await (await format('src/a.css')).answer;
  expect(at).toHaveLength(1);
  expect(result).toEqual([
    { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 2 } }, newText: '' },
    { range: { start: { line: 2, character: 5 }, end: { line: 2, character: 5 } }, newText: '\n// src/a.css' },
  ]);
  const { error } = await (await format('b.css')).answer;
  expect(error?.message).toContain(`Trim did not format this: ${basename(process.execPath)}: line 1 is broken in .`);
  for (const place of [folder.folder, dirname(process.execPath)]) expect(error?.message).not.toContain(place);
  const hangs = await format('c.css');
  await hangs.sent;
  await window.ask('textDocument/formatting', { textDocument: { uri: 'folder:/src/a.css' } });
  await window.say({ method: '$/cancelRequest', params: { id: hangs.id } });
  expect((await hangs.answer).error).toBeDefined();

  // A person has few formattings at a time, over all of their windows.
  const second = await LanguageWindow.open(guest, 'trim');
  const params = { textDocument: { uri: 'folder:/c.css' }, options: {} };
  const begun = [window, second, window, second, window].map((each) => each.begin('textDocument/formatting', params));
  const fifth = await Promise.race(begun.map(({ answer }) => answer));
  expect(fifth.error?.message).toContain('are being formatted already');
  const others = await LanguageWindow.open(direct, 'trim');
  const theirs = await others.ask('textDocument/formatting', { textDocument: { uri: 'folder:/src/a.css' } });
  expect(theirs.error).toBeUndefined();
  for (const [index, { id }] of begun.entries())
    await [window, second][index % 2]!.say({ method: '$/cancelRequest', params: { id } });
  await Promise.all(begun.map(({ answer }) => answer));

  const server = new LanguageWindow(direct, 'css');
  const { capabilities } = (await server.ask('initialize', {})).result as { capabilities: object };
  expect(capabilities).toHaveProperty('hoverProvider');
  expect(capabilities).not.toHaveProperty('documentFormattingProvider');
}, 30_000);
