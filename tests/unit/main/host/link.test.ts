import { createHash, type X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HttpBlobs } from '../../../../src/client/http-blobs.ts';
import { MemoryOutbox } from '../../../../src/client/outbox.ts';
import { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile } from '../../../../src/client/shared-file.ts';
import { socketDial } from '../../../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { pinnedFetch } from '../../../../src/main/session/pinned-fetch.ts';
import { pinnedAgent } from '../../../../src/main/session/pinned-tls.ts';
import { newId, newSecret } from '../../../../src/shared/core/ids.ts';
import { roleRights } from '../../../../src/shared/core/rights.ts';
import { parseInviteLink } from '../../../../src/shared/invite-link.ts';
import { isThisMachine } from '../../../../src/shared/server-link.ts';
import { SharedFolder } from './host-fixture.ts';

/** A link's door, as it is reached from this machine whatever the link calls it. */
const here = (link: string) => `https://127.0.0.1:${new URL(link).port}`;

describe('an invite link', () => {
  it('is https with the fingerprint of the certificate for any name but this machine', async () => {
    const host = await new SharedFolder().host({ publicAddress: 'ensemble.test' });
    const link = await host.share();
    const { origin, pin } = parseInviteLink(link);
    expect(origin).toMatch(/^https:\/\/ensemble\.test:\d+$/);
    const shown = await new Promise<X509Certificate>((resolve, reject) => {
      const call = request(here(link), { rejectUnauthorized: false }, (response) => {
        response.resume();
        resolve((response.socket as import('node:tls').TLSSocket).getPeerX509Certificate()!);
      });
      call.once('error', reject).end();
    });
    expect(createHash('sha256').update(shown.raw).digest('hex')).toBe(pin);
    expect(shown.checkHost('ensemble.test')).toBe('ensemble.test');
  });

  it.each(['192.0.2.7', '10.0.0.2', 'a.example', '127.0.0.1.evil.example', 'localhost.evil.example', '1.27.0.0.1'])(
    'is never http for %s',
    (name) => expect(isThisMachine(name)).toBe(false),
  );

  it('keeps its certificate over a restart, which only its owner can read', async () => {
    const folder = new SharedFolder();
    const first = await folder.host({ publicAddress: 'ensemble.test' });
    const link = await first.share();
    await first.close();
    const second = await folder.host({ publicAddress: 'ensemble.test' });
    expect(second.host.sharing.link).toBe(link);
    const state = join(folder.home, 'folders', readdirSync(join(folder.home, 'folders'))[0]!);
    expect(readFileSync(join(state, 'host.json'), 'utf8')).toContain('PRIVATE KEY');
    if (process.platform !== 'win32') {
      expect(statSync(join(state, 'host.json')).mode & 0o077).toBe(0);
      expect(statSync(state).mode & 0o077).toBe(0);
    }
  });

  it('that was revoked is handed out no more: sharing again gives another', async () => {
    const host = await new SharedFolder().host({ publicAddress: 'ensemble.test' });
    const link = await host.share();
    const handlers = host.host.sharing.handlers();
    const owner = { person: '', replica: '', isOwner: true, rights: roleRights.owner };
    const { signal } = new AbortController();
    const { invites } = await handlers['sharing.invites']({}, owner, signal);
    expect(invites).toHaveLength(1);
    await handlers['sharing.revoke']({ id: invites[0]!.id }, owner, signal);
    expect((await handlers['sharing.describe']({}, owner, signal)).link).toBeNull();
    const next = await host.share();
    expect(parseInviteLink(next).invite).not.toBe(parseInviteLink(link).invite);
  });
});

describe('a guest without a window', () => {
  it('comes in over TLS by the pin alone, and gets texts and attachments', async () => {
    const large = 'line of a long file\n'.repeat(10_000);
    const host = await new SharedFolder({ 'a.txt': 'hello', 'large.txt': large }).host({
      publicAddress: 'ensemble.test',
    });
    const link = await host.share();
    const { session, invite, pin } = parseInviteLink(link);
    const { agent, cert } = await pinnedAgent(here(link), pin!);
    const ticket = newSecret(nodeEnvironment);
    const client = new SessionClient({
      dial: socketDial(here(link), { session, channel: 'session' }, { agent: agent as never, ca: cert }),
      environment: nodeEnvironment,
      outbox: new MemoryOutbox(),
      blobs: new HttpBlobs(`${here(link)}/blobs/${session}`, ticket, pinnedFetch(agent)),
      replica: newId(nodeEnvironment),
      name: 'Terminal',
      purpose: 'program',
      invite,
      ticket,
    });
    await client.start();
    await client.joined();
    await client.until(({ host }) => host !== null);
    expect((await openFile(client, 'a.txt')).toString()).toBe('hello');
    const { content } = await client.request('files.read', { path: 'large.txt' });
    expect(Buffer.from(content).toString()).toBe(large);
    client.leave();
    agent.destroy();
  });

  it('does not come in when the certificate is not the one of the link', async () => {
    const link = await (await new SharedFolder().host({ publicAddress: 'ensemble.test' })).share();
    await expect(pinnedAgent(here(link), 'ab'.repeat(32))).rejects.toMatchObject({
      code: 'bad-credential',
      message: "The server's certificate is not the one of the link: do not trust this connection.",
    });
  });

  it('sends nothing to another server that answers under the address later', async () => {
    const mine = await (await new SharedFolder().host({ publicAddress: 'ensemble.test' })).share();
    const other = await (await new SharedFolder().host({ publicAddress: 'ensemble.test' })).share();
    const { agent } = await pinnedAgent(here(mine), parseInviteLink(mine).pin!);
    const fetching = pinnedFetch(agent)(`${here(other)}/`, {
      method: 'GET',
      headers: { authorization: 'Bearer secret' },
    });
    await expect(fetching).rejects.toThrow(/self-signed certificate/);
    agent.destroy();
  });
});
