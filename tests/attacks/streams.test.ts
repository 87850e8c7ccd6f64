import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pack, unpack } from '../../src/shared/core/message-pack.ts';
import { limits } from '../../src/shared/core/version.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import type { RawClient } from './lib/raw-client.ts';

const long = process.env.ENSEMBLE_LONG_ATTACKS === '1';
const mostKeyMs = 1_500;
const everything = { pattern: '.', isRegExp: true, maxResults: 20_000 };

let host: AttackedHost;
beforeAll(async () => {
  host = await AttackedHost.start();
});
afterEach(() => host.goesOn());
afterAll(() => host?.close());

interface End {
  id: number;
  result?: unknown;
  error?: { code: string; message: string };
}

/** Bodies of the entries of a kind that came, for streams of this number. */
function heard(client: RawClient, kind: string, id?: number): End[] {
  return client.frames
    .flatMap((frame) => (frame.t === 'direct' ? frame.entries : []))
    .filter((entry) => entry[5] === kind)
    .map((entry) => unpack(entry[9]) as End)
    .filter((body) => id === undefined || body.id === id);
}

/** Credit that parts of streams have taken. */
function costOfParts(parts: readonly End[]): number {
  return (parts as unknown as { part: Uint8Array }[]).reduce((sum, { part }) => sum + part.length + 64, 0);
}

/** Credit that the parts of a stream have taken. */
const costOf = (client: RawClient, id: number) => costOfParts(heard(client, 'stream.sent', id));

/** Cost of all parts but the last, which may overdraw a credit: one is sent while any is left. */
const costBeforeLast = (client: RawClient, id: number) => costOfParts(heard(client, 'stream.sent', id).slice(0, -1));

/** A guest whose client is their own. */
class Evil {
  readonly client: RawClient;
  #lastId = 0;

  private constructor(client: RawClient) {
    this.client = client;
  }

  static async join(role: 'viewer' | 'editor' = 'viewer'): Promise<Evil> {
    return new Evil(await host.guest(role));
  }

  say(kind: string, body: object): void {
    this.client.say(kind, body, { n: 0, to: host.host });
  }

  open(params: object = everything, creditBytes = 1): number {
    const id = ++this.#lastId;
    this.say('search.text', { id, params, creditBytes });
    return id;
  }

  /** Resolves with the words in which a stream has ended. */
  ended(id: number): Promise<End> {
    return this.client.until(() => heard(this.client, 'stream.ended', id)[0]);
  }

  /** Resolves once the host has taken what was said before. */
  async handled(): Promise<void> {
    const { result } = await this.client.request('files.stat', { path: 'README.md' }, host.host);
    expect(result).toBeDefined();
  }
}

describe('a stream whose opener is not ours', () => {
  it('and takes nothing gets no more than it had room for, and keeps nobody waiting', async () => {
    const evil = await Evil.join();
    const honest = await host.guest('viewer');
    const ids = Array.from({ length: 10 }, () => evil.open(everything, 10_000));
    const { parts, result } = await honest.open('search.text', { pattern: 'boat' }, host.host);
    expect([parts.length > 0, result]).toEqual([true, { limitHit: false }]);
    expect(await host.keyMs()).toBeLessThan(mostKeyMs);
    for (const id of ids) {
      expect(costBeforeLast(evil.client, id)).toBeLessThan(10_000);
    }
    await evil.handled();
    honest.close();
    evil.client.close();
  });

  it('and takes nothing of large answers keeps only its own waiting', async () => {
    const evil = await Evil.join('editor');
    const content = new Uint8Array(60_000);
    const write = { path: 'large.bin', content, create: true, overwrite: true };
    await evil.client.request('files.write', write, host.host);
    const id = 1_000_000;
    for (let count = 0; count < 200; count++)
      evil.say('search.files', { id: id + count, params: { pattern: '', maxResults: 20_000 } });
    const honest = await host.guest('viewer');
    const answer = await honest.request('files.read', { path: 'README.md' }, host.host);
    expect(answer.result).toBeDefined();
    honest.close();
    evil.client.close();
  });

  it('and sends what is no part, or anything where nothing is expected, ends, in words', async () => {
    const evil = await Evil.join();
    for (const part of [pack(7), Uint8Array.of(0xc1), new Uint8Array(0), pack({ matches: [] })]) {
      const id = evil.open();
      evil.say('stream.sent', { id, part });
      const { error } = await evil.ended(id);
      expect([error?.code, error?.message.length]).toEqual(['bad-request', expect.any(Number)]);
    }
    for (const body of [{ part: 'text' }, { part: null }, {}]) {
      const id = evil.open();
      evil.say('stream.sent', { id, ...body });
      expect((await evil.ended(id)).error?.code).toBe('bad-request');
    }
    await evil.handled();
    evil.client.close();
  });

  it('and sends more than it was granted ends, in words', async () => {
    const evil = await Evil.join();
    const id = evil.open();
    for (let count = 0; count < 10; count++) evil.say('stream.sent', { id, part: new Uint8Array(40_000) });
    const { error } = await evil.ended(id);
    expect(error?.code).toMatch(/too-fast|bad-request/);
    await evil.handled();
    expect(heard(evil.client, 'stream.ended', id)).toHaveLength(1);
    evil.client.close();
  });

  it('and grants what is no credit ends, in words', async () => {
    const evil = await Evil.join();
    for (const bytes of [-1, 0, 1.5, 2 ** 40, 'much', null]) {
      const id = evil.open();
      evil.say('stream.granted', { id, bytes });
      expect((await evil.ended(id)).error?.code, String(bytes)).toBe('bad-request');
    }
    for (const creditBytes of [0, -1, 2 ** 40, 'all']) {
      const id = evil.open(everything, creditBytes as number);
      expect((await evil.ended(id)).error?.code, String(creditBytes)).toBe('bad-request');
    }
    evil.client.close();
  });

  it('and goes on after the end is not heard any more', async () => {
    const evil = await Evil.join();
    const id = evil.open();
    evil.say('stream.ended', { id });
    for (let count = 0; count < 20; count++) {
      evil.say('stream.sent', { id, part: pack(count) });
      evil.say('stream.granted', { id, bytes: 1_000_000 });
      evil.say('stream.ended', { id });
    }
    await evil.handled();
    expect(heard(evil.client, 'stream.ended', id)).toEqual([]);
    evil.client.close();
  });

  it('and uses one number twice loses that one', async () => {
    const evil = await Evil.join();
    const id = evil.open();
    evil.say('search.text', { id, params: everything, creditBytes: 1 });
    expect((await evil.ended(id)).error?.code).toBe('bad-request');
    await evil.handled();
    evil.client.close();
  });

  it('and opens ten thousand has some, is told so for the rest, and slows nobody down', async () => {
    const evil = await Evil.join();
    const times = long ? 10_000 : 1_000;
    let slowestMs = 0;
    const ids: number[] = [];
    for (let count = 0; count < times; count++) {
      ids.push(evil.open());
      if (count % (times / 5) === 0) slowestMs = Math.max(slowestMs, await host.keyMs());
    }
    const { error } = await evil.ended(ids[200]!);
    expect(error).toMatchObject({ code: 'too-fast', message: expect.stringMatching(/try again/i) });
    expect(slowestMs).toBeLessThan(mostKeyMs);
    const honest = await host.guest('viewer');
    expect((await honest.open('search.text', { pattern: 'boat' }, host.host)).result).toBeDefined();
    honest.close();
    evil.client.close();
  });
});

describe('streams of others', () => {
  it('are not heard, fed, granted or ended by a guest', async () => {
    const evil = await Evil.join();
    const victim = await Evil.join();
    const creditBytes = 10_000;
    const id = victim.open(everything, creditBytes);
    await victim.client.until(() => heard(victim.client, 'stream.sent', id)[0]);
    for (let other = 1; other <= 20; other++) {
      evil.say('stream.sent', { id: other, part: pack('forged') });
      evil.say('stream.granted', { id: other, bytes: 100_000 });
      evil.say('stream.ended', { id: other });
      for (const [kind, body] of [
        ['stream.sent', { id: other, part: pack('forged') }],
        ['stream.granted', { id: other, bytes: 100_000 }],
        ['stream.ended', { id: other }],
      ] as const) {
        evil.client.say(kind, body, { n: 0, to: victim.client.replica });
        evil.client.say(kind, body, { n: 0, to: host.owner.replica });
      }
    }
    await evil.handled();
    await victim.handled();
    expect(costBeforeLast(victim.client, id)).toBeLessThan(creditBytes);
    expect(victim.client.hasHeard('forged')).toBe(false);
    expect(host.owner.hasHeard('forged')).toBe(false);
    victim.say('stream.granted', { id, bytes: 1_000_000 });
    expect((await victim.ended(id)).result).toBeDefined();
    expect(costOf(victim.client, id)).toBeGreaterThan(creditBytes + limits.inlineBodyBytes);
    evil.client.close();
    victim.client.close();
  });

  it('are not opened by another owner in the host’s place', async () => {
    const second = await host.guest('editor');
    await host.give(second, 'owner');
    const victim = await host.guest('viewer');
    const from = victim.frames.length;
    for (const kind of ['search.text', 'stream.sent', 'stream.granted', 'stream.ended'])
      second.say(
        kind,
        { id: 1, params: everything, creditBytes: 1, part: pack('forged'), bytes: 1 },
        { n: 0, to: victim.replica },
      );
    await second.handled();
    await victim.handled();
    const reached = victim.frames.slice(from).flatMap((frame) => (frame.t === 'direct' ? frame.entries : []));
    expect(reached).toEqual([]);
    second.close();
    victim.close();
  });
});

describe('a stream ends, in words, when its opener', () => {
  it('is removed, and with them', async () => {
    const evil = await Evil.join();
    const id = evil.open(everything, 40_000);
    await evil.client.until(() => heard(evil.client, 'stream.sent', id)[0]);
    const { person } = evil.client.welcome!;
    await host.owner.verdict('participant.removed', { person, ban: false });
    await evil.client.ended();
    expect(evil.client.closed?.code).toBe('removed');
  });

  it('comes back under the same replica: what was before is not told to the new connection as its own', async () => {
    const evil = await Evil.join();
    const creditBytes = 40_000;
    const id = evil.open(everything, creditBytes);
    await evil.client.until(() => heard(evil.client, 'stream.sent', id)[0]);
    const again = await host.again(evil.client);
    again.say('stream.ended', { id }, { n: 0, to: host.host });
    again.say('stream.granted', { id, bytes: 100_000 }, { n: 0, to: host.host });
    await again.request('files.stat', { path: 'README.md' }, host.host);
    // Parts that were on their way when the host heard of it may still come, and no more than was granted before.
    const parts = heard(again, 'stream.sent').length;
    await again.request('files.stat', { path: 'README.md' }, host.host);
    expect(heard(again, 'stream.sent').length).toBe(parts);
    const all = [evil.client, again].flatMap((client) => heard(client, 'stream.sent', id));
    // A part is sent while any credit is left, so only the last one may overdraw it.
    expect(costOfParts(all.slice(0, -1))).toBeLessThan(creditBytes);
    again.close();
  });
});
