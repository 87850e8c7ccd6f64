import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { commentLimits } from '../../src/shared/capabilities/comments/limits.ts';
import { quoteLimits } from '../../src/shared/text/quoted-lines.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

const place = (change: object = {}) => ({
  selection: null,
  lines: { start: 1, end: 1 },
  quote: { before: [], lines: ['x'], after: [], count: 1, only: [0] },
  hash: 'a'.repeat(64),
  ...change,
});
const started = (change: object = {}) => ({
  thread: freshId(),
  comment: freshId(),
  place: place(),
  words: 'why?',
  mentions: [],
  moment: null,
  ...change,
});

let host: AttackedHost;
let editor: RawClient;
let other: RawClient;
let thread: { thread: string; comment: string };

beforeAll(async () => {
  host = await AttackedHost.start();
  editor = await host.guest('editor');
  other = await host.guest('reviewer');
  const body = started();
  thread = { thread: body.thread, comment: body.comment };
  expect(await editor.verdict('comment.started', body, { ref: host.readme })).toBe('taken');
});
afterEach(() => host.goesOn());
afterAll(() => host.close());

describe('a comment', () => {
  const words = { words: 'EVIL', mentions: [] };

  it('of somebody else is not reached by another thread whose comment has its id', async () => {
    const own = started({ comment: thread.comment });
    expect(await other.verdict('comment.started', own, { ref: host.readme })).toBe('taken');
    const theirs = { thread: thread.thread, comment: thread.comment };
    expect(await other.verdict('comment.edited', { ...theirs, ...words }, { ref: host.readme })).toBe('not-permitted');
    expect(await other.verdict('comment.deleted', theirs, { ref: host.readme })).toBe('not-permitted');
    const mine = { thread: own.thread, comment: own.comment };
    expect(await other.verdict('comment.edited', { ...mine, ...words }, { ref: host.readme })).toBe('taken');
    expect(await other.verdict('comment.deleted', mine, { ref: host.readme })).toBe('taken');
    const late = await host.guest('viewer');
    const { threads } = late.keyframe!.comments as { threads: Record<string, { comments: { words: string }[] }> };
    expect(threads[own.thread]).toBeUndefined();
    expect(threads[thread.thread]!.comments[0]!.words).toBe('why?');
  });

  it('of somebody else is neither changed nor deleted, under whatever document or id', async () => {
    const attacks: [kind: Parameters<RawClient['verdict']>[0], body: object, ref?: string][] = [
      ['comment.edited', { ...thread, ...words }],
      ['comment.deleted', thread],
      ['comment.edited', { ...thread, ...words }, freshId()],
      ['comment.replied', { ...thread, ...words }],
      ['comment.replied', { thread: freshId(), comment: freshId(), ...words }],
      ['comment.resolved', { thread: freshId(), isResolved: true }],
      ['comment.started', started({ thread: thread.thread })],
      ['comment.started', started(), freshId()],
    ];
    for (const [kind, body, ref = host.readme] of attacks) {
      const said = await (await host.again(other)).verdict(kind, body, { ref });
      expect([kind, ref, said === 'taken']).toEqual([kind, ref, false]);
    }
    const viewer = await host.guest('viewer');
    expect(await viewer.verdict('comment.started', started(), { ref: host.readme })).toBe('not-permitted');
  });

  it('of a wrong form is none: too long, too many lines, positions without end, an end before its start', async () => {
    const line = 'x'.repeat(quoteLimits.lineLength);
    const quote = { before: [], lines: ['x'], after: [], count: 1, only: [] };
    const forms = [
      { words: 'x'.repeat(commentLimits.words + 1) },
      { words: '\n' },
      { mentions: Array.from({ length: commentLimits.mentions + 1 }, freshId) },
      { place: place({ quote: { ...quote, lines: [`${line}x`] } }) },
      { place: place({ quote: { ...quote, lines: Array(quoteLimits.lines + 1).fill('x') } }) },
      { place: place({ selection: { anchor: new Uint8Array(5000), head: new Uint8Array() } }) },
      { place: place({ lines: { start: 2, end: 1 } }) },
      { moment: { recording: null, seq: -1, atMs: 0 } },
    ];
    for (const form of forms) {
      const said = await (await host.again(editor)).verdict('comment.started', started(form), { ref: host.readme });
      expect([Object.keys(form), said]).toEqual([Object.keys(form), 'bad-request']);
    }
  });

  it('in thousands is slowed down, and fills no session', async () => {
    const flood = await host.guest('reviewer');
    const said = [];
    for (let count = 0; count < 60 && !flood.gone; count++)
      said.push(await flood.verdict('comment.started', started(), { ref: host.readme }));
    expect(said.filter((each) => each === 'taken').length).toBeLessThan(40);
    expect(said).toContain('too-fast');
  });
});

describe('the past', () => {
  it('is told to guests from their admission on, and to nobody without form', async () => {
    const late = await host.guest('viewer');
    const { result } = await late.request('activity.since', { after: 0 }, host.host);
    const events = (result as { events: { words: string }[] }).events;
    expect(events.filter(({ words }) => words.startsWith('commented'))).toEqual([]);
    const { error } = await late.request('activity.since', { after: -1 } as never, host.host);
    expect(error?.code).toBe('bad-request');
  });
});
