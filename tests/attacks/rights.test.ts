import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Grants, grantable, roles } from '../../src/shared/core/rights.ts';
import type { KindName } from '../../src/shared/session/table.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

/** Time that another's key may take meanwhile: usually tens of milliseconds, here with room for a busy machine. */
const mostKeyMs = 1_500;
const noEdits = new Uint8Array([0, 0]);

let host: AttackedHost;
beforeAll(async () => {
  host = await AttackedHost.start();
});
afterEach(() => host.goesOn());
afterAll(() => host?.close());

const personOf = (client: RawClient) => client.welcome!.person;

/** Has the owner change what somebody may do beyond their role, and waits until they have heard of it. */
async function allow(guest: RawClient, grants: Grants): Promise<void> {
  const from = guest.frames.length;
  expect(await host.owner.verdict('rights.changed', { person: personOf(guest), grants })).toBe('taken');
  await guest.until(
    (frame) => ('entries' in frame && frame.entries.some((entry) => entry[5] === 'rights.changed') ? true : undefined),
    from,
  );
}

/** A part of the state, as somebody finds it who comes now. */
async function found<T>(slice: string): Promise<T> {
  const late = await host.guest('editor');
  const state = late.keyframe![slice];
  late.close();
  return state as T;
}

const participant = async (person: string) =>
  (await found<Record<string, { role: string; grants?: Grants; asks?: string[] }>>('participants'))[person];

describe.each(roles.filter((role) => role !== 'owner'))('a %s', (role) => {
  it('gives, takes and declines no right of anybody, and leads nothing', async () => {
    const guest = await host.guest(role);
    const other = await host.guest('viewer');
    const people = [guest, other, host.owner].map(personOf);
    const evil: [KindName, object][] = [
      ...people.flatMap((person): [KindName, object][] => [
        ['rights.changed', { person, grants: { edit: true, 'terminal.write': true } }],
        ['rights.changed', { person, grants: {} }],
        ['right.declined', { person, right: 'edit' }],
        ['role.changed', { person, role: 'owner' }],
        ['rotation.started', { order: [person], minutes: 1 }],
      ]),
      ['lecture.started', {}],
      ['lecture.ended', {}],
    ];
    for (const [kind, body] of evil) expect([kind, await guest.verdict(kind, body)]).toEqual([kind, 'not-permitted']);
    expect(await participant(personOf(guest))).not.toHaveProperty('grants');
    expect(await found('lecture')).toBeNull();
  });
});

describe('a right of one person', () => {
  it('is not given by a second owner to themselves, to an owner, to who is gone or unknown, nor one of a role', async () => {
    const second = await host.guest('owner');
    const viewer = await host.guest('viewer');
    const gone = await host.guest('editor');
    expect(await host.owner.verdict('participant.removed', { person: personOf(gone), ban: false })).toBe('taken');
    for (const person of [personOf(second), personOf(host.owner), personOf(gone), freshId()])
      expect(await second.verdict('rights.changed', { person, grants: { edit: false } })).toMatch(/^not-/);
    const person = personOf(viewer);
    for (const right of ['admit', 'share', 'host', 'read', 'evil', 'constructor', '__proto__']) {
      const grants = Object.fromEntries([[right, right !== 'read']]);
      const client = await host.again(second);
      expect([right, await client.verdict('rights.changed', { person, grants })]).toEqual([right, 'bad-request']);
      client.close();
    }
    expect(await participant(person)).not.toHaveProperty('grants');
  });

  it('that was said once is not said again by an old entry, nor in the name of who may', async () => {
    const viewer = await host.guest('viewer');
    const body = { person: personOf(viewer), grants: { edit: true } };
    const n = host.owner.say('rights.changed', body);
    await host.owner.handled();
    await allow(viewer, {});
    host.owner.say('rights.changed', body, { n });
    await host.owner.handled();
    const forger = await host.guest('editor');
    expect(await forger.verdict('rights.changed', body, { by: host.owner.replica, n })).toBe('forged');
    expect(await participant(personOf(viewer))).not.toHaveProperty('grants');
  });

  it('to save brings no text of who may not edit, and no file of who may not write files', async () => {
    const typist = await HonestTypist.join(await host.guest('editor'), host.host, 'plain.txt');
    const { client, ref } = typist;
    await typist.types('first ');
    await allow(client, { edit: false, 'files.write': false });
    const update = typist.changed((text) => text.insert(0, 'EVIL '));
    const seq = Math.max(...client.entries.map(([at]) => at));
    const save = { ref, seq, update: noEdits };
    const evil: [string, object][] = [
      ['documents.save', { ...save, update }],
      ['documents.save', { ...save, format: { encoding: 'utf16le', bom: true, eol: 'crlf' } }],
      ['documents.save', { ...save, path: 'evil.txt' }],
      ['documents.save', { ...save, path: 'docs/open.txt', overwrite: true }],
      ['documents.create', { title: 'evil', text: 'EVIL' }],
      ['documents.reopen', { ref, encoding: 'utf16le' }],
      ['documents.resolve', { ref, choice: 'theirs', hash: 'a'.repeat(64), seq, update: noEdits }],
    ];
    for (const [method, params] of evil) {
      const { error } = await client.request(method, params, host.host);
      expect([method, params, error?.code]).toEqual([
        method,
        params,
        expect.stringMatching(/not-permitted|out-of-order/),
      ]);
    }
    expect((await client.request('documents.save', save, host.host)).result).toHaveProperty('hash');
    expect(await host.read('plain.txt')).toBe('first open to all\n');
    expect(await host.read('docs/open.txt')).toBe('open to all\n');
    await expect(host.read('evil.txt')).rejects.toThrow('ENOENT');
  });

  it('that is taken while its turn to save is held leaves the turn to others', async () => {
    const one = await host.guest('editor');
    const two = await host.guest('editor');
    const params = { ref: host.readme };
    expect((await one.request('documents.prepareSave', params, host.host)).result).toBeDefined();
    await allow(one, { save: false });
    expect(
      (await one.request('documents.endTurn', { ...params, seq: 0, update: noEdits }, host.host)).error?.code,
    ).toBe('not-permitted');
    one.send({ t: 'leave' });
    expect((await two.request('documents.prepareSave', params, host.host)).result).toBeDefined();
    two.send({ t: 'leave' });
  });

  it('of each kind opens nothing that is hidden or outside, nor what is for the windows of the host', async () => {
    const viewer = await host.guest('viewer');
    await allow(viewer, Object.fromEntries(grantable.map((right) => [right, true])));
    const content = new Uint8Array([69]);
    for (const path of [
      '.env',
      '.git/config',
      'private/notes.txt',
      'innocent.txt',
      'outside.txt',
      '../x',
      'guarded.txt',
    ])
      for (const [method, params] of [
        ['files.write', { path, content, create: true, overwrite: true }],
        ['git.show', { repository: '', path, version: 'HEAD' }],
        ['git.blame', { repository: '', path, content }],
        ['git.stageText', { repository: '', path, content, expected: null }],
      ] as const) {
        const { result } = await viewer.request(method, params, host.host);
        expect([method, path, result]).toEqual([method, path, undefined]);
      }
    for (const [method, params] of [
      ['library.list', {}],
      ['library.delete', { recording: freshId(), clears: true }],
      ['recordings.list', {}],
      ['terminals.list', {}],
      ['sharing.invites', {}],
      ['storage.describe', {}],
      ['git.init', {}],
    ] as const)
      expect([method, (await viewer.request(method, params, host.host)).error?.code]).toEqual([
        method,
        'not-permitted',
      ]);
    expect(viewer.hasHeard('canary')).toBe(false);
  });
});

it('ten thousand askings keep nobody’s keys waiting, are told of as too many, and leave a few', async () => {
  const flood = await host.guest('viewer');
  for (let count = 0; count < 10_000 && !flood.gone; count++)
    flood.say('right.asked', { right: grantable[count % grantable.length], asks: count % 24 < 12 });
  expect(await host.keyMs()).toBeLessThan(mostKeyMs);
  expect(await flood.ended()).toMatchObject({ code: 'too-fast' });
  expect((await participant(personOf(flood)))!.asks!.length).toBeLessThanOrEqual(4);
});

describe('while somebody lectures', () => {
  it('nothing is changed by who was not given the floor, and no second one begins', async () => {
    const typist = await HonestTypist.join(await host.guest('editor'), host.host, 'config/open.txt');
    const { client, ref } = typist;
    expect(await host.owner.verdict('lecture.started', {})).toBe('taken');
    const second = await host.guest('owner');
    expect(await second.verdict('lecture.started', {})).toBe('not-permitted');
    for (const [kind, body] of [
      ['doc.updated', { update: typist.changed((text) => text.insert(0, 'EVIL ')) }],
      ['lecture.ended', {}],
      ['people.gathered', { path: 'README.md', line: 1 }],
      ['doc.formatted', { encoding: 'utf8', bom: false, eol: 'crlf' }],
    ] as const)
      expect([kind, await client.verdict(kind, body, { ref: kind.startsWith('doc') ? ref : null })]).toEqual([
        kind,
        'not-permitted',
      ]);
    for (const [method, params] of [
      ['documents.save', { ref, seq: 0, update: noEdits }],
      ['files.write', { path: 'evil.txt', content: noEdits, create: true, overwrite: true }],
      ['files.remove', { path: 'boats.json', recursive: false }],
      ['git.stage', { repository: '', paths: 'all' }],
      ['languages.restart', { server: 'x' }],
    ] as const)
      expect([method, (await client.request(method, params, host.host)).error?.code]).toEqual([
        method,
        'not-permitted',
      ]);
    // Ended for all by a person who may let in.
    expect(await second.verdict('lecture.ended', {})).toBe('taken');
  });

  it('nobody but who drives and who leads passes the keyboard, and to nobody who may not edit', async () => {
    const [driver, viewer, editor] = await Promise.all([
      host.guest('editor'),
      host.guest('viewer'),
      host.guest('editor'),
    ]);
    const order = [driver, viewer, editor].map(personOf);
    expect(await host.owner.verdict('rotation.started', { order, minutes: 1 })).toBe('taken');
    for (const thief of [viewer, editor])
      for (const body of [{ turn: 1 }, { turn: 1, to: personOf(thief) }])
        expect(await thief.verdict('rotation.passed', body)).toBe('not-permitted');
    expect(await editor.verdict('rotation.passed', { turn: 2, to: personOf(editor) })).toBe('taken');
    for (const to of [personOf(viewer), freshId()])
      expect([to, await driver.verdict('rotation.passed', { turn: 1, to })]).toEqual([
        to,
        expect.stringMatching(/^not-/),
      ]);
    const lecture = await found<{ person: string; rotation: { turn: number } }>('lecture');
    expect([lecture.person, lecture.rotation.turn]).toEqual([personOf(driver), 1]);
    expect(await host.owner.verdict('lecture.ended', {})).toBe('taken');
  });
});
