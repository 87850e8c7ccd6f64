import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it, vi } from 'vitest';
import { guestOf, SharedFolder, windowOf } from '../host/host-fixture.ts';
import { LanguageWindow, seen } from './language-window.ts';

const script = fileURLToPath(new URL('./scripted-server.mjs', import.meta.url));

const presets = [
  { id: 'gopls', program: 'gopls', path: 'main.go', asks: true },
  { id: 'rust-analyzer', program: 'rust-analyzer', path: 'main.rs', asks: true },
  { id: 'clangd', program: 'clangd', path: 'main.cpp', asks: false },
  { id: 'jdtls', program: 'jdtls', path: 'Main.java', asks: true },
];

afterEach(() => vi.unstubAllEnvs());

it('takes gopls, rust-analyzer, clangd and jdtls where they are on the path, asks first where they run the folder’s code, and names those that are missing', async () => {
  const files = Object.fromEntries(presets.map(({ path }) => [path, `text of ${path}`]));
  const folder = new SharedFolder(files);
  const bin = join(folder.home, 'bin');
  mkdirSync(bin, { recursive: true });
  vi.stubEnv('PATH', bin);
  const without = await folder.host();
  const first = await windowOf(without.host.url);
  await first.client.until(({ languages }) => languages.servers.length > 0);
  for (const { id, program } of presets)
    expect(first.client.state.languages.servers.find((each) => each.id === id)).toMatchObject({
      state: 'missing',
      text: `Install ${program} on the machine that hosts this folder, so that it is found on the PATH.`,
    });
  await without.close();

  for (const { program } of presets) {
    const place = join(bin, program);
    const run = [process.execPath, script, 'good', `${place}.notes`].map((part) => `'${part}'`).join(' ');
    writeFileSync(place, `#!/bin/sh\nprintf '%s\\n' "$*" > '${place}.args'\nexec ${run}\n`);
    chmodSync(place, 0o755);
  }
  vi.stubEnv('PATH', [bin, '/usr/bin', '/bin'].join(delimiter));
  const host = await folder.host();
  const { client, direct } = await windowOf(host.host.url);
  const guest = await guestOf(await host.share('editor'));
  const stateOf = (id: string) => client.state.languages.servers.find((each) => each.id === id);
  await client.until(({ languages }) => languages.servers.length > 0);
  for (const { id, path, asks } of presets) {
    if (asks) {
      expect(stateOf(id)).toMatchObject({ state: 'unapproved' });
      const { hash } = await direct.request('languages.command', { server: id });
      await direct.request('languages.approve', { server: id, hash });
    }
    const { ref } = await direct.request('documents.open', { path });
    const document = await guest.documents.open(ref);
    const window = await LanguageWindow.open(guest, id);
    const at = { textDocument: { uri: `folder:/${path}` }, position: { line: 0, character: 0 } };
    const answer = await window.ask('textDocument/hover', at, seen(guest, document));
    expect(JSON.stringify(answer.result)).toContain(`text of ${path} in folder:/${path}`);
    await client.until(() => stateOf(id)?.state === 'ready');
  }
  expect(readFileSync(join(bin, 'clangd.args'), 'utf8')).toContain('--enable-config=false');
}, 60_000);
