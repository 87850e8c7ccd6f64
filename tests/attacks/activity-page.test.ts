import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { OpenProgram } from '../lib/open-program.ts';
import { agentOf, limitedWithAgent } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { canary, documentOf, outsidePath, personOf, plantPart, toldOf } from './lib/limited-guest.ts';
import { type Answer, freshId, type RawClient } from './lib/raw-client.ts';

interface Told {
  events: { seq: number; kind: string; path: string | null; words: string | null }[];
  untold: string | null;
}

let host: AttackedHost;
let bob: RawClient;

beforeAll(async () => {
  host = await AttackedHost.start();
  await plantPart(host);
  await documentOf(host, outsidePath);
  bob = await host.guest('editor', { name: 'Bob' });
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => host?.close());

const page = (who: RawClient, filter: object = {}, over: object = {}): Promise<Answer> =>
  who.request('activity.page', { after: 0, filter, limit: 200, ...over }, host.host);
async function told(who: RawClient, filter: object = {}): Promise<Told> {
  const { result, error } = await page(who, filter);
  if (!result) throw new Error(`not told: ${JSON.stringify(error)}`);
  return result as unknown as Told;
}
/** Seq of the entry by which somebody was let in last. */
const cameAt = (who: RawClient) =>
  host.owner.entries.findLast(([, , , , , kind, , , , body]) => {
    return kind === 'participant.admitted' && Buffer.from(body).includes(personOf(who));
  })![0];

it('tells nobody but owners what was before they came, nor an agent what was before itself', async () => {
  const agent = await agentOf(host, bob);
  const roles = ['viewer', 'reviewer', 'editor', 'maintainer'] as const;
  const guests = await Promise.all(roles.map((role) => host.guest(role)));
  await host.owner.handled();
  for (const each of [...guests, agent]) {
    for (const filter of [{}, { path: outsidePath }, { kinds: ['doc.opened'] }, { person: personOf(host.owner) }]) {
      const { events, untold } = await told(each, filter);
      expect(events.filter(({ seq }) => seq < cameAt(each))).toEqual([]);
      expect(untold).toMatch(/not told/);
    }
  }
  expect((await told(host.owner)).untold).toBeNull();
});

it('tells somebody who was sent out and let in again nothing of the time between', async () => {
  const eve = await host.guest('editor', { name: 'Eve' });
  expect(await host.owner.verdict('participant.removed', { person: personOf(eve), ban: false })).toBe('taken');
  await eve.ended();
  expect((await page(eve).catch(() => null)) ?? null).toBeNull();
  await (await HonestTypist.join(bob, host.host, outsidePath)).types();
  const back = await host.stranger();
  back.ticket = eve.ticket;
  await back.hello({ purpose: 'window', name: 'Eve', replica: freshId(), invite: host.invite });
  const again = { person: personOf(eve), name: 'Eve', role: 'editor' };
  expect(await host.owner.verdict('participant.admitted', again)).toBe('taken');
  await back.until((frame) => (frame.t === 'welcome' ? frame : undefined));
  await back.handled();
  await host.owner.handled();
  expect((await told(back)).events.filter(({ seq }) => seq < cameAt(back))).toEqual([]);
  expect((await told(back, { path: outsidePath })).events).toEqual([]);
});

it('tells people with a part of the folder, and their agents, nothing but a refusal', async () => {
  for (const each of await limitedWithAgent(host)) {
    for (const filter of [{}, { path: outsidePath }, { path: 'way/part' }, { kinds: ['chat.posted'] }]) {
      expect((await page(each, filter)).error?.code).toBe('not-permitted');
    }
    expect(toldOf(each, canary)).toEqual([]);
  }
});

it('tells no direct messages, nor under which name a file has gone into hiding', async () => {
  const cat = await host.guest('editor', { name: 'Cat' });
  const program = await new OpenProgram(host.guestOrigin, host.session).opened();
  await program.join('Teller', host.invite);
  expect((await program.ask('say', { text: 'hush-direct', to: personOf(cat) })).ok).toBeDefined();
  await documentOf(host, 'plain.txt');
  const move = { from: 'plain.txt', to: 'private/hush-name.txt', overwrite: false };
  expect((await host.owner.request('files.move', move, host.host)).error).toBeUndefined();
  for (const filter of [
    {},
    { kinds: ['direct.posted'] },
    { path: move.to },
    { path: '.env' },
    { path: '../outside' },
  ]) {
    for (const each of [bob, host.owner]) expect(JSON.stringify(await told(each, filter))).not.toContain('direct');
    expect(JSON.stringify(await told(bob, filter))).not.toContain('hush');
  }
});

it('asked in evil ways it is refused in words, and a flood of it is in nobody’s way', async () => {
  for (const over of [
    { after: -1 },
    { after: 2 ** 53 },
    { limit: 0 },
    { limit: 1001 },
    { limit: 1.5 },
    { filter: null },
  ])
    expect((await page(bob, {}, over)).error?.code).toBe('bad-request');
  for (const filter of [
    { person: '__proto__' },
    { kinds: ['x'.repeat(65)] },
    { path: 7 },
    { kinds: Array(51).fill('a') },
  ])
    expect((await page(bob, filter)).error?.code).toBe('bad-request');
  expect((await told(bob, { kinds: ['__proto__', 'constructor'] })).events).toEqual([]);
  const flooders = await Promise.all([1, 2, 3].map(() => host.guest('editor')));
  for (const each of flooders)
    for (let id = 1000; id < 2000; id++)
      each.say('activity.page', { id, params: { after: 0, filter: {}, limit: 1000 } }, { to: host.host, n: 0 });
  expect(await host.keyMs()).toBeLessThan(5_000);
  for (const each of flooders) await Promise.race([each.ended(), each.handled()]);
});
