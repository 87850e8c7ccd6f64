import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findBrowser } from '../../../scripts/lib/browser.mjs';
import { whyNoWindow } from '../../../scripts/lib/electron.mjs';
import { requireBootstrapNode } from '../../../scripts/lib/pinned-node.mjs';
import { PlainError } from '../../../scripts/lib/plain-error.mjs';
import { readStartOptions, requireFolder, requireFreePort } from '../../../scripts/lib/start-options.mjs';

test('a folder is found from where the person stands, not from the project', () => {
  expect(readStartOptions(['things', '--no-open', '--port', '4000'], '/home/ada')).toMatchObject({
    folder: '/home/ada/things',
    open: false,
    port: 4000,
  });
});

test('without a folder the example opens, on any port', () => {
  expect(readStartOptions([])).toMatchObject({ folder: null, open: true, browser: false, port: undefined });
});

test.each([[['a', 'b']], [['--port', 'x']], [['--port', '70000']], [['--colour']]])(
  '%j is refused in words',
  (args) => {
    expect(() => readStartOptions(args)).toThrow(PlainError);
  },
);

test('a missing folder and a file are refused', () => {
  expect(() => requireFolder('/no/such/folder')).toThrow('There is no folder /no/such/folder.');
  expect(() => requireFolder(fileURLToPath(import.meta.url))).toThrow('is a file');
});

test('a port in use is refused, a free one is not', async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(requireFreePort(port)).rejects.toThrow(`Port ${port} is in use by another program.`);
  await new Promise((done) => server.close(done));
  await expect(requireFreePort(port)).resolves.toBeUndefined();
  await expect(requireFreePort(undefined)).resolves.toBeUndefined();
});

test('an old Node is told what is needed', () => {
  expect(() => requireBootstrapNode('18.20.0')).toThrow('Node.js 20 or newer');
  expect(() => requireBootstrapNode('20.0.0')).not.toThrow();
});

test('Electron is used only where it can show a window with its sandbox on', () => {
  expect(whyNoWindow('linux', {}, 1000)).toBe('there is no display here');
  expect(whyNoWindow('linux', { DISPLAY: ':0' }, 0)).toContain('root');
  expect(whyNoWindow('linux', { WAYLAND_DISPLAY: 'wayland-0' }, 1000)).toBeUndefined();
  expect(whyNoWindow('darwin', {}, 501)).toBeUndefined();
});

test('CHROME_PATH is believed if it can be started, and named if it cannot', () => {
  expect(findBrowser({ CHROME_PATH: process.execPath })).toBe(process.execPath);
  expect(() => findBrowser({ CHROME_PATH: '/no/chrome' })).toThrow('/no/chrome');
});
