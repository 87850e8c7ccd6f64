import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { EnsembleProcess } from '../../../e2e/lib/ensemble-process.ts';
import { windowOf } from '../host/host-fixture.ts';
import { openShell, runs } from './attached.ts';

it.skipIf(process.platform === 'win32')(
  'leaves no process of a terminal behind when the host is killed',
  async () => {
    const base = mkdtempSync(join(tmpdir(), 'ensemble-killed-'));
    onTestFinished(() => rmSync(base, { recursive: true, force: true }));
    const host = new EnsembleProcess();
    await host.start(['host', base, '--port', '0', '--no-open'], join(base, '.home'));
    onTestFinished(() => host.end('SIGKILL'));
    const { direct } = await windowOf(host.printed('ready')!);
    const shell = await openShell(direct);
    await shell.type('set -m; (trap "" HUP; sleep 1000) & echo started $!.\r');
    await shell.shows(/started (\d+)\./);
    const [, child] = /started (\d+)\./.exec(shell.text)!;
    expect(runs(Number(child))).toBe(true);
    await host.end('SIGKILL');
    await expect.poll(() => runs(shell.pid) || runs(Number(child)), { timeout: 10_000 }).toBe(false);
  },
  60_000,
);
