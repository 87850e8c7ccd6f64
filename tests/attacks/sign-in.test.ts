import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { pack, unpack } from '../../src/shared/core/message-pack.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import type { RawClient } from './lib/raw-client.ts';

const script = join(import.meta.dirname, '../lib/agents/scripted-agent.mjs');
/** Time that another's key may take meanwhile: usually tens of milliseconds, here with room for a busy machine. */
const mostKeyMs = 1_500;

const escapes = '\u001b]0;pwned\u0007\u001b[2J\u202e\u2066\nFORGED\u009b31m\u200b\u0000';
const programs = {
  Evil: [
    { id: 'good', name: `good ${escapes}`, description: `d ${escapes}`.repeat(10) },
    { id: '__proto__', name: '__proto__' },
    { id: 'x'.repeat(3_000), name: 'y'.repeat(3_000) },
    {
      id: 'shell',
      name: 'shell',
      type: 'terminal',
      args: ['; rm -rf /', '$(id)', '`id`', escapes],
      env: { X: escapes },
    },
  ],
  Many: [{ id: 'good', name: 'n'.repeat(200), times: 20_000 }],
  Hanging: [{ id: 'hang', name: 'hang' }],
  Wrong: [{ id: 5, name: { a: 1 } }, null, 'text', [], { name: 'no id' }],
};

let host: AttackedHost;
beforeAll(async () => {
  const agents = Object.entries(programs).map(([name, ways]) => ({
    name,
    command: process.execPath,
    args: [script],
    edits: 'apply',
    env: { SCRIPTED_SIGN_IN: JSON.stringify(ways) },
  }));
  host = await AttackedHost.start(undefined, { files: { 'agents.json': JSON.stringify({ agents }) } });
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => host?.close());

interface Told {
  id: number;
  part?: Uint8Array;
  error?: { code: string };
}

let ids = 900;
function start(client: RawClient, program: string, role = 'editor', creditBytes = 1024 * 1024) {
  const id = ++ids;
  const from = client.frames.length;
  client.say('agents.start', { id, params: { program, role }, creditBytes }, { to: host.host, n: 0 });
  const heard = () =>
    client.frames
      .slice(from)
      .flatMap((frame) => ('entries' in frame ? frame.entries : []))
      .map((e) => [e[5], unpack(e[9]) as Told] as const)
      .filter(([, b]) => b?.id === id);
  const parts = () =>
    heard()
      .filter(([k]) => k === 'stream.sent')
      .map(([, b]) => unpack(b.part!) as unknown);
  const end = () => heard().find(([k]) => k === 'stream.ended')?.[1];
  const refused = () => client.frames.slice(from).find((f) => f.t === 'refused') as { code: string } | undefined;
  const sends = (part: unknown, bytes?: Uint8Array) =>
    client.say('stream.sent', { id, part: bytes ?? pack(part) }, { to: host.host, n: 0 });
  return { id, parts, end, refused, sends, cancel: () => client.say('stream.ended', { id }, { to: host.host, n: 0 }) };
}

/** Processes of the script that run under the host. */
async function running(): Promise<number> {
  const all = await readdir('/proc');
  const lines = await Promise.all(
    all.filter((each) => /^\d+$/.test(each)).map((each) => readFile(`/proc/${each}/cmdline`, 'latin1').catch(() => '')),
  );
  const parents = await Promise.all(
    all.filter((each) => /^\d+$/.test(each)).map((each) => readFile(`/proc/${each}/stat`, 'latin1').catch(() => '')),
  );
  return lines.filter(
    (line, at) =>
      line.includes('scripted-agent.mjs') && parents[at]!.split(') ')[1]?.split(' ')[1] === String(host.pid),
  ).length;
}

it('is for nobody from outside: not for a second owner, and their sixty starts leave no program and no key waiting', async () => {
  const guest = await host.guest('owner');
  const names = Object.keys(programs);
  const all = Array.from({ length: 60 }, (_, at) => start(guest, names[at % names.length]!));
  const code = (each: ReturnType<typeof start>) => each.end()?.error?.code ?? each.refused()?.code;
  await expect
    .poll(async () => [await host.keyMs(), all.filter((each) => !code(each)).length], {
      timeout: 15_000,
      interval: 500,
    })
    .toEqual([expect.any(Number), 0]);
  expect(await host.keyMs()).toBeLessThan(mostKeyMs);
  expect(all.filter((each) => each.parts().length > 0)).toEqual([]);
  await expect.poll(running, { timeout: 10_000 }).toBe(0);
}, 30_000);

it('is chosen by no part of who may not, by no name, and ends with its starter', async () => {
  const guest = await host.guest('owner');
  for (const part of [0, '0', { way: -1 }, { way: 1e9 }, null, [], { method: 'hang' }]) {
    const starting = start(guest, 'Hanging');
    starting.sends(part);
    await expect
      .poll(() => starting.end()?.error?.code ?? null, { timeout: 8_000 })
      .toMatch(/bad-request|not-permitted/);
  }
  for (const program of ['__proto__', 'constructor', '../../bin/sh', '', 'evil']) {
    const starting = start(guest, program);
    await expect.poll(() => starting.end()?.error?.code ?? null).toBe('not-found');
  }
  for (const role of ['maintainer', 'editor', 'viewer'] as const) {
    const other = await host.guest(role);
    const starting = start(other, 'Evil');
    await other.handled();
    await expect.poll(() => starting.end()?.error?.code ?? starting.refused()?.code ?? null).toBe('not-permitted');
  }
  for (let at = 0; at < 8; at++) start(guest, 'Hanging');
  guest.send({ t: 'leave' });
  await expect.poll(running, { timeout: 10_000 }).toBe(0);
}, 30_000);
