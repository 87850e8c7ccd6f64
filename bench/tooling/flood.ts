import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import headless from '@xterm/headless';
import type { OwnWindow } from '../../tests/lib/own-window.ts';
import type { Row } from '../lib/parts.ts';
import { PinnedChild } from '../lib/pinned-child.ts';
import { flood, floodMB, last } from './flooding-program.ts';

const size = { columns: 80, rows: 24 };

/** Output that a window's terminal takes before it has shown it, and with how much it takes more (`TerminalProcess`). */
const [mostUnshown, fewUnshown] = [100_000, 50_000];

/** A terminal as a window has it, apart from drawing: it takes output piece by piece, and says when it has. */
class Emulated {
  readonly #terminal = new headless.Terminal({
    cols: size.columns,
    rows: size.rows,
    scrollback: 1000,
    logLevel: 'off',
  });
  #end = '';
  #unshown = 0;
  #hasRoom: () => void = () => undefined;
  readonly over = Promise.withResolvers<void>();

  /** Takes output as a window does: resolves while there is room for more. */
  async take(data: Uint8Array): Promise<void> {
    this.#unshown += data.length;
    void this.show(data).then(() => {
      this.#unshown -= data.length;
      if (this.#unshown <= fewUnshown) this.#hasRoom();
    });
    if (this.#unshown > mostUnshown) await new Promise<void>((resolve) => (this.#hasRoom = resolve));
  }

  /** Resolves once output is shown. */
  show(data: Uint8Array): Promise<void> {
    this.#end = (this.#end + new TextDecoder().decode(data.subarray(-last.length))).slice(-last.length);
    return new Promise((resolve) =>
      this.#terminal.write(data, () => {
        resolve();
        if (this.#end === last) this.over.resolve();
      }),
    );
  }
}

/** Times the output over a plain WebSocket, from a process with a pty to the same terminal. */
async function plainMs(): Promise<number> {
  const child = new PinnedChild('the plain pty', 1, [fileURLToPath(new URL('./plain-pty.ts', import.meta.url))]);
  try {
    const { port } = await child.next<{ is: 'ready'; port: number }>('ready');
    const terminal = new Emulated();
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    socket.binaryType = 'arraybuffer';
    const startedMs = performance.now();
    socket.onmessage = ({ data }) =>
      void terminal.show(new Uint8Array(data as ArrayBuffer)).then(() => socket.send('taken'));
    await terminal.over.promise;
    const tookMs = performance.now() - startedMs;
    socket.close();
    return tookMs;
  } finally {
    await child.close();
  }
}

const residentMB = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** Turns in which both are measured, so that what else the machine does slows both; the faster of each counts. */
const turns = 2;

/** Times the output of a terminal that is shared, to its owner's window, while a guest looks on and two others type. */
export async function measureFlood(own: OwnWindow, host: { link: string; pid: number }): Promise<Row[]> {
  const all: { aloneMs: number; shared: Shared }[] = [];
  for (let turn = 0; turn < turns; turn++)
    all.push({ aloneMs: await plainMs(), shared: await measureShared(own, host) });
  const least = (values: number[]) => Math.min(...values);
  const alone = least(all.map(({ aloneMs }) => aloneMs));
  const output = `${floodMB} MB of output`;
  const shared = all.map((each) => each.shared);
  return [
    { case: `${output} over a plain WebSocket`, value: alone, unit: 'ms', limit: null },
    {
      case: `${output} of a shared terminal`,
      value: least(shared.map(({ tookMs }) => tookMs)),
      unit: 'ms',
      limit: 2 * alone,
    },
    {
      case: `${output}: memory of the host beyond before`,
      value: Math.max(...shared.map(({ moreMB }) => moreMB)),
      unit: 'MB',
      limit: 200,
    },
    {
      case: `${output}: others' keys meanwhile, p95`,
      value: least(shared.map(({ p95Ms }) => p95Ms)),
      unit: 'ms',
      limit: 100,
    },
  ];
}

interface Shared {
  tookMs: number;
  moreMB: number;
  p95Ms: number;
}

async function measureShared(
  { client, direct }: OwnWindow,
  { link, pid }: { link: string; pid: number },
): Promise<Shared> {
  const pair = new PinnedChild('the typing pair', 0, [fileURLToPath(new URL('./typing-pair.ts', import.meta.url))]);
  try {
    const join = { is: 'join', link };
    pair.send(join);
    await pair.next('joined');
    const beforeMB = residentMB(pid);
    let mostMB = beforeMB;
    const watch = setInterval(() => (mostMB = Math.max(mostMB, residentMB(pid))), 50);
    const startedMs = performance.now();
    const open = { ...flood, cwd: null, env: {}, title: '', nonce: '', marksCommands: false, ...size };
    const { id } = await direct.request('terminals.open', open);
    const { ref } = await direct.request('terminals.share', { id, access: 'read', people: [] });
    let guestBytes = 0;
    const stop = client.followed.follow(ref!, {
      begin: () => undefined,
      take: ({ body }) => (guestBytes += body.length),
      withheld: (error) => {
        throw error;
      },
    });
    const terminal = new Emulated();
    const stream = direct.open('terminals.show', { id });
    void (async () => {
      for await (const part of stream) if ('data' in part) await terminal.take(part.data);
    })().catch(() => undefined);
    pair.send({ is: 'type' });
    await terminal.over.promise;
    const tookMs = performance.now() - startedMs;
    clearInterval(watch);
    pair.send({ is: 'stop' });
    const { p95Ms } = await pair.next<{ is: 'stopped'; p95Ms: number }>('stopped');
    stop();
    await direct.request('terminals.close', { id });
    console.log(`a guest who looked on was sent ${Math.round(guestBytes / 1e6)} MB of it`);
    return { tookMs, moreMB: mostMB - beforeMB, p95Ms };
  } finally {
    await pair.close();
  }
}
