import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runWhileGrowing } from '../../../scripts/lib/growing.mjs';
import { runWindow } from '../../../scripts/lib/window.mjs';

/** Runs a stand-in for Electron; gives how it went and what the person at the terminal read. */
async function window(script: string, timeoutMs = 10_000) {
  let said = '';
  const say = (text: string): void => {
    said += text;
  };
  const ended = await runWindow(process.execPath, ['-e', script], { env: process.env, timeoutMs, say });
  return { ...ended, said };
}

const start = "require('fs').writeFileSync(process.env.ENSEMBLE_STARTED_MARK, '');";

test.each([
  [
    'a library is missing',
    "console.error('electron: error while loading shared libraries: libnss3.so: cannot open shared object file'); process.exit(127)",
    'the desktop window needs libnss3.so, which this system does not have',
  ],
  [
    'the system restricts the sandbox, as Ubuntu does',
    "console.error('FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox! If you are running on Ubuntu 23.10+'); process.kill(process.pid, 'SIGTRAP')",
    'this system does not let the desktop window start its sandbox (Ubuntu allows that to installed programs only)',
  ],
  [
    'the display is gone',
    "console.error('ERROR:ozone_platform_x11.cc(245)] Missing X server or $DISPLAY'); process.exit(1)",
    'the display cannot be opened',
  ],
  ['nothing is said', 'process.exit(3)', 'the desktop window ended as it started (3)'],
])('a window that cannot start says why in one sentence: %s', async (_why, script, reason) => {
  expect(await window(script)).toEqual({ reason, said: '' });
});

test('a window that hangs as it starts is given up', async () => {
  expect(await window('setInterval(() => {}, 1000)', 500)).toEqual({
    reason: 'the desktop window did not start within 0.5 s',
    said: '',
  });
});

test('a window that started is not taken for one that did not, however it ends', async () => {
  expect(await window(`console.error('sandbox'); ${start} setTimeout(() => process.exit(7), 600)`)).toEqual({
    code: 7,
    said: 'sandbox\n',
  });
  expect(await window('process.exit(0)')).toEqual({ code: 0, said: '' });
});

test('a program that is not there cannot start', async () => {
  const ended = await runWindow('/no/such/electron', [], { env: process.env });
  expect(ended).toEqual({ reason: 'the desktop window ended as it started (127)' });
});

test('a download that stands still is ended, and one that is slow is not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-growing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const server = createServer((request, answer) => {
    answer.write('first');
    if (request.url === '/slow') setTimeout(() => answer.end('last'), 1_200);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close().closeAllConnections());
  const script = join(folder, 'fetch.mjs');
  writeFileSync(
    script,
    `import { createWriteStream } from 'node:fs';
    import { get } from 'node:http';
    get(process.argv[2], (answer) => answer.pipe(createWriteStream(process.env.TMPDIR + '/download')));`,
  );
  const { port } = server.address() as AddressInfo;
  const run = (path: string, stallMs: number) =>
    runWhileGrowing(process.execPath, [script, `http://127.0.0.1:${port}/${path}`], { folder, stallMs });
  expect(await run('hang', 2_000)).toEqual({ code: expect.any(Number), isStalled: true });
  expect(await run('slow', 8_000)).toEqual({ code: 0, isStalled: false });
});
