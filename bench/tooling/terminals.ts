import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPty } from '../../src/main/terminals/pty.ts';
import { decodeTerminalBody } from '../../src/shared/capabilities/terminals/decode.ts';
import { ownWindow } from '../../tests/lib/own-window.ts';
import { gather, sample, whileTyping } from '../editing/stage.ts';
import { startHost } from '../folders/big-folder.ts';
import type { Row } from '../lib/parts.ts';
import { PinnedChild } from '../lib/pinned-child.ts';
import { percentile } from '../lib/report.ts';
import { measureFlood } from './flood.ts';

const keys = 150;
const pauseMs = 30;
const size = { columns: 80, rows: 24 };
const typedFile = 'typed.txt';
const typists = 50;
const keysPerSecond = 5;
const bash = { program: '/bin/bash', args: ['--norc'] };

/** Waits for the echo of keys, of which it is told the output. */
class Echo {
  #seen: (() => void) | null = null;

  heard(output: Uint8Array): void {
    if (new TextDecoder().decode(output).includes('x')) this.#seen?.();
  }

  /** Types keys one after another. Gives the time until each was seen, p95 in milliseconds. */
  async p95Ms(type: (key: string) => unknown): Promise<number> {
    const times: number[] = [];
    for (let key = 0; key < keys; key++) {
      const seen = new Promise<void>((resolve) => (this.#seen = resolve));
      const startedMs = performance.now();
      // Taken back each time, so that the line never wraps.
      void type(key % 2 === 0 ? 'x' : '\x15x');
      await seen;
      times.push(performance.now() - startedMs);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return percentile(Float64Array.from(times).sort(), 0.95);
  }
}

async function localP95Ms(): Promise<number> {
  const start = await loadPty();
  const pty = start({ ...bash, cwd: tmpdir(), env: { PATH: process.env.PATH ?? '' }, ...size });
  const echo = new Echo();
  pty.onData((data) => echo.heard(data));
  try {
    return await echo.p95Ms((key) => pty.write(key));
  } finally {
    pty.kill();
  }
}

/** Measures the echo of keys that are typed into a shared terminal through the session, beside a pty of this process. */
export async function measureTerminals(): Promise<Row[]> {
  const local = await localP95Ms();
  const folder = await mkdtemp(join(tmpdir(), 'ensemble-bench-terminals-'));
  await writeFile(join(folder, typedFile), sample());
  const host = await startHost(folder);
  const crowd = new PinnedChild('the crowd', 0, [fileURLToPath(new URL('../editing/crowd.ts', import.meta.url))]);
  try {
    await crowd.next('ready');
    const own = await ownWindow(host.url);
    const { client, direct } = own;
    const { id } = await direct.request('terminals.open', {
      ...bash,
      cwd: null,
      env: {},
      title: '',
      nonce: '',
      marksCommands: false,
      ...size,
    });
    const { ref } = await direct.request('terminals.share', { id, access: 'read', people: [] });
    await client.until(({ terminals }) => terminals[ref!] !== undefined);
    const echo = new Echo();
    client.followed.follow(ref!, {
      begin: () => undefined,
      take: ({ kind, body }) => echo.heard(decodeTerminalBody(kind, body)?.output?.data ?? new Uint8Array()),
      withheld: (error) => {
        throw error;
      },
    });
    const typeKeys = () => echo.p95Ms((key) => client.request('terminals.type', { terminal: ref!, data: key }));
    const shared = await typeKeys();
    await gather(crowd, host, typists, typedFile);
    let crowded = 0;
    await whileTyping(crowd, keysPerSecond, async () => {
      crowded = await typeKeys();
    });
    await crowd.close();
    await direct.request('terminals.close', { id });
    const beyond = 'beyond a local pty';
    const flooded = await measureFlood(own, { link: host.link, pid: host.host.pid });
    client.leave();
    return [
      { case: 'key echo of a local pty, p95', value: local, unit: 'ms', limit: null },
      { case: `key echo in a shared terminal, p95, ${beyond}`, value: shared - local, unit: 'ms', limit: 10 },
      { case: `the same while ${typists} people type`, value: crowded - local, unit: 'ms', limit: 10 },
      ...flooded,
    ];
  } finally {
    await crowd.close();
    await host.close();
    await rm(folder, { recursive: true, force: true });
  }
}
