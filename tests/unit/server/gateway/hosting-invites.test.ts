import { describe, expect, it } from 'vitest';
import { hashSecret } from '../../../../server/server.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { newId, newSecret } from '../../../../src/shared/core/ids.ts';
import { type Role, roles } from '../../../../src/shared/core/rights.ts';
import { ask, Gateway, invite } from './gateway-fixture.ts';

const hash = hashSecret('an invite that somebody wants to add');
const adding = { add: { hash, role: 'viewer', expiresMs: Date.now() + 60_000, once: false } };

const requests = [
  ['GET', 'invites', undefined],
  ['POST', 'invites', adding],
  ['POST', 'invites', { revoke: hashSecret(invite) }],
  ['PUT', 'invite', { hash, role: 'editor', expiresMs: Date.now() + 60_000 }],
  ['DELETE', 'invite', undefined],
] as const;

async function stand() {
  const gateway = await Gateway.open();
  const hostToken = newSecret(nodeEnvironment);
  const { hosting } = gateway.server;
  const { port } = await gateway.listen({ hostTokenHash: hashSecret(hostToken), hosting });
  const send = (
    bearer: string | undefined,
    [method, what, body]: (typeof requests)[number],
    session = gateway.session,
  ) =>
    ask(port, `/hosting/${session}/${what}`, {
      method,
      headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` },
      ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
    });
  /** A guest in a role, by their ticket. */
  const guest = async (role: Role) => {
    const ticket = newSecret(nodeEnvironment);
    const { person } = await gateway.client({}, { ticket });
    if (role !== 'editor') await gateway.host.publish('role.changed', { person: person!, role });
    return { ticket, person: person! };
  };
  const invites = () => gateway.server.access.invites(gateway.session);
  return { gateway, hostToken, send, guest, invites };
}

describe('the invites of a session on a stand-alone server', () => {
  it.each(roles.filter((role) => role !== 'owner'))('are not seen, made or revoked by a guest as %s', async (role) => {
    const { send, guest, invites } = await stand();
    const before = invites();
    const { ticket } = await guest(role);
    const used = invites();
    expect(used.map((each) => each.hash)).toEqual(before.map((each) => each.hash));
    for (const each of requests) expect((await send(ticket, each)).status, each.slice(0, 2).join(' ')).toBe(401);
    expect(invites()).toEqual(used);
  });

  it('are not those of a guest who may do everything that can be given to one person', async () => {
    const { gateway, send, guest, invites } = await stand();
    const { ticket, person } = await guest('maintainer');
    await gateway.host.publish('rights.changed', {
      person,
      grants: { 'terminal.write': true, record: true, run: true },
    });
    const before = invites();
    for (const each of requests) expect((await send(ticket, each)).status).toBe(401);
    expect(invites()).toEqual(before);
  });

  it('are nothing to strangers, people who were sent out, and bearers of the link or of the token to host', async () => {
    const { gateway, hostToken, send, guest, invites } = await stand();
    const { ticket, person } = await guest('owner');
    await gateway.host.publish('participant.removed', { person, ban: false });
    const before = invites();
    const bearers = [undefined, '', newSecret(nodeEnvironment), invite, hostToken, ticket, person, 'a'.repeat(5000)];
    for (const bearer of bearers)
      for (const each of requests) expect((await send(bearer, each)).status, String(bearer).slice(0, 30)).toBe(401);
    expect(invites()).toEqual(before);
  });

  it('are an owner’s, of this session only, and tell no secret', async () => {
    const { send, guest, invites } = await stand();
    const { ticket } = await guest('owner');
    const listed = await send(ticket, requests[0]);
    expect(listed.status).toBe(200);
    expect(listed.text).not.toContain(invite);
    expect((await send(ticket, requests[1])).status).toBe(204);
    expect(invites().map((each) => each.hash)).toContain(hash);
    for (const each of requests) expect((await send(ticket, each, newId(nodeEnvironment))).status).toBe(401);
    const odd = { add: { ...adding.add, role: 'owner' } } as unknown as typeof adding;
    expect((await send(ticket, ['POST', 'invites', odd])).status).toBe(400);
    expect((await send(ticket, ['POST', 'invites', { revoke: hash }])).status).toBe(204);
    expect(invites().map((each) => each.hash)).toEqual([hashSecret(invite)]);
  });
});
