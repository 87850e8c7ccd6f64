import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EntryTuple } from '../../src/shared/core/entry.ts';
import { hasRight } from '../../src/shared/core/rights.ts';
import { type WorkspaceMethod, workspaceMethods } from '../../src/shared/session/contract.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { firstOfEach, fittingValue } from './lib/bodies.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { hiddenPaths, linkPaths, secrets } from './lib/planted-folder.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

/** All others are turned down at the door, as `who` tries. */
const methods = (Object.keys(workspaceMethods) as WorkspaceMethod[]).filter((method) =>
  hasRight('editor', workspaceMethods[method].right),
);

let host: AttackedHost;
let editor: RawClient;
let viewer: RawClient;

beforeAll(async () => {
  host = await AttackedHost.start();
  [editor, viewer] = [await host.guest('editor'), await host.guest('viewer')];
});
afterEach(async () => {
  await host.goesOn();
  for (const told of [...Object.values(secrets), dirname(host.folder)]) {
    expect([told, host.guests.filter((guest) => guest.hasHeard(told)).length]).toEqual([told, 0]);
  }
});
afterAll(() => host.close());

/** Other spellings of a path, by somebody who hopes that one of the names is not looked at. */
const disguises = (path: string): string[] => [
  path,
  ...[`./${path}`, `src/../${path}`, `${path}/`, `/${path}`, `//${path}`, `./src/.././${path}`, `missing/../${path}`],
  ...[path.toUpperCase(), `${path} `, `${path}.`, `${path}\0`, `${path}\0.txt`, `${path}::$DATA`, `${path}\u200b`],
  ...[path.replace('/', '//'), path.replace('/', '/./'), path.replace('/', '\\'), encodeURIComponent(path)],
  ...[
    `../boats/${path}`,
    `${host.folder}/${path}`,
    `file://${host.folder}/${path}`,
    `~/${path}`,
    `README.md/../${path}`,
  ],
];

describe.each(methods)('%s', (method) => {
  it('tells a guest nothing of what is hidden, whatever it is called', async () => {
    const isFirst = firstOfEach();
    const { params } = workspaceMethods[method];
    for (const path of [...Object.keys(hiddenPaths), ...Object.keys(linkPaths), 'private', '.ssh', '..', '']) {
      const plain = [path, `${path}/`, `./${path}`];
      for (const name of method.startsWith('files.read') || method === 'documents.open' ? disguises(path) : plain) {
        const hints = { path: name, from: name, ref: name, pattern: name, recursive: false, isRegExp: false };
        if (!isFirst(fittingValue(params, { ...hints, to: 'to' }))) continue;
        await editor.request(method, fittingValue(params, { ...hints, to: `to-${freshId()}` }), host.host);
      }
    }
    expect(editor.gone).toBe(false);
  });
});

describe('what a guest is answered', () => {
  it('is the same for a hidden file that is there and one that is not', async () => {
    for (const method of ['files.stat', 'files.list', 'files.read', 'documents.open']) {
      for (const [there, not] of [
        ['.env', '.env.nothing'],
        ['private/notes.txt', 'private/nothing'],
        ['docs/plans/plan.txt', 'docs/plans/nothing'],
        ['innocent.txt', 'innocent-folder'],
      ] as const) {
        const [of, none] = [
          await viewer.request(method, { path: there }, host.host),
          await viewer.request(method, { path: not }, host.host),
        ];
        expect([method, there, of.error, of.result?.sizeBytes]).toEqual([
          method,
          there,
          none.error,
          none.result?.sizeBytes,
        ]);
      }
    }
  });

  it('names nothing hidden in a list or in a search', async () => {
    for (const path of ['', '.', 'docs', 'src']) {
      const { result } = await viewer.request('files.list', { path }, host.host);
      const names = ((result?.entries ?? []) as { name: string }[]).map(({ name }) => name);
      expect(names.filter((name) => ['.env', '.ssh', '.git', '.ensemble', 'private', 'plans'].includes(name))).toEqual(
        [],
      );
    }
    const scopes = [
      {},
      { useIgnoreFiles: false },
      { includes: ['.env', '**/.env', 'private/**', '../outside/**', '.git/**', '/etc/**', `${host.folder}/**`] },
      { includes: ['!x', '--hidden', '--follow', '-uuu'], excludes: ['!.env', '!private/**', '--no-ignore'] },
      { includes: ['innocent*', 'innocent-folder/**', 'outside-folder/**', '{.env,x}', '[.]env', '.e*v'] },
    ];
    const patterns = ['canary', '--pre=cat', '-f/etc/passwd', 'c(a)nary', '(?s).*canary', '.'];
    for (const scope of scopes) {
      for (const pattern of patterns) {
        for (const isRegExp of [false, true]) {
          const { parts } = await viewer.open('search.text', { pattern, isRegExp, ...scope }, host.host);
          const paths = (parts as { matches: { path: string }[] }[]).flatMap(({ matches }) =>
            matches.map(({ path }) => path),
          );
          expect(paths.filter((path) => path in hiddenPaths || path in linkPaths || path.startsWith('..'))).toEqual([]);
        }
      }
      for (const pattern of ['', 'env', 'id_rsa', 'notes', 'plan', 'outside', 'passwd']) {
        const { result } = await viewer.request('search.files', { pattern, ...scope }, host.host);
        const paths = (result?.paths ?? []) as string[];
        expect(paths.filter((path) => path in hiddenPaths || path in linkPaths || path.startsWith('..'))).toEqual([]);
      }
    }
  });
});

describe('files that change on the disk', () => {
  it('are told of to guests only where they are not hidden', async () => {
    const from = host.witness.frames.length;
    const name = `canary-${freshId()}`;
    await mkdir(join(host.folder, 'private', name));
    await writeFile(join(host.folder, '.env.canary-name'), 'x');
    await writeFile(join(host.folder, 'private', name, 'a.txt'), 'x');
    await writeFile(join(host.folder, 'docs/plans', name), 'x');
    await writeFile(join(host.folder, 'docs/told.txt'), 'x');
    await rename(join(host.folder, 'docs/plans', name), join(host.folder, 'docs/shown.txt'));
    await rename(join(host.folder, 'docs/shown.txt'), join(host.folder, '.ssh', name));
    await writeFile(join(host.folder, 'docs/told-last.txt'), 'x');
    await host.witness.until(() => (host.witness.hasHeard('docs/told-last.txt') ? true : undefined), from);
    expect(host.guests.filter((guest) => guest.hasHeard(name) || guest.hasHeard('.env.canary-name'))).toEqual([]);
  });
});

describe('a subscription to what is no document of the session', () => {
  it('is refused in words, and tells nothing', async () => {
    const viewer = await host.guest('viewer');
    for (const ref of [freshId(), host.host, viewer.replica]) {
      const from = viewer.frames.length;
      viewer.send({ t: 'subscribe', ref, subscription: 1 });
      await viewer.handled();
      const told = viewer.frames.slice(from).filter(({ t }) => t === 'backfill' || t === 'refused');
      expect(told).toMatchObject([{ t: 'refused', kind: 'subscribe', ref, code: 'not-found' }]);
    }
  });

  it('is refused of one that has become hidden, and of its text nothing is told', async () => {
    const path = `seen-${freshId()}.txt`;
    await writeFile(join(host.folder, path), 'canary-of-a-sealed-text\n');
    const { ref } = (await host.owner.request('documents.open', { path }, host.host)).result!;
    const viewer = await host.guest('viewer');
    const from = viewer.frames.length;
    await host.owner.request('files.move', { from: path, to: `private/${path}`, overwrite: false }, host.host);
    const isSealed = (entry: EntryTuple) => entry[5] === 'doc.sealed' && entry[7] === ref;
    await viewer.until((frame) => ('entries' in frame && frame.entries.some(isSealed) ? true : undefined), from);
    const after = viewer.frames.length;
    viewer.send({ t: 'subscribe', ref, subscription: 1 });
    await viewer.handled();
    expect(viewer.frames.slice(after).find(({ t }) => t === 'refused')).toMatchObject({ code: 'not-found', ref });
    expect(viewer.hasHeard('canary-of-a-sealed-text')).toBe(false);
  });
});

describe('a subscription that claims to have a text', () => {
  type Held = readonly (readonly [ref: string, seq: unknown])[];
  const secret = 'canary-of-a-text-that-was-claimed';
  let typist: HonestTypist;
  let sealed = '';

  beforeAll(async () => {
    typist = await HonestTypist.join(await host.guest('editor'), host.host, 'src/fleet.ts');
    await typist.types(secret);
    await typist.deletes(0, secret.length);
    const path = `claimed-${freshId()}.txt`;
    await writeFile(join(host.folder, path), secret);
    sealed = (await host.owner.request('documents.open', { path }, host.host)).result!.ref as string;
    await host.owner.request('files.move', { from: path, to: `private/${path}`, overwrite: false }, host.host);
  });

  const refs = (count: number) => Array.from({ length: count }, freshId);
  /** Lies, with the answer: the refs of which the claim is turned down, or the code with which the connection ends. */
  const lies: Record<string, (head: number) => { held: Held; behind: string[] } | { held: Held; code: string }> = {
    'of all of it': (head) => ({ held: [[typist.ref, head]], behind: [] }),
    'of nothing of it': () => ({ held: [[typist.ref, 0]], behind: [typist.ref] }),
    'of the past and the future at once': (head) => ({
      held: [
        [typist.ref, 1],
        [typist.ref, 2 ** 50],
        [typist.ref, head],
      ],
      behind: [typist.ref, typist.ref],
    }),
    'of the future': () => ({ held: [[typist.ref, Number.MAX_SAFE_INTEGER]], behind: [typist.ref] }),
    'of one that is hidden by now': (head) => ({ held: [[sealed, head]], behind: [sealed] }),
    'of what is no text': (head) => {
      const others = [host.host, typist.client.replica, freshId()];
      return { held: others.map((ref) => [ref, head]), behind: others };
    },
    'of three thousand that there are not': () => {
      const many = refs(3_000);
      return { held: many.map((ref) => [ref, 0]), behind: many };
    },
    'of more than a frame may name': (head) => ({ held: refs(3_001).map((ref) => [ref, head]), code: 'bad-request' }),
    'of one thousands of times': (head) => ({ held: Array(3_000).fill([typist.ref, head]), behind: [] }),
    'of less than nothing': () => ({ held: [[typist.ref, -1]], code: 'bad-request' }),
    'of half an entry': () => ({ held: [[typist.ref, 0.5]], code: 'bad-request' }),
    'of an endless log': () => ({ held: [[typist.ref, Number.POSITIVE_INFINITY]], code: 'bad-request' }),
    'of no number': () => ({ held: [[typist.ref, 'all']], code: 'bad-request' }),
    'of a path': (head) => ({ held: [['../private/notes.txt', head]], code: 'bad-request' }),
  };

  it.each(Object.entries(lies))('%s gets nothing of the past, and costs its sender alone', async (_name, lie) => {
    const liar = await host.guest('viewer');
    const { held, ...answer } = lie(liar.welcome!.head);
    const from = liar.frames.length;
    liar.send({ t: 'resume', subscription: 1, held });
    if ('code' in answer) return expect(await liar.ended()).toMatchObject({ code: answer.code });
    const told = await liar.until((frame) => (frame.t === 'resumed' ? frame : undefined), from);
    expect(told.behind).toEqual(answer.behind);
    expect(liar.frames.slice(from).filter(({ t }) => t === 'backfill')).toEqual([]);
    await typist.types('live');
    await liar.handled();
    const live = liar.frames.slice(from).filter((frame) => 'entries' in frame && frame.entries.some(isOfTypist));
    const count = (of: readonly string[]) => of.filter((ref) => ref === typist.ref).length;
    expect(live).toHaveLength(count(answer.behind) < count(held.map(([ref]) => ref)) ? 1 : 0);
    liar.send({ t: 'subscribe', ref: typist.ref, subscription: 2 });
    await liar.until((frame) => (frame.t === 'backfill' && frame.done ? true : undefined), from);
    expect([liar.hasHeard(secret), liar.gone]).toEqual([false, false]);
  });

  const isOfTypist = (entry: EntryTuple) => entry[5] === 'doc.updated' && entry[7] === typist.ref;

  it('of ten thousand at once is turned down for each, and too long a frame is not read', async () => {
    const [liar, loud] = [await host.guest('viewer'), await host.guest('viewer')];
    const held = refs(10_000).map((ref) => [ref, 1]);
    loud.send({ t: 'resume', subscription: 1, held });
    for (let at = 0; at < held.length; at += 2_500)
      liar.send({ t: 'resume', subscription: at + 1, held: held.slice(at, at + 2_500) });
    await Promise.all([liar.handled(), loud.ended()]);
    const told = liar.frames.flatMap((frame) => (frame.t === 'resumed' ? frame.behind : []));
    expect(told).toEqual(held.map(([ref]) => ref));
    expect(loud.frames.map(({ t }) => t)).not.toContain('resumed');
  });

  it('is made no more than so many times, and by nobody who waits to be let in', async () => {
    const [flood, waiting] = [await host.guest('viewer'), await host.stranger()];
    for (let i = 1; i <= 300; i++) flood.send({ t: 'resume', subscription: i, held: [[typist.ref, 1]] });
    expect(await flood.ended()).toMatchObject({ code: 'too-fast' });
    waiting.send({ t: 'resume', subscription: 1, held: [[typist.ref, 1]] });
    await waiting.ended();
    expect(waiting.frames.map(({ t }) => t)).not.toContain('resumed');
    expect(await host.keyMs()).toBeLessThan(5_000);
  });
});

describe('a key that was typed and taken back before somebody came', () => {
  const key = 'sk-live-4242-typed-and-taken-back';
  let typist: HonestTypist;
  let head = 0;

  beforeAll(async () => {
    const writer = await host.guest('editor');
    typist = await HonestTypist.join(writer, host.host, 'boats.json');
    await typist.types(`${key} `);
    await typist.deletes(0, key.length);
    await typist.types(`${'x'.repeat(50_000)}${key}`);
    await typist.deletes(0, 50_000 + key.length);
    const lock = { lock: freshId(), path: null, selection: null, lines: null, beside: [], untilMs: null, note: key };
    await writer.verdict('lock.acquired', lock, { ref: typist.ref });
    await writer.verdict('lock.released', { lock: lock.lock });
    head = Math.max(...writer.frames.map((frame) => ('upTo' in frame ? frame.upTo : 0)));
  });

  it('reaches them by no subscription and no hello, as a new replica or one that was there', async () => {
    const late = await host.guest('viewer');
    const ref = typist.ref;
    for (const since of [0, 1, 7, head - 1, head]) {
      for (const refs of [[], [ref], [ref, freshId()]]) {
        for (const replica of [late.replica, freshId()]) {
          const again = await host.again(late, { since, refs, replica });
          again.send({ t: 'subscribe', ref, subscription: 1 });
          await again.until((frame) => (frame.t === 'backfill' && frame.ref === ref && frame.done ? true : undefined));
          await again.handled();
          expect([since, refs.length, again.hasHeard('typed-and-taken-back')]).toEqual([since, refs.length, false]);
          again.close();
        }
      }
    }
  });

  it('reaches no connection that only delivers', async () => {
    const late = await host.guest('viewer');
    const drain = await host
      .again(late, { purpose: 'drain', replica: freshId(), refs: [typist.ref] })
      .catch(() => null);
    drain?.send({ t: 'subscribe', ref: typist.ref, subscription: 1 });
    await drain?.handled().catch(() => undefined);
    expect(drain?.hasHeard('typed-and-taken-back') ?? false).toBe(false);
    expect(drain?.frames.some(({ t }) => t === 'backfill' || t === 'keyframe') ?? false).toBe(false);
  });

  it('reaches nobody who was sent out and let in again in the meantime', async () => {
    const late = await host.guest('viewer');
    const before = Math.max(...late.frames.map((frame) => ('upTo' in frame ? frame.upTo : 0)), late.welcome!.head);
    await host.owner.verdict('participant.removed', { person: late.welcome!.person, ban: false });
    await late.ended();
    await typist.types(`${key}-again `);
    await typist.deletes(0, key.length + 6);
    await host.owner.verdict('participant.admitted', { person: late.welcome!.person, name: 'Late', role: 'viewer' });
    for (const hello of [
      { since: before, refs: [typist.ref] },
      { since: before, refs: [typist.ref], replica: freshId() },
    ]) {
      const again = await host.again(late, { ...hello, invite: host.invite });
      again.send({ t: 'subscribe', ref: typist.ref, subscription: 1 });
      await again.until((frame) => (frame.t === 'backfill' && frame.done ? true : undefined));
      expect(again.hasHeard('typed-and-taken-back')).toBe(false);
    }
  });
});
