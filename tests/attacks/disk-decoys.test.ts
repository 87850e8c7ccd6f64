import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { unpack } from '../../src/shared/core/message-pack.ts';
import { type OwnWindow, ownWindow } from '../lib/own-window.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { plantPart } from './lib/limited-guest.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

const script = join(import.meta.dirname, '../lib/agents/scripted-agent.mjs');
const patience = { timeout: 20_000, interval: 200 };
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
  await vi.waitFor(async () => {
    viewer.send({ t: 'subscribe', ref: agent, subscription: 1 });
    await viewer.handled();
    expect(viewer.frames.some((frame) => frame.t === 'backfill' && frame.ref === agent)).toBe(true);
  }, patience);
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => {
  window?.client.leave();
  return host?.close();
});

const heard = <Body>(kind: string) =>
  viewer.entries.filter((entry) => entry[5] === kind).map((entry) => unpack(entry[9]) as Body);
const told = () => heard<{ text: string; path?: string }>('agent.said');

it('files that an agent makes in great number hide neither a text that it has changed, nor that there were more', async () => {
  const text = 'wait 60000';
  expect(await host.owner.verdict('agent.prompted', { agent, prompt: freshId(), text })).toBe('taken');
  await vi.waitFor(() => expect(heard('agent.began')).toHaveLength(1), patience);
  const reader = await HonestTypist.join(await host.guest('editor', { name: 'Reader 2' }), host.host, 'plain.txt');
  for (let at = 0; at < 30; at++) await writeFile(join(host.folder, `decoy-${at}.txt`), `${at}\n`);
  const decoys = () => told().filter(({ path }) => path?.startsWith('decoy-'));
  await vi.waitFor(() => expect(decoys().length).toBeGreaterThan(19), patience);
  await writeFile(join(host.folder, 'plain.txt'), 'written behind decoys\n');
  await reader.hears('written behind decoys');
  const [{ turn }] = heard<{ turn: string }>('agent.began') as [{ turn: string }];
  await host.owner.verdict('agent.stopped', { agent, turn });
  await vi.waitFor(() => expect(heard('agent.ended')).toHaveLength(1), patience);
  expect(told().map(({ path }) => path)).toContain('plain.txt');
  expect(told().at(-1)!.text).toBe('… and 10 more files on the disk while it was working, unverified');
}, 60_000);
