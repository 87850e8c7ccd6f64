import { type ConnectionOptions, connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { join as joinAnywhere } from '../../../../packages/sdk/src/index.ts';
import { join as joinInNode } from '../../../../packages/sdk/src/node.ts';
import { fingerprintOf, isFresh, makeCertificate } from '../../../../server/server.ts';
import { MemoryOutbox } from '../../../../src/client/outbox.ts';
import { SessionClient } from '../../../../src/client/session-client.ts';
import { socketDial } from '../../../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { pinnedFetch } from '../../../../src/main/session/pinned-fetch.ts';
import { pinnedAgent } from '../../../../src/main/session/pinned-tls.ts';
import { newId, newSecret } from '../../../../src/shared/core/ids.ts';
import { formatInviteLink } from '../../../../src/shared/invite-link.ts';
import { Gateway, invite } from './gateway-fixture.ts';

async function open() {
  const gateway = await Gateway.open();
  const tls = await makeCertificate(['some.example', '127.0.0.1']);
  const { port } = await gateway.listen({ tls });
  return { gateway, tls, port, origin: `https://127.0.0.1:${port}`, pin: fingerprintOf(tls.cert) };
}

describe('a listener with a certificate of its own', () => {
  it('lets in who has its fingerprint from the link', async () => {
    const { gateway, origin, pin } = await open();
    const { agent, cert } = await pinnedAgent(origin, pin);
    const client = new SessionClient({
      dial: socketDial(origin, { session: gateway.session, channel: 'session' }, { agent: agent as never, ca: cert }),
      environment: nodeEnvironment,
      outbox: new MemoryOutbox(),
      replica: newId(nodeEnvironment),
      name: 'Guest',
      purpose: 'program',
      invite,
      ticket: newSecret(nodeEnvironment),
    });
    await client.start();
    await client.joined();
    await client.until(({ host }) => host?.folder === 'folder');
    client.abandon();
    agent.destroy();
  });

  it('lets in programs by the SDK for Node, and by that for all platforms only where it can be checked', async () => {
    const { gateway, origin, pin } = await open();
    const link = (shown: string) => formatInviteLink({ origin, session: gateway.session, invite, pin: shown });
    const program = await joinInNode({ link: link(pin), name: 'Program', type: 'computer' });
    expect(program.participants().find(({ isMe }) => isMe)).toMatchObject({ type: 'computer', status: 'here' });
    await program.state.set('k', 'v'.repeat(10_000));
    await program.leave();
    await expect(joinInNode({ link: link('ab'.repeat(32)), name: 'Program' })).rejects.toMatchObject({
      code: 'bad-credential',
    });
    await expect(joinAnywhere({ link: link(pin), name: 'Program' })).rejects.toMatchObject({ code: 'bad-credential' });
  });

  it('serves blobs and the door over the pinned connection', async () => {
    const { gateway, origin, pin } = await open();
    const { agent } = await pinnedAgent(origin, pin);
    const door = await pinnedFetch(agent)(`${origin}/door?session=${gateway.session}`, {
      method: 'GET',
      headers: { authorization: `Bearer ${invite}` },
    });
    expect([door.status, JSON.parse(await door.text()).role]).toEqual([200, 'editor']);
    agent.destroy();
  });

  it('is refused under another fingerprint, in words', async () => {
    const { origin, pin } = await open();
    const other = pin.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    await expect(pinnedAgent(origin, other)).rejects.toThrow(
      "The server's certificate is not the one of the link: do not trust this connection.",
    );
  });

  it('is refused when another certificate turns up after the first look', async () => {
    const [one, other] = [await open(), await open()];
    const { agent, cert } = await pinnedAgent(one.origin, one.pin);
    const dial = socketDial(
      other.origin,
      { session: other.gateway.session, channel: 'session' },
      { agent: agent as never, ca: cert },
    );
    await expect(dial()).rejects.toThrow();
    agent.destroy();
  });

  it('does not speak plain http on that port', async () => {
    const { gateway, port } = await open();
    await expect(gateway.raw({}, port)).rejects.toThrow();
  });

  it('does not speak the protocols that are broken', async () => {
    const { port } = await open();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const old: ConnectionOptions = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', rejectUnauthorized: false };
    const socket = connect({ host: '127.0.0.1', port, ...old }, () => reject(new Error('it did')));
    socket.once('error', () => resolve());
    await promise;
  });
});

it('makes certificates that are good for long, and differ', async () => {
  const [one, other] = await Promise.all([makeCertificate(['a.example']), makeCertificate(['a.example'])]);
  expect(isFresh(one.cert)).toBe(true);
  expect(fingerprintOf(one.cert)).not.toBe(fingerprintOf(other.cert));
});
