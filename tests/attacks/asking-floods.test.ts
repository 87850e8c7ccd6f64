import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { unpack } from '../../src/shared/core/message-pack.ts';
import type { Role } from '../../src/shared/core/rights.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { AttackedRepository } from './lib/attacked-repository.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

/** Time that another's key may take meanwhile: usually tens of milliseconds, here with room for a busy machine. */
const mostKeyMs = 1_500;
/** Memory that the host may take more by one flood. */
const mostGrowthBytes = 150 * 1024 * 1024;

let host: AttackedHost;
let head = '';
beforeAll(async () => {
  host = await AttackedHost.start();
  const repository = await AttackedRepository.make(host, { 'many.txt': 'x\n'.repeat(2_000) });
  for (let count = 0; count < 10; count++)
    repository.git('commit', '-q', '--allow-empty', '-m', `${count} ${'y'.repeat(3_000)}`);
  head = repository.git('rev-parse', 'HEAD').trim();
}, 60_000);
afterEach(() => host.goesOn());
// The rest of the floods would keep it from ending.
afterAll(() => host?.close('SIGKILL'));

async function memoryBytes(): Promise<number> {
  const status = await readFile(`/proc/${host.pid}/status`, 'utf8');
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(status)![1]);
}

/** Times keys while somebody floods; a machine that is slow without a flood may take longer. */
async function keysGoOn(calmMs: number): Promise<void> {
  for (let keys = 0; keys < 5; keys++) expect(await host.keyMs()).toBeLessThan(mostKeyMs + 5 * calmMs);
}

/** Codes of the answers that came, `ok` for results. */
function answersOf(client: RawClient): string[] {
  return client.frames
    .flatMap((frame) => (frame.t === 'direct' ? frame.entries : []))
    .filter((entry) => entry[5] === 'request.answered')
    .map((entry) => (unpack(entry[9]) as { error?: { code: string } }).error?.code ?? 'ok');
}

/** The dearest parameters that fit, by the role that may ask. */
const asked: [method: string, role: Role, params: () => object][] = [
  ['activity.since', 'viewer', () => ({ after: 0 })],
  ['activity.page', 'viewer', () => ({ after: 0, filter: { kinds: ['none'] }, limit: 1_000 })],
  ['conventions.of', 'viewer', () => ({ path: `${'a/'.repeat(60)}${freshId()}` })],
  ['git.log', 'viewer', () => ({ repository: '', refs: Array(100).fill('main'), path: null, skip: 0, count: 500 })],
  ['git.changedIn', 'editor', () => ({ repository: '', commit: head, parent: null })],
  ['git.log', 'owner', () => ({ repository: '', refs: Array(100).fill('main'), path: null, skip: 0, count: 500 })],
];

describe.runIf(process.platform === 'linux')('a thousand times', () => {
  it.each(asked)('%s by a client of a %s are told of as too many, and cost nobody keys or memory', async (...each) => {
    const [method, role, params] = each;
    const flood = await host.guest(role);
    const calmMs = await host.keyMs();
    const before = await memoryBytes();
    for (let id = 1; id <= 1_000 && !flood.gone; id++)
      flood.say(method, { id, params: params() }, { n: 0, to: host.host });
    await keysGoOn(calmMs);
    await flood.until((frame) => {
      const isTold = frame.t === 'direct' && answersOf(flood).includes('too-fast');
      return isTold || (frame.t === 'refused' && frame.code === 'too-fast') || undefined;
    });
    expect((await memoryBytes()) - before).toBeLessThan(mostGrowthBytes);
    flood.send({ t: 'leave' });
    flood.close();
  });

  it('invites by a second owner’s client are a few, told of as too many, and cost nobody keys', async () => {
    const flood = await host.guest('owner');
    const calmMs = await host.keyMs();
    const params = { role: 'viewer', lifetimeMs: null, once: true };
    for (let id = 1; id <= 1_000; id++) flood.say('sharing.invite', { id, params }, { n: 0, to: host.host });
    await keysGoOn(calmMs);
    await flood.until((frame) => (frame.t === 'direct' && answersOf(flood).includes('too-fast')) || undefined);
    const { result } = await host.owner.request('sharing.invites', {}, host.host);
    expect((result!.invites as object[]).length).toBeLessThan(50);
  });
});
