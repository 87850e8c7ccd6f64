import { describe, expect, it } from 'vitest';
import { hashSecret } from '../../../../server/server.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import type { EntryTuple } from '../../../../src/shared/core/entry.ts';
import { newId, newSecret } from '../../../../src/shared/core/ids.ts';
import { pack } from '../../../../src/shared/core/message-pack.ts';
import { limits } from '../../../../src/shared/core/version.ts';
import { invalidInviteWords } from '../../../../src/shared/invite-link.ts';
import { Gateway, invite, type RawConnection } from './gateway-fixture.ts';

const entry = (by: string, changes: Record<number, unknown> = {}): EntryTuple => {
  const tuple: unknown[] = [0, 0, by, 1, 0, 'doc.rebased', 1, newId(nodeEnvironment), null, pack({}), null];
  for (const [index, value] of Object.entries(changes)) tuple[Number(index)] = value;
  return tuple as EntryTuple;
};

async function joined(gateway: Gateway): Promise<{ raw: RawConnection; replica: string }> {
  const replica = newId(nodeEnvironment);
  const raw = await gateway.raw();
  raw.send(gateway.hello({ replica }));
  await raw.next('welcome');
  return { raw, replica };
}

/** Checks that others notice nothing: a guest who was in before still types, and the host hears it. */
async function othersAreWell(gateway: Gateway, run: () => Promise<void>): Promise<void> {
  const bystander = await gateway.client();
  await run();
  await bystander.publish('lock.released', { lock: newId(nodeEnvironment) });
  expect(bystander.status.is).toBe('online');
  expect(gateway.host.status.is).toBe('online');
  expect(gateway.reports).toEqual([]);
}

describe('a frame that is not one ends its sender alone', () => {
  const by = newId(nodeEnvironment);
  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /^malformed frame: not msgpack/],
    ['noise', Uint8Array.from([0xc1, 0xff, 0x00]), /^malformed frame: not msgpack/],
    ['half of one', pack({ t: 'ping', more: 'x'.repeat(50) }).slice(0, 20), /^malformed frame: not msgpack/],
    ['a number', pack(7), /^malformed frame/],
    ['an unknown type', pack({ t: 'shutdown' }), /^malformed frame: t /],
    ['entries that are none', pack({ t: 'entries', entries: [1, 2] }), /^malformed frame: entries\.0 /],
    ['a short entry', pack({ t: 'entries', entries: [[0, 0]] }), /^malformed frame: entries\.0/],
    ['a bad id', pack({ t: 'entries', entries: [entry('../../etc')] }), /^malformed frame: entries\.0\.2 /],
    ['a broken n', pack({ t: 'entries', entries: [entry(by, { 3: 1.5 })] }), /^malformed frame: entries\.0\.3 /],
    [
      'a bad kind',
      pack({ t: 'entries', entries: [entry(by, { 5: '__proto__' })] }),
      /^malformed frame: entries\.0\.5 /,
    ],
    ['a text as body', pack({ t: 'entries', entries: [entry(by, { 9: 'text' })] }), /entries\.0\.9 expected bytes/],
    ['a bad blob', pack({ t: 'entries', entries: [entry(by, { 10: '../x' })] }), /^malformed frame: entries\.0\.10 /],
    ['a frame too large', new Uint8Array(limits.frameBytes + 1), /^a frame may have 131072 bytes; this one has 131073/],
  ])('%s', async (_name, frame, message) => {
    const gateway = await Gateway.open();
    await othersAreWell(gateway, async () => {
      const { raw } = await joined(gateway);
      raw.send(frame);
      expect((await raw.next('closed')).message).toMatch(message);
      await raw.closed;
    });
  });

  it('one beyond what the network layer takes', async () => {
    const gateway = await Gateway.open();
    await othersAreWell(gateway, async () => {
      const { raw } = await joined(gateway);
      raw.send(new Uint8Array(limits.frameBytes * 4));
      await raw.closed;
    });
  });

  it('entries before a hello, of which nothing is decoded', async () => {
    const gateway = await Gateway.open();
    const raw = await gateway.raw();
    raw.send(pack({ t: 'entries', entries: [1, 2] }).slice(0, -1));
    expect((await raw.next('closed')).message).toBe('Say hello first.');
    await raw.closed;
  });

  it('entries while the host has not let one in', async () => {
    const gateway = await Gateway.open();
    await gateway.host.publish('sharing.opened', { admitEveryone: false, role: 'editor' });
    const raw = await gateway.raw();
    raw.send(gateway.hello());
    await raw.next('waiting');
    raw.send(pack({ t: 'entries', entries: [1, 2] }).slice(0, -1));
    expect((await raw.next('closed')).message).toBe('Say hello first.');
    await raw.closed;
  });

  it('entries before a hello', async () => {
    const gateway = await Gateway.open();
    const raw = await gateway.raw();
    raw.send({ t: 'entries', entries: [] });
    expect(await raw.next('closed')).toMatchObject({ code: 'bad-request', message: 'Say hello first.', final: true });
    await raw.closed;
  });

  it("an entry in somebody else's name", async () => {
    const gateway = await Gateway.open();
    const { raw } = await joined(gateway);
    raw.send({ t: 'entries', entries: [entry(gateway.host.replica)] });
    expect(await raw.next('closed')).toMatchObject({ code: 'forged', final: true });
    await raw.closed;
  });
});

describe('an invite', () => {
  it.each([
    ['forged', 'a-forged-invite-of-32-characters'],
    ['cut short', invite.slice(0, 20)],
  ])('that is %s opens nothing', async (_name, given) => {
    const gateway = await Gateway.open();
    const raw = await gateway.raw();
    raw.send(gateway.hello({ invite: given }));
    expect(await raw.next('closed')).toMatchObject({ code: 'bad-credential', final: true });
    await raw.closed;
  });

  it('that is stale opens nothing, though who came by it may come back', async () => {
    const gateway = await Gateway.open();
    const ticket = newSecret(nodeEnvironment);
    const first = await gateway.raw();
    first.send(gateway.hello({ ticket }));
    await first.next('welcome');
    gateway.server.access.setInvite(gateway.session, hashSecret(invite), 'editor', Date.now() - 1);
    const stranger = await gateway.raw();
    stranger.send(gateway.hello());
    expect((await stranger.next('closed')).message).toBe(invalidInviteWords);
    const again = await gateway.raw();
    again.send(gateway.hello({ ticket }));
    expect((await again.next('welcome')).welcome.role).toBe('editor');
  });

  it('and a ticket of one session open no other', async () => {
    const [one, other] = [await Gateway.open(), await Gateway.open()];
    one.server.access.setInvite(
      one.session,
      hashSecret('another-invite-of-32-characters!'),
      'editor',
      Date.now() + 9999,
    );
    const ticket = newSecret(nodeEnvironment);
    const there = await other.raw();
    there.send(other.hello({ ticket }));
    await there.next('welcome');
    const here = await one.raw();
    here.send(one.hello({ ticket }));
    expect((await here.next('closed')).code).toBe('bad-credential');
  });
});
