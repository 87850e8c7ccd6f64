import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pack } from '../../src/shared/core/message-pack.ts';
import { type KindName, kinds } from '../../src/shared/session/table.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';
import { updateOf } from './lib/yjs-bytes.ts';

const long = process.env.ENSEMBLE_LONG_ATTACKS === '1';
const times = long ? 10_000 : 200;
/** Time that a key may take at the worst while somebody floods, on a machine with other work. */
const mostKeyMs = 1_500;

let host: AttackedHost;
let ref: string;
beforeAll(async () => {
  host = await AttackedHost.start();
  ref = (await host.owner.request('documents.open', { path: 'boats.json' }, host.host)).result!.ref as string;
});
afterEach(() => host.goesOn());
// The rest of the floods would keep it from ending for minutes.
afterAll(() => host?.close('SIGKILL'));

const nothing = { client: 1, clock: 0, length: 1, copyClient: 2, copyClock: 0 };
const hash = '0'.repeat(64);
/** The costliest body of each kind; what is not named here is tried with a long text in an unknown field. */
const worst: Record<string, (count: number) => object> = {
  'doc.bound': (count) => ({ client: 1_000_000 + count }),
  'doc.updated': () => ({ update: updateOf([], [[99, 0, 1]]), restores: Array(300).fill(nothing) }),
  'doc.formatted': (count) => ({ encoding: 'utf8', bom: false, eol: count % 2 === 0 ? 'lf' : 'crlf' }),
  'participant.renamed': (count) => ({ name: `Name ${count} ${'\u202e'.repeat(1_000)}` }),
  'presence.focused': (count) => ({ line: count + 1, path: 'a/'.repeat(2_000) }),
  'presence.changed': (count) => ({ activity: count % 2 === 0 ? 'active' : 'busy' }),
  'cursor.moved': (count) => ({
    selections: Array(50).fill({ anchor: new Uint8Array(50), head: new Uint8Array(50) }),
    topLine: count + 1,
  }),
  'people.gathered': () => ({ path: 'README.md', line: 1 }),
  'lock.acquired': () => ({
    lock: freshId(),
    path: 'README.md',
    selection: null,
    lines: null,
    beside: [],
    untilMs: null,
  }),
  'lock.released': () => ({ lock: freshId() }),
  'lock.stolen': () => ({ lock: freshId(), reason: 'x'.repeat(200) }),
};
const deep = 'a/'.repeat(2_000);
const worstParams: Record<string, (count: number) => object> = {
  'files.stat': () => ({ path: deep }),
  'files.list': () => ({ path: '' }),
  'files.read': () => ({ path: 'README.md', offsetBytes: 0, lengthBytes: 2 ** 40 }),
  'files.write': (count) => ({
    path: `flood-${count % 20}.txt`,
    content: new Uint8Array(1_000),
    create: true,
    overwrite: true,
  }),
  'files.createFolder': (count) => ({ path: `flood/${count % 20}` }),
  'files.move': (count) => ({ from: `flood-${count % 20}.txt`, to: `flood-${(count + 1) % 20}.txt`, overwrite: true }),
  'files.copy': (count) => ({ from: '', to: `src/copy-${count % 20}`, overwrite: true }),
  'files.remove': (count) => ({ path: `src/copy-${count % 20}`, recursive: true }),
  'search.text': () => ({
    pattern: '(a|a?|aa*)+((x+)+)+$',
    isRegExp: true,
    useIgnoreFiles: false,
    includes: Array(100).fill('**/{a,b,*}/**/*'),
  }),
  'search.files': () => ({ pattern: '*a*b*c*d*e*f*'.repeat(70), includes: Array(100).fill('**/*{a,b}*/**') }),
  'documents.open': (count) => ({ path: count % 2 === 0 ? 'boats.json' : 'src/fleet.ts' }),
  'documents.create': (count) => ({ title: `Flood ${count}`, text: 'x'.repeat(1_000) }),
  'documents.prepareSave': () => ({ ref }),
  'documents.endTurn': () => ({ ref, seq: 0, update: new Uint8Array([0, 0]) }),
  'documents.save': () => ({ ref, seq: 0, update: new Uint8Array([0, 0]) }),
  'documents.saves': () => ({ ref }),
  'documents.withheld': () => ({ ref }),
  'documents.resolve': () => ({ ref, choice: 'mine', hash, seq: 0, update: new Uint8Array([0, 0]) }),
  'documents.reopen': (count) => ({ ref, encoding: count % 2 === 0 ? 'utf8' : 'iso88591' }),
};

/** Waits until all that was sent is handled, or the connection has ended. Gives the words in which a limit was said. */
async function turnedDown(client: RawClient): Promise<string[]> {
  const last = client.until((frame) => (frame.t === 'pong' ? true : undefined));
  client.send({ t: 'ping' });
  await last.catch(() => undefined);
  const words = client.frames.flatMap((frame) => {
    return frame.t === 'refused' || frame.t === 'closed' ? [`${frame.code}: ${frame.message}`] : [];
  });
  return words;
}

describe('while an editor floods with', () => {
  it.each(Object.keys(kinds))('%s, others’ keys are as fast, and it is told', async (name) => {
    const kind = kinds[name as KindName];
    const editor = await host.guest('editor', { name: 'Flood' });
    editor.send({ t: 'subscribe', ref, subscription: 1 });
    const directed = kind.audience === 'to';
    const body = (count: number): object => {
      if (directed) {
        return {
          id: count + 1,
          params: worstParams[name]?.(count) ?? {},
          creditBytes: 1_000,
          part: new Uint8Array(1_000),
          bytes: 1_000,
        };
      }
      return worst[name]?.(count) ?? { junk: 'x'.repeat(1_000) };
    };
    let slowestMs = 0;
    for (let count = 0; count < times && !editor.gone; count++) {
      editor.say(name, body(count), {
        ref: kind.interest === 'ref' || name === 'doc.formatted' ? ref : null,
        to: directed ? host.host : null,
      });
      if (count % (times / 5) === times / 10) slowestMs = Math.max(slowestMs, await host.keyMs());
    }
    for (let keys = 0; keys < 3; keys++) slowestMs = Math.max(slowestMs, await host.keyMs());
    const words = await turnedDown(editor);
    expect(slowestMs).toBeLessThan(mostKeyMs);
    for (const said of new Set(words)) expect(said).toMatch(/^[a-z-]+: .{10,}/);
    const refused = editor.entries.filter((entry) => entry[5] === 'entry.refused').length;
    // Long edits are handled at a pace that is within their rate.
    const isBeyond = !directed && name !== 'doc.updated' && times > kind.perSecond * 10;
    if (isBeyond) expect(words.length + refused).toBeGreaterThan(0);
    editor.send({ t: 'leave' });
    editor.close();
  });
});

describe('while a guest floods with frames of', () => {
  const frames: Record<string, (count: number) => Uint8Array> = {
    ping: () => pack({ t: 'ping' }),
    subscribe: () => pack({ t: 'subscribe', ref, subscription: 1 }),
    'subscribe to what is not there': () => pack({ t: 'subscribe', ref: freshId(), subscription: 1 }),
    'subscribe and unsubscribe': (count) =>
      pack(count % 2 === 0 ? { t: 'subscribe', ref, subscription: count + 1 } : { t: 'unsubscribe', ref }),
    leave: () => pack({ t: 'leave' }),
    'no entries': () => pack({ t: 'entries', entries: [] }),
    'ten thousand entries that are none': () => pack({ t: 'entries', entries: Array(10_000).fill(0) }),
    'a hundred thousand numbers': () => pack({ t: 'ping', junk: Array(100_000).fill(0) }),
    'duplicates of old entries': () => pack({ t: 'entries', entries: [] }),
  };
  it.each(Object.entries(frames))('%s, others’ keys are as fast', async (_, make) => {
    const viewer = await host.guest('viewer', { name: 'Flood' });
    let slowestMs = 0;
    for (let count = 0; count < times && !viewer.gone; count++) {
      viewer.sendBytes(make(count));
      if (count % (times / 5) === times / 10) slowestMs = Math.max(slowestMs, await host.keyMs());
    }
    for (let keys = 0; keys < 3; keys++) slowestMs = Math.max(slowestMs, await host.keyMs());
    expect(slowestMs).toBeLessThan(mostKeyMs);
    viewer.close();
  });
});

describe('a host that is asked to end', () => {
  it('does so while searches and turns to save of one guest wait', async () => {
    const own = await AttackedHost.start();
    const guest = await own.guest('editor');
    const searches = long ? 1_500 : 500;
    for (let id = 1; id <= searches; id++) {
      guest.say(
        'search.text',
        { id, params: worstParams['search.text']!(id), creditBytes: 1_000 },
        { n: 0, to: own.host },
      );
    }
    for (let id = searches + 1; id <= searches + 20; id++) {
      guest.say('documents.prepareSave', { id, params: { ref: own.readme } }, { n: 0, to: own.host });
    }
    await own.goesOn();
    guest.close();
    let wasForced = false;
    const late = setTimeout(() => {
      wasForced = true;
      process.kill(own.pid, 'SIGKILL');
    }, 8_000);
    await own.close();
    clearTimeout(late);
    expect(wasForced).toBe(false);
  }, 60_000);
});

describe('one person’s', () => {
  it('four hundred windows are sixteen', async () => {
    const viewer = await host.guest('viewer');
    const opens = async () => {
      const window = await host.stranger();
      window.ticket = viewer.ticket;
      await window.hello({ purpose: 'window' });
      return window;
    };
    const windows = await Promise.all(Array.from({ length: 40 }, opens));
    for (let more = 0; more < (long ? 360 : 40); more++) windows.push(await opens());
    expect(windows.filter(({ gone, closed }) => !gone && !closed).length).toBeLessThanOrEqual(16);
    for (const { closed } of windows.filter((window) => window.closed)) {
      expect(closed).toMatchObject({ code: 'too-fast', final: true });
      expect(closed!.message.length).toBeGreaterThan(20);
    }
    for (const window of windows) window.close();
  });

  it('connections that say nothing keep nobody out', async () => {
    const silent = await Promise.all(Array.from({ length: 60 }, () => host.stranger()));
    for (const client of silent) client.close();
    const guest = await host.guest('viewer');
    guest.close();
  });
});
