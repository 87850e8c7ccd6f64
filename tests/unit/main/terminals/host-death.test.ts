import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { EnsembleProcess } from '../../../e2e/lib/ensemble-process.ts';
import { windowOf } from '../host/host-fixture.ts';
import { openShell, runs, startThoseThatStay } from './attached.ts';

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
    const left = await startThoseThatStay(shell);
    const stranger = spawn('sleep', ['1004'], { stdio: 'ignore' });
    onTestFinished(() => void stranger.kill());
    expect(left.every(runs)).toBe(true);
    await host.end('SIGKILL');
    await expect.poll(() => [shell.pid, ...left].filter(runs), { timeout: 10_000 }).toEqual([]);
    expect(runs(stranger.pid!)).toBe(true);
  },
  60_000,
);
