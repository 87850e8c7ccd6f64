import { describe, expect, it } from 'vitest';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { ask, Gateway, invite, token } from './gateway-fixture.ts';

const wrongToken = 'The token is missing or wrong: open Ensemble with the address that it printed.';

describe('the private door', () => {
  it('serves nothing under a foreign Host, which would be DNS rebinding', async () => {
    const { privatePort } = await Gateway.open();
    const answer = await ask(privatePort, '/', { headers: { host: `evil.example:${privatePort}` } });
    expect([answer.status, answer.text]).toEqual([403, 'This address is not served under that name.']);
    expect((await ask(privatePort, '/', { headers: { host: '127.0.0.1:1' } })).status).toBe(403);
    expect((await ask(privatePort, '/', { headers: { host: `localhost:${privatePort}` } })).status).toBe(200);
  });

  it.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://localhost.evil.example'])(
    'serves nothing to a page of %s',
    async (origin) => {
      const gateway = await Gateway.open();
      expect((await ask(gateway.privatePort, '/', { headers: { origin } })).status).toBe(403);
      const auth = { token, person: gateway.owner };
      await expect(gateway.raw(auth, gateway.privatePort, { origin })).rejects.toThrow(/websocket error|xhr poll/);
    },
  );

  it('lets in its own page with the token, also to the host itself', async () => {
    const gateway = await Gateway.open();
    const origin = `http://127.0.0.1:${gateway.privatePort}`;
    const auth = { token, person: gateway.owner, channel: 'workspace' } as const;
    await gateway.raw(auth, gateway.privatePort, { origin });
    expect(gateway.workspaces).toHaveLength(1);
  });

  it.each([undefined, '', 'another token, as long as that one', `${token} `])(
    'refuses the token %j on all channels',
    async (given) => {
      const gateway = await Gateway.open();
      const auth = { person: gateway.owner, ...(given === undefined ? {} : { token: given }) };
      for (const channel of ['session', 'workspace', 'replay'] as const) {
        await expect(gateway.raw({ ...auth, channel }, gateway.privatePort)).rejects.toThrow(wrongToken);
      }
      expect(gateway.workspaces).toHaveLength(0);
    },
  );

  it('keeps guests and their invites out', async () => {
    const gateway = await Gateway.open();
    await expect(gateway.raw({}, gateway.privatePort)).rejects.toThrow(wrongToken);
    const door = await ask(gateway.privatePort, `/door?session=${gateway.session}`, {
      headers: { authorization: `Bearer ${invite}` },
    });
    expect(door.status).toBe(404);
  });
});

describe("the guests' door", () => {
  it('has no way to the host itself, with or without a token', async () => {
    const gateway = await Gateway.open();
    for (const channel of ['workspace', 'replay'] as const)
      await expect(gateway.raw({ channel })).rejects.toThrow(wrongToken);
    await expect(gateway.raw({ channel: 'workspace', token })).rejects.toThrow(wrongToken);
    expect(gateway.workspaces).toHaveLength(0);
  });

  it("takes nobody's word that they are the owner", async () => {
    const gateway = await Gateway.open();
    await expect(gateway.raw({ token, person: gateway.owner })).rejects.toThrow(wrongToken);
    const guest = await gateway.client({ person: gateway.owner });
    expect(guest.person).not.toBe(gateway.owner);
    expect(guest.state.participants[guest.person ?? '']?.role).toBe('editor');
  });

  it('refuses the pages of other sites', async () => {
    const gateway = await Gateway.open();
    await expect(gateway.raw({}, gateway.guestPort, { origin: 'https://evil.example' })).rejects.toThrow();
  });

  it('says what is behind it to a valid invite only', async () => {
    const gateway = await Gateway.open();
    const door = (session: string, headers: Record<string, string>) =>
      ask(gateway.guestPort, `/door?session=${session}`, { headers });
    expect((await door(gateway.session, {})).status).toBe(404);
    expect((await door(gateway.session, { authorization: 'Bearer wrong-wrong-wrong-wrong-wrong-wr' })).status).toBe(
      404,
    );
    expect((await door(newId(nodeEnvironment), { authorization: `Bearer ${invite}` })).status).toBe(404);
    expect((await door('nonsense', { authorization: `Bearer ${invite}` })).status).toBe(404);
    const open = await door(gateway.session, { authorization: `Bearer ${invite}` });
    expect(JSON.parse(open.text)).toMatchObject({ folder: 'folder', role: 'editor', open: true, asks: false });
  });

  it('says in words that a session is not here', async () => {
    const gateway = await Gateway.open();
    const raw = await gateway.raw({ session: newId(nodeEnvironment) });
    raw.send(gateway.hello());
    expect(await raw.next('closed')).toMatchObject({ code: 'not-found', final: true });
    await raw.closed;
  });

  it('does not begin a session for a guest', async () => {
    const gateway = await Gateway.open();
    const session = newId(nodeEnvironment);
    const raw = await gateway.raw({ session });
    raw.send(gateway.hello());
    await raw.closed;
    expect(await gateway.server.find(session)).toBeNull();
  });
});

describe('the pages', () => {
  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/assets/../../secret.txt',
    '/..\\secret.txt',
    '//etc/passwd',
    '/%00/../secret.txt',
    '/%',
    '/data/sessions.db',
  ])('are not left by %s', async (path) => {
    const { guestPort } = await Gateway.open();
    const answer = await ask(guestPort, path);
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain('secret');
  });

  it('come with a policy that lets nothing foreign run', async () => {
    const { guestPort } = await Gateway.open();
    const { status, headers } = await ask(guestPort, '/');
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect((await ask(guestPort, '/', { method: 'POST' })).status).toBe(404);
  });
});

it('says that a port is in use, and what to do', async () => {
  const gateway = await Gateway.open();
  await expect(gateway.listen({ port: gateway.guestPort })).rejects.toThrow(
    `Port ${gateway.guestPort} is in use by another program: choose another with --port, or 0 for any.`,
  );
});
