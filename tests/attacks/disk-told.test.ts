import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { authorRangesOf } from '../../src/client/authorship.ts';
import { openFile } from '../../src/client/shared-file.ts';
import { unpack } from '../../src/shared/core/message-pack.ts';
import { type OwnWindow, ownWindow } from '../lib/own-window.ts';
import { limitedWithAgent } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { canary, plantPart, toldOf } from './lib/limited-guest.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

const script = join(import.meta.dirname, '../lib/agents/scripted-agent.mjs');
let host: AttackedHost;
let window: OwnWindow;
let agent: string;
let viewer: RawClient;

beforeAll(async () => {
  const agents = [{ name: 'Scripted', command: process.execPath, args: [script], edits: 'apply' }];
  host = await AttackedHost.start(undefined, { files: { 'agents.json': JSON.stringify({ agents }) } });
  await plantPart(host);
  window = await ownWindow(host.url);
  agent = (await window.direct.open('agents.start', { program: 'Scripted', role: 'editor' }).result).agent;
  viewer = await host.guest('viewer', { name: 'Viewer' });
  await vi.waitFor(
    async () => {
      viewer.send({ t: 'subscribe', ref: agent, subscription: 1 });
      await viewer.handled();
      expect(viewer.frames.some((frame) => frame.t === 'backfill' && frame.ref === agent)).toBe(true);
    },
    { timeout: 20_000, interval: 300 },
  );
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => {
  window?.client.leave();
  return host?.close();
});

const told = (who: RawClient) =>
  who.entries
    .filter((entry) => entry[5] === 'agent.said')
    .map((entry) => unpack(entry[9]) as { form: string; text: string; path?: string; part: string });
const prompt = (...lines: string[]) =>
  host.owner.verdict('agent.prompted', { agent, prompt: freshId(), text: lines.join('\n') });
const stop = async () => {
  const turn = viewer.entries
    .filter((entry) => entry[5] === 'agent.began')
    .map((entry) => (unpack(entry[9]) as { turn: string }).turn)
    .at(-1)!;
  return host.owner.verdict('agent.stopped', { agent, turn });
};
const working = (count: number) =>
  vi.waitFor(() => expect(viewer.entries.filter((entry) => entry[5] === 'agent.began').length).toBe(count), {
    timeout: 10_000,
    interval: 100,
  });

it('hidden names in no transcript, whatever is written there in a turn', async () => {
  const [narrow, hers] = await limitedWithAgent(host);
  for (const who of [narrow, hers]) who.send({ t: 'subscribe', ref: agent, subscription: 1 });
  expect(await prompt('wait 60000')).toBe('taken');
  await working(1);
  const name = `hiddenname-${freshId()}`;
  await writeFile(join(host.folder, '.env.hiddenname'), 'x');
  await mkdir(join(host.folder, 'private', name));
  await writeFile(join(host.folder, 'private', name, 'a.txt'), 'x');
  await writeFile(join(host.folder, 'docs/plans', name), 'x');
  await writeFile(join(host.folder, '.ssh', name), 'x');
  await writeFile(join(host.folder, 'docs/told1.txt'), 'x');
  await rename(join(host.folder, 'docs/told1.txt'), join(host.folder, 'private', 'hiddenname-told.txt'));
  await writeFile(join(host.folder, 'way/part/part-told.txt'), 'x');
  const evil = [
    'a\x1b[2Jb.txt',
    'a\nb.txt',
    'a\u202Eb.txt',
    '`x`.txt',
    '[x](http:evil).txt',
    '<img src=x>.txt',
    'a\x07b.txt',
    '__proto__',
    'x'.repeat(250),
  ];
  for (const each of evil) await writeFile(join(host.folder, 'docs', each), 'x');
  await writeFile(join(host.folder, `docs/${canary}-last.txt`), 'x');
  await vi.waitFor(
    () => expect(told(viewer).some(({ text, path }) => `${text} ${path}`.includes(`${canary}-last`))).toBe(true),
    { timeout: 20_000, interval: 200 },
  );
  await stop();
  expect(host.guests.filter((guest) => guest.hasHeard('hiddenname'))).toEqual([]);
  for (const who of [narrow, hers]) {
    await who.handled();
    expect(toldOf(who, canary)).toEqual([]);
  }
}, 60_000);

it('thousands of files in a moment cost nobody keys, and a bounded number of parts', async () => {
  expect(await prompt('wait 60000')).toBe('taken');
  await working(2);
  const before = told(viewer).length;
  await mkdir(join(host.folder, 'many'));
  await Promise.all(
    Array.from({ length: 5_000 }, (_, at) => writeFile(join(host.folder, 'many', `${at}.txt`), `${at}\n`)),
  );
  const keys: number[] = [];
  for (let i = 0; i < 15; i++) keys.push(await host.keyMs());
  expect(Math.min(...keys)).toBeLessThan(1_500);
  await stop();
  await vi.waitFor(() => expect(viewer.entries.filter((entry) => entry[5] === 'agent.ended').length).toBe(2), {
    timeout: 20_000,
    interval: 100,
  });
  const parts = told(viewer).length - before;
  expect(parts).toBeLessThan(100);
  await rm(join(host.folder, 'many'), { recursive: true });
}, 60_000);

it('an agent is not named by a person as beside their own edit', async () => {
  const eve = await HonestTypist.join(await host.guest('editor', { name: 'Eve' }), host.host, 'docs/open.txt');
  const update = eve.changed((text) => text.insert(0, 'EVE '));
  const verdict = await eve.client.verdict(
    'doc.updated',
    { update, manner: 'disk', beside: [agent] },
    { ref: eve.ref },
  );
  const document = await openFile(window.client, 'docs/open.txt');
  await vi.waitFor(() => expect(document.toString()).toContain('EVE'));
  expect(verdict).toBe('taken');
  expect(authorRangesOf(document)[0]!.by).toMatchObject({ author: eve.client.welcome!.person });
  expect(JSON.stringify(authorRangesOf(document))).not.toContain(agent);
});
