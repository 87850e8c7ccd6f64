import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pack, unpack } from '../../src/shared/core/message-pack.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { BlobClient, hashOf } from './lib/bare-http.ts';
import { freshSecret } from './lib/raw-client.ts';

let host: AttackedHost;
beforeEach(async () => {
  host = await AttackedHost.start();
});
afterEach(() => host.close('SIGKILL'));

/** From here on people ask to be let in. */
async function asks(): Promise<void> {
  const { result } = await host.owner.request('sharing.open', { admitEveryone: false, role: 'editor' }, host.host);
  expect(result?.link).toBe(host.link);
}

describe('at a door where one asks', () => {
  it('two hundred who ask at once are ten, and each of the others is told', async () => {
    await asks();
    const answers = new Map<string, number>();
    for (let count = 0; count < 200; count++) {
      const first = await (await host.stranger()).hello({ invite: host.invite, name: `Asks ${count}` });
      const said = first.t === 'closed' ? first.code : first.t;
      answers.set(said, (answers.get(said) ?? 0) + 1);
      if (first.t === 'closed') expect(first.message.length).toBeGreaterThan(20);
    }
    expect(answers.get('waiting')).toBeLessThanOrEqual(10);
    expect(answers.get('welcome')).toBeUndefined();
    await host.goesOn();
  });

  it('who was denied and asks on at once bothers nobody, and has no ticket for anything', async () => {
    await asks();
    const ticket = freshSecret();
    const knocks = async () => {
      const stranger = await host.stranger();
      stranger.ticket = ticket;
      return { stranger, first: await stranger.hello({ invite: host.invite }) };
    };
    const { stranger } = await knocks();
    const requests = () => host.owner.entries.filter(([, , , , , kind]) => kind === 'participant.requested');
    // It comes once it is on the log's disk.
    await vi.waitFor(() => expect(requests()).toHaveLength(1));
    const { person } = unpack(requests().at(-1)![9]) as { person: string };
    expect(await host.owner.verdict('participant.denied', { person })).toBe('taken');
    const asked = requests().length;
    for (let count = 0; count < 20; count++) expect((await knocks()).first).toMatchObject({ t: 'closed', final: true });
    await host.goesOn();
    expect(requests().length).toBe(asked);
    expect((await new BlobClient(host, stranger).put(hashOf(randomBytes(4)), randomBytes(4))).status).toBe(401);
    await host.goesOn();
  });
});

describe('once a session has ended', () => {
  it('a ticket and an invite are worth nothing, for frames and attachments alike', async () => {
    const guest = await host.guest('editor');
    const blobs = new BlobClient(host, guest);
    const hash = await blobs.upload(pack({ update: randomBytes(70_000) }));
    expect(await host.owner.verdict('session.ended', {})).toBe('taken');
    expect((await guest.ended())?.code).toBe('ended');
    expect([(await blobs.get(hash)).status, (await blobs.head(hash)).status]).toEqual([401, 401]);
    expect((await blobs.put(hashOf(randomBytes(4)), randomBytes(4))).status).toBe(401);
    for (const purpose of ['window', 'program', 'drain']) {
      for (const more of [{}, { invite: host.invite }, { replica: guest.replica }]) {
        const stranger = await host.stranger();
        stranger.ticket = guest.ticket;
        expect(await stranger.hello({ purpose, ...more })).toMatchObject({ t: 'closed', code: 'ended', final: true });
      }
    }
    const answer = await host.owner.request('files.stat', { path: 'README.md' }, host.host);
    expect(answer.result).toBeDefined();
  });
});
