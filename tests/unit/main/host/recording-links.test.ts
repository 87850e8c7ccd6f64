import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { MemoryOutbox } from '../../../../src/client/outbox.ts';
import { ReplayClient } from '../../../../src/client/replay-client.ts';
import { SessionClient } from '../../../../src/client/session-client.ts';
import { type DoorAuth, socketDial } from '../../../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { newId, newSecret } from '../../../../src/shared/core/ids.ts';
import { readWatchFragment } from '../../../../src/shared/watch-link.ts';
import { ownWindow } from '../../../lib/own-window.ts';
import { SharedFolder } from './host-fixture.ts';

const eventually: typeof vi.waitFor = (check) => vi.waitFor(check, { timeout: 20_000 });

const sample = fileURLToPath(new URL('../../../../examples/boat-race.ensemble', import.meta.url));
const optionsOf = (origin: string, auth: DoorAuth) => ({
  dial: socketDial(origin, auth),
  environment: nodeEnvironment,
  outbox: new MemoryOutbox(),
  replica: newId(nodeEnvironment),
  name: 'Watcher',
  purpose: 'window' as const,
});

async function watcher(link: string): Promise<ReplayClient> {
  const { origin, hash } = new URL(link);
  const { session, watch } = readWatchFragment(hash)!;
  const client = new ReplayClient(optionsOf(origin, { session, channel: 'replay', link: watch }));
  onTestFinished(() => client.abandon());
  await client.start();
  return client;
}

/** A folder that is not shared, whose session has a recording. */
async function recorded() {
  const folder = new SharedFolder({ 'a.txt': 'a' });
  const open = await folder.host();
  const { host } = open;
  const { direct, client } = await ownWindow(host.url);
  onTestFinished(() => client.abandon());
  const recording = newId(nodeEnvironment);
  await client.publish('recording.started', { title: 'Monday' }, recording);
  await client.publish('recording.marked', { words: 'here' }, recording);
  await client.publish('recording.stopped', {}, recording);
  return { folder, open, host, direct, client, recording };
}

it('a link to a recording opens the door for it alone, also after a restart: neither newcomers nor former guests come in', async () => {
  const { folder, open, direct, recording } = await recorded();
  const { link: invite } = await direct.request('sharing.open', { admitEveryone: true, role: 'editor' });
  const { origin, hash } = new URL(invite);
  const ticket = newSecret(nodeEnvironment);
  const { session, invite: secret } = Object.fromEntries(new URLSearchParams(hash.slice(1)));
  const auth = { session: session!, channel: 'session' } as const;
  const guest = new SessionClient({ ...optionsOf(origin, auth), invite: secret!, ticket });
  await guest.start();
  await guest.joined();
  guest.abandon();
  await direct.request('sharing.close', { endSession: false });
  const { link } = await direct.request('library.share', { recording, lifetimeMs: 3_600_000 });
  expect(new URL(link).origin).toBe(origin);
  const first = await watcher(link);
  await eventually(() => expect(first.timeline?.marks.map(({ words }) => words)).toContain('marked: here'));
  first.abandon();
  await open.close();

  const { host: again } = await folder.host();
  const { direct: window, client } = await ownWindow(again.url);
  onTestFinished(() => client.abandon());
  const watching = await watcher(link);
  await eventually(() => expect(watching.timeline).not.toBeNull());
  const former = new SessionClient({ ...optionsOf(origin, auth), ticket });
  onTestFinished(() => former.abandon());
  await former.start();
  await eventually(() =>
    expect(former.status).toMatchObject({ message: expect.stringContaining('ask for a new link') }),
  );
  const bearer = { headers: { authorization: `Bearer ${ticket}` } };
  expect((await fetch(`${origin}/blobs/${session}/${'0'.repeat(64)}`, bearer)).status).toBe(401);

  const { links } = await window.request('library.links', {});
  expect(links).toMatchObject([{ recording }]);
  await window.request('library.revoke', { hash: links[0]!.hash });
  await eventually(() =>
    expect(watching.status).toMatchObject({ message: expect.stringContaining('ask for another') }),
  );
  expect(await window.request('library.links', {})).toEqual({ links: [] });
});

it('a recording’s file is taken from a window in parts, and opened; what is not whole, or was left, is gone', async () => {
  const { open, host, direct } = await recorded();
  const bytes = readFileSync(sample);
  const take = async (parts: number, isWhole: boolean) => {
    const stream = direct.open('library.take', { name: 'race.ensemble' });
    stream.result.catch(() => undefined);
    const size = Math.ceil(bytes.length / parts);
    for (let at = 0; at < bytes.length; at += size)
      await stream.send({ content: bytes.subarray(at, at + size), isLast: isWhole && at + size >= bytes.length });
    if (!isWhole) stream.cancel();
    return stream.result;
  };
  const { path } = await take(7, true);
  expect(await direct.request('library.open', { path, passphrase: null })).toMatchObject({ opened: { is: 'open' } });
  const kept = () => readdirSync(join(host.stateFolder, 'taken-recordings'));
  expect(kept()).toHaveLength(1);
  await expect(take(3, false)).rejects.toMatchObject({ code: 'cancelled' });
  await eventually(() => expect(kept()).toHaveLength(1));
  for (let i = 0; i < 9; i++) await take(2, true);
  expect(kept()).toHaveLength(8);
  writeFileSync(join(host.stateFolder, 'taken-recordings', 'left'), 'x');
  await open.close();
  expect(() => kept()).toThrow();
});
