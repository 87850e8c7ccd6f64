import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { unpack } from '../../src/shared/core/message-pack.ts';
import { stateOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { AttackedRepository } from './lib/attacked-repository.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import type { RawClient } from './lib/raw-client.ts';

const here = { repository: '' };
const move = { method: 'git.checkout', params: { target: { branch: 'other' } } };
const patience = { timeout: 20_000, interval: 500 };
/** Files in which somebody each has work that is not saved. */
const paths = Array.from({ length: 11 }, (_, at) => `work-${at}.txt`);
let host: AttackedHost;

beforeAll(async () => {
  host = await AttackedHost.start();
  const repository = await AttackedRepository.make(host, Object.fromEntries(paths.map((path) => [path, 'one\n'])));
  repository.git('branch', 'other');
  for (const path of paths) {
    const typist = await HonestTypist.join(await host.guest('editor', { name: `Of ${path}` }), host.host, path);
    await typist.types('work ');
  }
}, 60_000);
afterAll(() => host?.close());

const others = async (who: RawClient) =>
  (await who.request('git.others', here, host.host)).result as { mark: string; files: object[] } | undefined;
const questions = async () =>
  Object.values(await stateOf<Record<string, { wish?: { is: string }; answer?: object }>>(host, 'approvals')).filter(
    ({ wish, answer }) => wish?.is === 'tree' && !answer,
  );
/** Words with which the host has ended streams of somebody. */
const ended = (who: RawClient) =>
  who.frames
    .flatMap((frame) => (frame.t === 'direct' ? frame.entries : []))
    .filter((entry) => entry[5] === 'stream.ended')
    .map((entry) => (unpack(entry[9]) as { error?: { code: string; message: string } }).error);
const refusedToHost = () =>
  host.witness.entries
    .filter((entry) => entry[5] === 'entry.refused')
    .map((entry) => unpack(entry[9]) as { replica: string })
    .filter(({ replica }) => replica === host.host);

it('forty questions about the tree by one editor, and forty more once they cancel, do not send the host away', async () => {
  const flood = await host.guest('editor', { name: 'Flood' });
  await vi.waitFor(async () => expect((await others(flood))?.files).toHaveLength(paths.length), patience);
  for (const first of [1_000, 2_000]) {
    const before = ended(flood).length;
    const { mark: over } = (await others(flood))!;
    for (let id = first; id < first + 40; id++)
      flood.say(
        'git.askToMove',
        { id, params: { ...here, over, move }, creditBytes: 100_000 },
        { to: host.host, n: 0 },
      );
    await vi.waitFor(async () => expect(await questions()).toHaveLength(paths.length), patience);
    await vi.waitFor(() => expect(ended(flood).length - before).toBe(39), patience);
    expect(ended(flood).slice(before)[0]?.message).toBe('You are asking already: cancel that first, or wait.');
    expect((await host.witness.request('files.stat', { path: 'README.md' }, host.host)).error).toBeUndefined();
    for (let id = first; id < first + 40; id++) flood.say('stream.ended', { id }, { to: host.host, n: 0 });
    await vi.waitFor(async () => expect(await questions()).toHaveLength(0), patience);
  }
  expect(refusedToHost()).toEqual([]);
  expect(host.replicaOfHost).toBe(host.host);
  await host.goesOn();
}, 90_000);
