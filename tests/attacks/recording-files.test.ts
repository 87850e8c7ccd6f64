import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { packSegment, unpackSegment } from '../../server/log/segment.ts';
import { packNotes } from '../../server/replay/entry-notes.ts';
import { serverReplica } from '../../src/shared/core/ids.ts';
import { pack } from '../../src/shared/core/message-pack.ts';
import { CraftedRecording, emptyMaps, mapWith } from '../lib/crafted-recording.ts';
import { type OwnWindow, ownWindow } from '../lib/own-window.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { freshId, RawClient } from './lib/raw-client.ts';

/** Time that a key may take at the worst while a file is read, on a machine with other work. */
const mostKeyMs = 3_000;
/** Memory that a file of a few kilobytes may take. */
const mostTakenMb = 700;
const mapsOfAPart = 30_000_000;

let host: AttackedHost;
let own: OwnWindow;
let honest: Buffer;
let ref: string;
let count = 0;

beforeAll(async () => {
  host = await AttackedHost.start();
  own = await ownWindow(host.url);
  const typist = await HonestTypist.join(await host.guest('editor'), host.host, 'plain.txt');
  ({ ref } = typist);
  const recording = freshId();
  await own.client.publish('recording.started', { title: 'One' }, recording);
  await typist.types('seen ');
  await own.client.publish('recording.stopped', {}, recording);
  const wish = { recording, as: 'file', passphrase: null, place: null } as const;
  const pieces: Uint8Array[] = [];
  for await (const part of own.direct.open('library.export', wish)) pieces.push(part.content);
  honest = Buffer.concat(pieces);
}, 60_000);

afterEach(() => host.goesOn());

afterAll(async () => {
  own?.client.abandon();
  own?.direct.close();
  await host?.close();
});

const crafted = () => new CraftedRecording(honest);
const takenMb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${host.pid}/status`, 'utf8'))![1]) / 1024;

/** Opens a file at the host as its owner does, and its player; null where it is refused in words. */
async function player(bytes: Buffer): Promise<RawClient | null> {
  const path = join(host.folder, `crafted-${++count}.ensemble`);
  writeFileSync(path, bytes);
  const said = await own.direct
    .request('library.open', { path, passphrase: null })
    .catch((thrown: { code: string }) => thrown);
  if (!('opened' in said)) {
    expect(said.code).toBe('bad-request');
    return null;
  }
  const { opened } = said as { opened: { is: 'open'; session: string } };
  const raw = await RawClient.open(host.ownerOrigin, {
    ...host.ownerData,
    session: opened.session,
    channel: 'replay',
  });
  await raw.hello({ purpose: 'window', name: 'Watcher' }).catch(() => undefined);
  if (!raw.gone) await raw.handled();
  return raw;
}

/** Does something while an honest guest types; the slowest of their keys. */
async function slowestKeyMs(act: () => Promise<void>): Promise<number> {
  let slowestMs = 0;
  const acting = Promise.allSettled([act()]).then(([done]) => done);
  let isDone = false;
  void acting.then(() => (isDone = true));
  while (!isDone) slowestMs = Math.max(slowestMs, await host.keyMs());
  const done = await acting;
  if (done.status === 'rejected') throw done.reason;
  return slowestMs;
}

const all = (value: object, bomb: Uint8Array) => Object.fromEntries(Object.keys(value).map((name) => [name, bomb]));

/** Files of a few kilobytes with a part that unpacks to millions of values. */
const bombs: Record<string, () => CraftedRecording> = {
  'checkpoints of its index that are all of one text': () => {
    const index = crafted().value('index') as { checkpoints: Record<'part' | 'ref' | 'seq', unknown[]> };
    const { checkpoints } = index;
    for (const column of ['part', 'ref', 'seq'] as const)
      checkpoints[column] = Array.from({ length: 300_000 }, () => checkpoints[column][0]);
    return crafted().put('index', index);
  },
  'segments of its index beside stretches': () => {
    const index = crafted().value('index') as { segments: Record<'part' | 'first' | 'last' | 'notes', unknown[]> };
    const last = index.segments.last[0] as number;
    const places = Array.from({ length: 60_000 }, (_, at) => last + 1 + at);
    const note = { isEdit: false, person: null, event: null, recording: null, atMs: 0 };
    index.segments.part.push(...places.map(() => index.segments.part[0]));
    for (const column of ['first', 'last'] as const) index.segments[column].push(...places);
    index.segments.notes.push(...places.map((seq) => packNotes([{ ...note, seq }])));
    const stretches = Array.from({ length: 10_000 }, (_, at) => [1e9 + at, 2e9]);
    return crafted()
      .put('index', index)
      .put('header', { ...crafted().value('header'), stretches });
  },
  'all slices of its state together': () => {
    const keyframe = crafted().value('keyframe');
    return crafted().put('keyframe', { ...keyframe, state: all(keyframe.state as object, emptyMaps(3_900_000)) });
  },
  'slices that nobody knows': () => {
    const keyframe = crafted().value('keyframe');
    const names = Object.fromEntries(Array.from({ length: 24 }, (_, at) => [`unknown${at}`, emptyMaps(3_900_000)]));
    return crafted().put('keyframe', { ...keyframe, state: { ...(keyframe.state as object), ...names } });
  },
  'its replicas': () => {
    const keyframe = crafted().value('keyframe');
    return crafted().put('keyframe', { ...keyframe, replicas: Array.from({ length: 24 }, () => emptyMaps(3_900_000)) });
  },
  'the notes of its index': () => {
    const index = crafted().value('index') as { segments: { notes: Uint8Array[] } };
    index.segments.notes = index.segments.notes.map(() => emptyMaps(mapsOfAPart * 3));
    return crafted().put('index', index);
  },
};
for (const kind of ['header', 'segment', 'index'] as const)
  bombs[`a field of its ${kind} that nobody knows`] = () => {
    const bomb = emptyMaps(kind === 'segment' ? mapsOfAPart : 7_900_000);
    return crafted().putPacked(kind, mapWith(crafted().value(kind), 'unknown', bomb));
  };

describe('a small recording’s file', () => {
  it.each(Object.keys(bombs))('costs neither memory nor others’ keys by %s', async (name) => {
    const bytes = bombs[name]!().bytes;
    expect(bytes.length).toBeLessThan(1024 * 1024);
    const before = takenMb();
    let most = before;
    const slowestMs = await slowestKeyMs(async () => {
      const raw = await player(bytes);
      most = takenMb();
      raw?.close();
    });
    expect(most - before).toBeLessThan(mostTakenMb);
    expect(slowestMs).toBeLessThan(mostKeyMs);
  });
});

describe('a recording’s file with seqs that are far apart', () => {
  it('answers each question in time, and is read to its end', async () => {
    const segment = crafted().value('segment') as { seq: number[] };
    segment.seq[segment.seq.length - 1] = 8e15;
    const raw = (await player(crafted().without('index').put('segment', segment).bytes))!;
    const slowestMs = await slowestKeyMs(async () => {
      for (const [name, params] of [
        ['replay.changes', { between: [0, 9e15] }],
        ['replay.find', { text: 'seen', ref: null, matchCase: false }],
        ['replay.text', { ref, seq: 9e15 }],
        ['replay.line', { ref, line: 1 }],
        ['replay.why', { ref, line: 1, withinMs: 3_600_000 }],
      ] as const) {
        const { error } = await raw.open(name, params, serverReplica);
        expect([name, error === undefined || error.code]).toEqual([name, true]);
      }
    });
    expect(slowestMs).toBeLessThan(mostKeyMs);
    raw.close();
  });
});

describe('a recording’s file with a tree that no disk has', () => {
  const deep = (at: number) => `x${at}/${'a/'.repeat(2_000)}b`;
  const many = <T>(count: number, make: (at: number) => T) => Array.from({ length: count }, (_, at) => make(at));
  const listing = (paths: string[]) => new Uint8Array(deflateRawSync(paths.join('\0')));
  const trees: Record<string, () => [string, object][]> = {
    'deep paths in its list': () => [['tree.listed', { term: 1, packed: listing(many(1_000, deep)), isWhole: true }]],
    'deep paths that came': () => [
      ['tree.listed', { term: 1, packed: listing(['a']), isWhole: true }],
      ...many(100, (part): [string, object] => [
        'files.changed',
        { term: 1, changes: many(10, (at) => ({ path: deep(part * 10 + at), type: 'created' })) },
      ]),
    ],
    'deep paths of documents': () =>
      many(1_000, (at): [string, object] => [
        'doc.opened',
        {
          term: 1,
          path: deep(at),
          title: '',
          format: { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false },
          readOnly: false,
        },
      ]),
    'files that came, and others that went': () => [
      ['tree.listed', { term: 1, packed: listing(['a']), isWhole: true }],
      ...many(40, (part): [string, object] => {
        const path = (at: number) => `of/a/program/${part}-${at}`;
        const type = part < 20 ? 'created' : 'deleted';
        return ['files.changed', { term: 1, changes: many(499, (at) => ({ path: path(at), type })) }];
      }),
    ],
  };

  it.each(Object.keys(trees))('tells it in time, whatever %s', async (name) => {
    const [first, ...rest] = unpackSegment(crafted().stored('segment'));
    const entries = trees[name]!().map(([kind, body], at) => {
      const ref = kind === 'doc.opened' ? freshId() : null;
      return { ...first!, seq: first!.seq + 1 + at, kind, ref, body: new Uint8Array(pack(body)) };
    });
    expect(rest.length).toBeGreaterThan(0);
    const bytes = crafted()
      .without('index')
      .putStored('segment', packSegment([first!, ...entries])).bytes;
    const before = takenMb();
    const slowestMs = await slowestKeyMs(async () => {
      const raw = (await player(bytes))!;
      for (const at of [1e15, first!.seq, 1e15]) {
        raw.send({ t: 'show', by: 'seq', at });
        const { error, result } = await raw.request('files.list', { path: '' }, serverReplica);
        expect([error, result !== undefined]).toEqual([undefined, true]);
      }
      raw.close();
    });
    expect(takenMb() - before).toBeLessThan(mostTakenMb);
    expect(slowestMs).toBeLessThan(mostKeyMs);
  });
});

describe('a recording’s file with an entry that no frame carries', () => {
  it.each([
    ['a replica that is none', { by: 'somebody' }],
    ['a kind that is none', { kind: 'Not A Kind' }],
    ['a ref that is none', { ref: '../../etc' }],
    ['a receiver that is none', { to: '' }],
    ['a version that is none', { v: 5_000 }],
    ['an attachment that is none', { blob: 'no hash' }],
    ['a body that is too long', { body: new Uint8Array(100_000) }],
  ])('is played without it: %s', async (_, change) => {
    const entries = unpackSegment(crafted().stored('segment')).map((entry, at) =>
      at === 1 ? { ...entry, ...change } : entry,
    );
    const raw = (await player(crafted().without('index').putStored('segment', packSegment(entries)).bytes))!;
    raw.send({ t: 'subscribe', ref, subscription: 1 });
    for (const at of [0, 1e15]) raw.send({ t: 'show', by: 'seq', at });
    await raw.handled();
    expect(raw.faults).toEqual([]);
    raw.close();
  });
});
