import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { applyUpdate } from 'yjs';
import { pack, storedLimits, unpack } from '../../src/shared/core/message-pack.ts';
import { agentOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { BlobClient } from './lib/bare-http.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import type { RawClient } from './lib/raw-client.ts';
import { placeOf, sectionOf } from './lib/section-scene.ts';
import { type Place, struct, text, updateOf } from './lib/yjs-bytes.ts';

/** Time that the most of others' keys may take meanwhile. */
const mostKeyMs = 300;
const mostGrowthBytes = 200 * 1024 * 1024;
const line = 'a line of this text, which is of no interest\n';
const megabytes = 3;
const runs = 20_000;
const long = process.env.ENSEMBLE_LONG_ATTACKS === '1';
const watchedMs = long ? 8_000 : 4_000;

let host: AttackedHost;
let bob: RawClient;
let cat: RawClient;

beforeAll(async () => {
  host = await AttackedHost.start();
  bob = await host.guest('editor', { name: 'Bob' });
  cat = await host.guest('editor', { name: 'Cat' });
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => host?.close('SIGKILL'));

async function memoryBytes(): Promise<number> {
  const status = await readFile(`/proc/${host.pid}/status`, 'utf8');
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(status)![1]);
}

/** Joins a text whose past is an attachment. */
async function joinLarge(client: RawClient, path: string): Promise<HonestTypist> {
  const typist = await HonestTypist.join(client, host.host, path);
  for (const frame of client.frames) {
    if (frame.t !== 'backfill' || frame.ref !== typist.ref || !frame.checkpointBlob) continue;
    const answer = await new BlobClient(host, client).get(frame.checkpointBlob);
    const { update } = unpack(new Uint8Array(await answer.arrayBuffer()), storedLimits) as { update: Uint8Array };
    applyUpdate(typist.doc, update);
  }
  return typist;
}

/** A text of megabytes in many pieces, of which Bob has locked two lines. */
async function large(path: string, size = megabytes, pieces = runs): Promise<HonestTypist> {
  await writeFile(join(host.folder, path), line.repeat(Math.ceil((size * 1024 * 1024) / line.length)));
  const typist = await joinLarge(bob, path);
  const step = Math.floor(typist.text.length / pieces);
  const update = typist.changed((text) => {
    for (let at = text.length - 10; at > 1_000; at -= step) text.insert(at, 'x');
  });
  const blob = await new BlobClient(host, bob).upload(pack({ update, manner: 'pasted' }));
  expect(await bob.verdict('doc.updated', {}, { ref: typist.ref, blob })).toBe('taken');
  const section = sectionOf(typist, line.length, 3 * line.length, { start: 2, end: 3 });
  expect(await bob.verdict('lock.acquired', section, { ref: typist.ref })).toBe('taken');
  return typist;
}

/** Edits of an agent far from the section, each behind the one before. */
async function editsOf(path: string): Promise<[HonestTypist, (clock: number) => object]> {
  const agent = await joinLarge(await agentOf(host, cat), path);
  const me = agent.doc.clientID;
  const [left, right] = [placeOf(agent, 500), placeOf(agent, 501)] as [Place, Place];
  return [
    agent,
    (clock) => {
      const after: Place = clock === 0 ? left : [me, clock - 1];
      const update = updateOf([{ client: me, clock, structs: [struct(text('X'), { after, before: right })] }]);
      const ids =
        clock === 0
          ? [
              [...left, 1],
              [...right, 1],
            ]
          : [
              [...left, 1],
              [me, 0, clock],
              [...right, 1],
            ];
      return { update, reads: [{ ids }], turn: 't', call: 'c' };
    },
  ];
}

const most = (all: number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length * 0.95)]!;
const ownEdits = ({ client }: HonestTypist) =>
  client.entries.filter(([, , by, , , kind]) => kind === 'doc.updated' && by === client.replica);

/** Times others' keys for a while, and the most memory that the host takes. */
async function keysFor(ms: number): Promise<[number[], number]> {
  const keys: number[] = [];
  let memory = 0;
  for (const endMs = performance.now() + ms; performance.now() < endMs; ) {
    keys.push(await host.keyMs());
    memory = Math.max(memory, await memoryBytes());
  }
  return [keys, memory];
}

describe.runIf(process.platform === 'linux')('an agent that edits a large text with a locked section', () => {
  it('by the thousand keeps nobody’s keys, and its own edits their order', async () => {
    await large('large.txt');
    const [agent, edit] = await editsOf('large.txt');
    const calm = (await keysFor(2_000))[0];
    const before = await memoryBytes();
    for (let clock = 0; clock < 900; clock++) agent.client.say('doc.updated', edit(clock), { ref: agent.ref });
    const [keys, memory] = await keysFor(watchedMs);
    const ns = ownEdits(agent).map((entry) => entry[3]);
    expect(ns).toEqual(ns.toSorted((a, b) => a - b));
    expect(memory - before).toBeLessThan(mostGrowthBytes);
    agent.client.close();
    expect(most(keys)).toBeLessThan(mostKeyMs + 2 * most(calm));
  });

  it.runIf(long)(
    'in ten texts at once keeps nobody’s keys',
    async () => {
      const all: Awaited<ReturnType<typeof editsOf>>[] = [];
      for (let at = 0; at < 10; at++) {
        await large(`large-${at}.txt`, 2, 2_000);
        all.push(await editsOf(`large-${at}.txt`));
      }
      const calm = (await keysFor(2_000))[0];
      const before = await memoryBytes();
      for (let clock = 0; clock < 100; clock++)
        for (const [agent, edit] of all) agent.client.say('doc.updated', edit(clock), { ref: agent.ref });
      const [keys, memory] = await keysFor(watchedMs);
      for (const [agent] of all) agent.client.close();
      expect(memory - before).toBeLessThan(mostGrowthBytes);
      expect(most(keys)).toBeLessThan(mostKeyMs + 2 * most(calm));
    },
    120_000,
  );

  it.runIf(long)(
    'while an accomplice takes and releases the lock keeps nobody’s keys, and one of no lock goes as before',
    async () => {
      const held = await large('looped.txt');
      const [agent, edit] = await editsOf('looped.txt');
      const calm = (await keysFor(2_000))[0];
      const eve = await host.guest('editor', { name: 'Eve' });
      for (let clock = 0; clock < 300; clock++) agent.client.say('doc.updated', edit(clock), { ref: agent.ref });
      for (let at = 0; at < 45; at++) {
        const section = sectionOf(held, 3 * line.length, 4 * line.length, { start: 4, end: 4 });
        eve.say('lock.acquired', section, { ref: held.ref });
        eve.say('lock.released', { lock: section.lock });
      }
      const [keys] = await keysFor(watchedMs);
      agent.client.close();
      expect(most(keys)).toBeLessThan(mostKeyMs + 2 * most(calm));
    },
  );
});
