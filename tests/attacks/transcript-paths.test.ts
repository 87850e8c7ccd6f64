import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { unpack } from '../../src/shared/core/message-pack.ts';
import { type OwnWindow, ownWindow } from '../lib/own-window.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

const script = join(import.meta.dirname, '../lib/agents/scripted-agent.mjs');
let host: AttackedHost;
let window: OwnWindow;
let agent: string;
let viewer: RawClient;

beforeAll(async () => {
  const agents = [{ name: 'Scripted', command: process.execPath, args: [script], edits: 'apply' }];
  host = await AttackedHost.start(undefined, { files: { 'agents.json': JSON.stringify({ agents }) } });
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
afterAll(() => {
  window?.client.leave();
  return host?.close();
});

it('an agent of the host that works on hidden files tells no guest their names by the paths of its calls', async () => {
  const text = ['write private/notes.txt x', 'write .env x', 'write docs/plans/plan.txt x', 'say done-now'].join('\n');
  expect(await host.owner.verdict('agent.prompted', { agent, prompt: freshId(), text })).toBe('taken');
  await viewer.until(() =>
    viewer.hasHeard('done-now') && viewer.entries.some((entry) => entry[5] === 'agent.ended') ? true : undefined,
  );
  const told = viewer.entries
    .filter((entry) => entry[5] === 'agent.said')
    .map((entry) => unpack(entry[9]) as { form: string; path?: string; text: string });
  expect(told.map(({ path }) => path).filter((path) => path && /private|\.env|plans/.test(path))).toEqual([]);
}, 20_000);
