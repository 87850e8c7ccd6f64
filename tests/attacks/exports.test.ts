import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { everybodysRoom } from '../../src/shared/capabilities/chat/chat-state.ts';
import { exportForms } from '../../src/shared/capabilities/library/methods.ts';
import { windowBytes } from '../../src/shared/core/streams/credits.ts';
import { root } from '../e2e/lib/ensemble-process.ts';
import { CraftedRecording, type PartKind } from '../lib/crafted-recording.ts';
import { type OwnWindow, ownWindow } from '../lib/own-window.ts';
import { type Attached, openShell } from '../unit/main/terminals/attached.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { freshId } from './lib/raw-client.ts';

const run = promisify(execFile);
type Form = (typeof exportForms)[number];

let host: AttackedHost;
let own: OwnWindow;
let typist: HonestTypist;
let shell: Attached;
let terminal = '';

async function begin(): Promise<void> {
  own = await ownWindow(host.url);
  typist = await HonestTypist.join(await host.guest('editor'), host.host, 'plain.txt');
  shell = await openShell(own.direct);
  terminal = (await own.direct.request('terminals.share', { id: shell.id, access: 'read', people: [] })).ref!;
}

beforeAll(async () => {
  host = await AttackedHost.start();
  await begin();
}, 60_000);
afterEach(() => host.goesOn());
afterAll(async () => {
  own?.client.abandon();
  own?.direct.close();
  await host?.close();
});

async function typedAndTaken(word: string): Promise<void> {
  await typist.types(word);
  await typist.deletes(typist.text.toString().indexOf(word), word.length);
}

async function saidAndTaken(words: string): Promise<void> {
  const message = freshId();
  const plain = { replyTo: null, mentions: [], priority: 'normal', snippet: null };
  for (const [kind, body] of [
    ['chat.posted', { message, words, ...plain }],
    ['chat.deleted', { message, asOwner: false }],
  ] as const)
    expect(await typist.client.verdict(kind, body, { ref: everybodysRoom })).toBe('taken');
}

/** Has a program write lines with a word, and the screen cleared with all that was above. */
async function writtenAndCleared(word: string, lines: number): Promise<void> {
  const [head, tail] = [word.slice(0, 4), word.slice(4)];
  await shell.type(`seq -f '${head}''${tail} %.0f' ${lines}; printf '\\033c'; echo clear''ed-${word.length}\r`);
  await shell.shows(`cleared-${word.length}`);
}

/** Does something in a recording of its own; gives the recording, and its stretch. */
async function recorded(title: string, act: () => Promise<void>) {
  const recording = freshId();
  await own.client.publish('recording.started', { title }, recording);
  const after = own.client.applied;
  await act();
  await own.client.publish('recording.stopped', {}, recording);
  await own.client.settled();
  return { recording, after, upTo: own.client.applied };
}

/** Everything that a file says, of a recording's also what is compressed in it. */
function saidIn(content: Buffer): string {
  if (!content.subarray(0, 8).includes('ENS')) return content.toString('latin1');
  const parts: Buffer[] = [content];
  const file = new CraftedRecording(content);
  for (const kind of ['header', 'keyframe', 'checkpoint', 'segment', 'attachment', 'index'] satisfies PartKind[])
    file.changed(kind, ({ stored }) => {
      parts.push(Buffer.from(stored), zstdDecompressSync(stored));
      return null;
    });
  return Buffer.concat(parts).toString('latin1');
}

async function exported(recording: string, as: Form): Promise<string> {
  const pieces = new Map<string, Uint8Array[]>();
  for await (const { name, content } of own.direct.open('library.export', {
    recording,
    as,
    passphrase: null,
    place: null,
  }))
    pieces.set(name ?? '', [...(pieces.get(name ?? '') ?? []), content]);
  return [...pieces].map(([name, parts]) => name + saidIn(Buffer.concat(parts))).join('\n');
}

const ensemble = (...args: string[]) =>
  run(join(root, 'node_modules/.bin/node'), [join(root, 'src/cli/ensemble.ts'), ...args], {
    env: { ...process.env, ENSEMBLE_HOME: host.home },
    maxBuffer: 64 * 1024 * 1024,
  }).catch((thrown: { stdout: string; stderr: string }) => thrown);

describe('after a cut of a file, of the chat and of a terminal', () => {
  const words = ['cut-file-canary', 'cut-chat-canary', 'cut-term-canary'];

  it('no output of the recording has a word of what was cut', async () => {
    const { recording, after, upTo } = await recorded('To cut', async () => {
      await typedAndTaken(words[0]!);
      await saidAndTaken(words[1]!);
      await writtenAndCleared(words[2]!, 50);
      await typist.types('stays-word ');
    });
    const before = await Promise.all((['file', 'casts'] as const).map((form) => exported(recording, form)));
    for (const word of words) expect([word, before.some((said) => said.includes(word))]).toEqual([word, true]);
    for (const ref of [typist.ref, everybodysRoom, terminal])
      await own.direct.request('recordings.cut', { after, upTo, ref });
    for (const form of exportForms) {
      const said = await exported(recording, form).catch((thrown: Error) => thrown.message);
      expect([form, words.filter((word) => said.includes(word))]).toEqual([form, []]);
      if (form === 'file') expect(said).toContain('stays-word');
    }
    for (const text of words) {
      const found = [];
      for await (const part of own.direct.open('library.find', { text })) found.push(...part.found);
      expect([text, found]).toEqual([text, []]);
    }
    await host.meanwhileEnded(async () => {
      const out = join(host.folder, '..', 'outside', 'copy.ensemble');
      const said = [
        await ensemble('recording', 'export', host.folder, recording, '--out', out),
        ...(await Promise.all([
          ensemble('recording', 'report', out, '--html'),
          ensemble('recording', 'casts', out, '--out', `${out}.casts`),
        ])),
      ].flatMap(({ stdout, stderr }) => [stdout, stderr]);
      said.push(saidIn(await readFile(out)));
      const casts = `${out}.casts`;
      for (const name of await readdir(casts).catch(() => [])) said.push(await readFile(join(casts, name), 'utf8'));
      expect(said.join('')).toContain('stays-word');
      expect(words.filter((word) => said.some((each) => each.includes(word)))).toEqual([]);
    });
    own.client.abandon();
    own.direct.close();
    await begin();
  }, 90_000);
});

describe('an export that was begun before a cut', () => {
  it.each(['file', 'casts'] as const)('as %s brings nothing of it afterwards: it ends in words', async (as) => {
    const { recording, after, upTo } = await recorded(`Large ${as}`, async () => {
      await shell.type(`head -c 900000 /dev/urandom | base64; printf '\\033c'; echo no''ise-${as}\r`);
      await shell.shows(`noise-${as}`);
      for (let count = 0; count < 6; count++) await typist.types(randomBytes(25_000).toString('base64'));
      await typist.deletes(0, typist.text.length);
    });
    const parts = own.direct.open('library.export', { recording, as, passphrase: null, place: null });
    const pieces = parts[Symbol.asyncIterator]();
    expect((await pieces.next()).done).toBe(false);
    for (const ref of [typist.ref, terminal]) await own.direct.request('recordings.cut', { after, upTo, ref });
    let restBytes = 0;
    const end = await (async () => {
      for (;;) {
        const { done, value } = await pieces.next();
        if (done) return 'whole';
        restBytes += value.content.length;
      }
    })().catch((thrown: { code: string }) => thrown.code);
    // A busy machine logs screens in place of the output between: such a track was under way whole.
    if (as === 'file') expect([end, restBytes]).toEqual(['ended', restBytes]);
    // The bytes that were under way by then cannot be called back.
    expect(restBytes).toBeLessThanOrEqual(2 * windowBytes);
  });
});
