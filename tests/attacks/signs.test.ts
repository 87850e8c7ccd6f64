import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { everybodysCall } from '../../src/shared/capabilities/calls/calls-state.ts';
import { callLimits } from '../../src/shared/capabilities/calls/limits.ts';
import { everybodysRoom } from '../../src/shared/capabilities/chat/chat-state.ts';
import { mostLooked } from '../../src/shared/capabilities/reviews/kinds.ts';
import { serverReplica } from '../../src/shared/core/ids.ts';
import type { KindName } from '../../src/shared/session/table.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

/** Time that another's key may take meanwhile: usually tens of milliseconds, here with room for a busy machine. */
const mostKeyMs = 1_500;
const inCall = { ref: everybodysCall };
const quiet = { isMuted: true, hasCamera: false, isSharing: false };

let host: AttackedHost;
beforeAll(async () => {
  host = await AttackedHost.start();
});
afterEach(() => host.goesOn());
afterAll(() => host?.close());

const personOf = (client: RawClient) => client.welcome!.person;

/** A part of the state, as somebody finds it who comes now. */
async function found<T>(slice: string): Promise<T> {
  const late = await host.guest('viewer');
  const state = late.keyframe![slice];
  late.close();
  return state as T;
}

/** Tries bodies one by one, each by a window of its own, since refusals are counted. */
async function tries(guest: RawClient, kind: KindName, said: readonly (readonly [object, string | null])[]) {
  const verdicts = [];
  for (const [body, ref] of said) {
    const window = await host.again(guest);
    verdicts.push(await window.verdict(kind, body, { ref }));
    window.close();
  }
  return verdicts;
}

const isToldOf = ({ frames }: RawClient, code: string) =>
  frames.some((frame) => (frame.t === 'refused' || frame.t === 'closed') && frame.code === code);

describe('a stroke', () => {
  const stroke = (change: object = {}) => ({
    line: 1,
    points: [
      [0, 0],
      [50, 50],
    ],
    ...change,
  });

  it('without end, of no number, too long, or over what is no document is none, and a viewer draws none', async () => {
    const editor = await host.guest('editor');
    const points = (each: unknown, count = 2) => stroke({ points: Array(count).fill(each) });
    const evil = [
      points([50_001, 0]),
      points([0, -50_001]),
      points([Number.NaN, 0]),
      points([0, Number.POSITIVE_INFINITY]),
      points([0.5, 0]),
      points([0, 0, 0]),
      points([0, 0], 501),
      points([0, 0], 0),
      points('12'),
      stroke({ line: 0 }),
      stroke({ line: 1e300 }),
      stroke({ line: Number.NaN }),
    ];
    const said = await tries(
      editor,
      'drawing.drawn',
      evil.map((body) => [body, host.readme]),
    );
    expect(said).toEqual(evil.map(() => 'bad-request'));
    const elsewhere = [freshId(), everybodysRoom, everybodysCall].map((ref) => [stroke(), ref] as const);
    expect(await tries(editor, 'drawing.drawn', elsewhere)).toEqual(elsewhere.map(() => 'not-found'));
    const viewer = await host.guest('viewer');
    expect(await viewer.verdict('drawing.drawn', stroke(), { ref: host.readme })).toBe('not-permitted');
    expect(await (await host.again(editor)).verdict('drawing.drawn', stroke(), { ref: host.readme })).toBe('taken');
  });

  it('comes ten thousand times from one who is sent away for it, and keeps nobody’s keys waiting', async () => {
    const flood = await host.guest('editor');
    const long = stroke({ points: Array(500).fill([-50_000, 50_000]) });
    for (let count = 0; count < 10_000 && !flood.gone; count++) flood.say('drawing.drawn', long, { ref: host.readme });
    expect(await host.keyMs()).toBeLessThan(mostKeyMs);
    await expect.poll(() => flood.gone || isToldOf(flood, 'too-fast'), { timeout: 20_000 }).toBe(true);
    flood.close();
  });
});

describe('a pointer over a whiteboard', () => {
  it('in no place, or over what is no document, is none; a viewer has one too', async () => {
    const viewer = await host.guest('viewer');
    const over = (at: unknown, more: object = {}) => ({ at, isDown: false, ...more });
    const evil = [
      over([1_000_001, 0]),
      over([0, Number.NaN]),
      over([0.5, 0]),
      over([1]),
      over('12'),
      over([1, 2], { laser: 'x'.repeat(1000) }),
    ];
    const said = await tries(
      viewer,
      'whiteboard.pointed',
      evil.map((body) => [body, host.readme]),
    );
    expect(said.every((verdict) => verdict !== 'taken')).toBe(true);
    const again = await host.again(viewer);
    expect(await again.verdict('whiteboard.pointed', over([1, 2]), { ref: freshId() })).toBe('not-found');
    expect(await again.verdict('whiteboard.pointed', over([1, 2]), { ref: host.readme })).toBe('taken');
    expect(await again.verdict('whiteboard.pointed', over(null), { ref: host.readme })).toBe('taken');
  });
});

describe('a stroke over a shared screen', () => {
  it('without end, beside the screen, too long, or over a screen that nobody shares is none; a viewer draws none', async () => {
    const [ada, ben, viewer] = [await host.guest('editor'), await host.guest('editor'), await host.guest('viewer')];
    const screen = ada.replica;
    const over = (change: object = {}) => ({
      screen,
      stroke: 1,
      points: [
        [0, 0],
        [10_000, 10_000],
      ],
      ...change,
    });
    const points = (each: unknown, count = 2) => over({ points: Array(count).fill(each) });
    expect(await ada.verdict('call.joined', { ...quiet, isSharing: true }, inCall)).toBe('taken');
    const evil = [
      points([10_001, 0]),
      points([0, -1]),
      points([Number.NaN, 0]),
      points([0.5, 0]),
      points([0, 0], 301),
      points([0, 0], 1),
      over({ stroke: 0 }),
      over({ stroke: 1e300 }),
      over({ screen: 'x'.repeat(65) }),
    ];
    expect(await ben.verdict('call.joined', quiet, inCall)).toBe('taken');
    for (const body of evil) {
      const window = await host.again(ada);
      expect(await window.verdict('call.joined', { ...quiet, isSharing: true }, inCall)).toBe('taken');
      expect(await window.verdict('call.drawn', body, inCall)).toBe('bad-request');
      window.close();
    }
    expect(await ben.verdict('call.drawn', over(), inCall)).toBe('taken');
    expect(await ben.verdict('call.pointed', { screen, at: [1, 2] }, inCall)).toBe('taken');
    for (const elsewhere of [ben.replica, freshId(), '__proto__', 'constructor'])
      expect(await ben.verdict('call.pointed', { screen: elsewhere, at: [1, 2] }, inCall)).toBe('not-permitted');
    for (const ref of [freshId(), host.readme])
      expect(await ben.verdict('call.drawn', over(), { ref })).toBe('not-found');
    expect(await viewer.verdict('call.drawn', over(), inCall)).toBe('not-permitted');
    for (const each of [await host.again(ada), ben, viewer]) each.send({ t: 'leave' });
  });
});

describe('a signal of a call', () => {
  const signal = (change: object = {}) => ({
    from: 1,
    to: 1,
    description: { type: 'offer', sdp: 'EVIL-SDP' },
    candidates: [],
    restart: false,
    ...change,
  });

  it('reaches nobody but a member from a member, and is none where it is no signal', async () => {
    const [ada, ben, outside, viewer, muted] = await Promise.all(
      (['editor', 'editor', 'editor', 'viewer', 'editor'] as const).map((role) => host.guest(role)),
    );
    for (const member of [ada, ben, muted]) expect(await member!.verdict('call.joined', quiet, inCall)).toBe('taken');
    expect(await viewer!.verdict('call.joined', quiet, inCall)).toBe('not-permitted');
    for (const ref of [null, freshId(), host.readme, everybodysRoom])
      expect(await outside!.verdict('call.joined', quiet, { ref })).toBe('not-found');
    // A right that is taken leads out of the call.
    const taken = { person: personOf(muted!), grants: { call: false } };
    expect(await host.owner.verdict('rights.changed', taken)).toBe('taken');
    for (const [from, to] of [
      [outside, ada!.replica],
      [viewer, ada!.replica],
      [muted, ada!.replica],
      [ada, outside!.replica],
      [ada, muted!.replica],
      [ada, ada!.replica],
      [ada, serverReplica],
      [ada, host.host],
      [ada, freshId()],
    ] as const)
      expect(await from!.verdict('call.signal', signal(), { ...inCall, to, n: 0 })).toBe('not-permitted');
    const bomb = 'EVIL-SDP'.padEnd(callLimits.sdp + 1, 'x');
    const candidate = { candidate: 'EVIL-SDP', sdpMid: null, sdpMLineIndex: 0 };
    for (const change of [
      { description: { type: 'offer', sdp: bomb } },
      { description: { type: 'rollback', sdp: 'EVIL-SDP' } },
      { candidates: Array(callLimits.candidates + 1).fill(candidate) },
      { candidates: [{ ...candidate, sdpMLineIndex: 64 }] },
      { from: 2 ** 60 },
    ])
      ada!.say('call.signal', signal(change), { ...inCall, to: ben!.replica, n: 0 });
    await ada!.until((frame) => (frame.t === 'refused' && frame.code === 'bad-request' ? true : undefined));
    ada!.say('call.signal', signal({ description: { type: 'answer', sdp: 'fair-description' } }), {
      ...inCall,
      to: ben!.replica,
      n: 0,
    });
    await ben!.until((frame) => (frame.t === 'direct' ? true : undefined));
    for (const client of [ada, ben, outside, viewer, muted, host.witness, host.owner])
      expect(client!.hasHeard('EVIL-SDP')).toBe(false);
    for (const client of [outside, viewer, muted, host.witness])
      expect(client!.hasHeard('fair-description')).toBe(false);
    const { person } = ben!.welcome!;
    expect(await host.owner.verdict('participant.removed', { person, ban: false })).toBe('taken');
    expect(Object.keys((await found<Record<string, object>>('calls'))[everybodysCall] ?? {})).toEqual([ada!.replica]);
    ada!.send({ t: 'leave' });
  });

  it('comes in thousands of the largest and keeps nobody’s keys waiting', async () => {
    const [ada, ben] = await Promise.all([host.guest('editor'), host.guest('editor')]);
    for (const member of [ada, ben]) expect(await member.verdict('call.joined', quiet, inCall)).toBe('taken');
    const large = signal({ description: { type: 'offer', sdp: 'x'.repeat(callLimits.sdp) } });
    for (let count = 0; count < 1_000 && !ada.gone; count++)
      ada.say('call.signal', large, { ...inCall, to: ben.replica, n: 0 });
    for (let keys = 0; keys < 5; keys++) expect(await host.keyMs()).toBeLessThan(mostKeyMs);
    ada.close();
  });
});

describe('a review', () => {
  const opened = (change: object = {}) => ({
    repository: '',
    base: { name: 'main', commit: 'a'.repeat(40) },
    head: null,
    ...change,
  });

  it('is opened by who may annotate, of commits alone, and ended or replaced by nobody else', async () => {
    const [reviewer, editor, maintainer, viewer] = await Promise.all(
      (['reviewer', 'editor', 'maintainer', 'viewer'] as const).map((role) => host.guest(role)),
    );
    expect(await viewer!.verdict('review.opened', opened())).toBe('not-permitted');
    expect(await viewer!.verdict('review.looked', { files: [freshId()], looked: true })).toBe('not-found');
    const evil = ['--output=/tmp/x', 'HEAD', 'zz', '', 'a'.repeat(1_000)].map((commit) => ({ name: 'x', commit }));
    const said = await tries(editor!, 'review.opened', [
      ...evil.map((base) => [opened({ base }), null] as const),
      ...evil.map((head) => [opened({ head }), null] as const),
    ]);
    expect(said.filter((each) => each !== 'bad-request' && each !== 'too-fast')).toEqual([]);
    expect(await reviewer!.verdict('review.opened', opened())).toBe('taken');
    for (const thief of [maintainer, viewer, await host.again(editor!)])
      for (const [kind, body] of [
        ['review.opened', opened()],
        ['review.closed', {}],
      ] as const)
        expect([kind, await thief!.verdict(kind, body)]).toEqual([kind, 'not-permitted']);
    expect((await found<{ person: string }>('review')).person).toBe(personOf(reviewer!));
    expect(await host.owner.verdict('review.closed', {})).toBe('taken');
  });

  it('keeps so many files of each who looks, and thousands of looks keep nobody’s keys waiting', async () => {
    const [reviewer, flood] = await Promise.all([host.guest('reviewer'), host.guest('viewer')]);
    expect(await reviewer.verdict('review.opened', opened())).toBe('taken');
    const files = () => Array.from({ length: 500 }, freshId);
    for (let count = 0; count < 10_000 && !flood.gone; count++)
      flood.say('review.looked', { files: count < 100 ? files() : [freshId()], looked: true });
    for (let keys = 0; keys < 5; keys++) expect(await host.keyMs()).toBeLessThan(mostKeyMs);
    await flood.ended().catch(() => undefined);
    const { looked } = await found<{ looked: Record<string, string[]> }>('review');
    expect(Object.values(looked).map((each) => each.length)).toEqual([mostLooked]);
    expect(await reviewer.verdict('review.closed', {})).toBe('taken');
  });
});

it('nothing is said about a document that has become hidden, by any sign, and nothing told of its place', async () => {
  const content = new Uint8Array([65]);
  await host.owner.request('files.write', { path: 'soon.txt', content, create: true, overwrite: true }, host.host);
  const [editor, reviewer, viewer] = await Promise.all(
    (['editor', 'reviewer', 'viewer'] as const).map((role) => host.guest(role)),
  );
  const { ref } = await HonestTypist.join(editor!, host.host, 'soon.txt');
  const from = editor!.frames.length;
  const move = { from: 'soon.txt', to: 'private/veiled.txt', overwrite: false };
  await host.owner.request('files.move', move, host.host);
  await editor!.until(
    (frame) => ('entries' in frame && frame.entries.some((entry) => entry[5] === 'doc.sealed') ? true : undefined),
    from,
  );
  const quote = { before: [], lines: ['x'], after: [], count: 1, only: [0] };
  const place = { selection: null, lines: { start: 1, end: 1 }, quote, hash: 'a'.repeat(64) };
  const words = { words: 'x', mentions: [], moment: null };
  const lock = { path: null, selection: null, lines: null, beside: [], untilMs: null };
  for (const [kind, body] of [
    ['pulse.shown', { line: 1 }],
    ['cursor.moved', { selections: [], topLine: 1 }],
    ['whiteboard.pointed', { at: [1, 2], isDown: false }],
    ['presence.focused', { line: 1, path: null }],
    [
      'drawing.drawn',
      {
        line: 1,
        points: [
          [0, 0],
          [9, 9],
        ],
      },
    ],
    ['comment.started', { thread: freshId(), comment: freshId(), place, ...words }],
    ['lock.acquired', { lock: freshId(), ...lock }],
    ['recording.viewed', { editors: [], focused: null, views: [] }],
    ['doc.rebased', {}],
  ] as const)
    for (const about of [ref, freshId()])
      expect([kind, await editor!.verdict(kind, body, { ref: about })]).toEqual([kind, 'not-found']);
  for (const [method, params] of [
    ['activity.since', { after: 0 }],
    ['documents.saves', { ref }],
    ['documents.withheld', { ref }],
    ['comments.list', { known: 0 }],
    ['files.list', { path: '' }],
    ['search.files', { pattern: 'veiled' }],
    ['git.refs', { repository: 'private' }],
  ] as const)
    for (const guest of [editor, reviewer, viewer]) {
      const said = await guest!.request(method, params, host.host);
      expect([method, JSON.stringify(said.result ?? said.error).replace('"pattern":"veiled"', '')]).toEqual([
        method,
        expect.not.stringContaining('veiled'),
      ]);
    }
  const late = await host.guest('viewer');
  for (const guest of [editor, reviewer, viewer, late]) expect(guest!.hasHeard('veiled')).toBe(false);
});
