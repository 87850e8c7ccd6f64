import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { packSegment, unpackSegment } from '../../../../server/log/segment.ts';
import type { FileIndex } from '../../../../server/recordings/format.ts';
import { isSoonTogether, runWithin } from '../../../../server/recordings/trial.ts';
import { mostStructs, structsIn, structsOf } from '../../../../server/recordings/update-size.ts';
import { pack } from '../../../../src/shared/core/message-pack.ts';
import { CraftedRecording } from '../../../lib/crafted-recording.ts';
import { Random } from '../../../sim/random.ts';
import { exported, opened, type Recorded, recordedSession } from './recording-fixture.ts';

/** A number as Yjs writes it: 7 bits a byte. */
function number(value: number): number[] {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    bytes.push((left % 128) | (left >= 128 ? 0x80 : 0));
    if (left < 128) return bytes;
  }
}

/** Update of one client with so many parts of a kind, each of a few bytes. */
function crowd(structs: number, part: readonly number[]): Uint8Array {
  const head = Uint8Array.from([1, ...number(structs), 1, 0]);
  const update = new Uint8Array(head.length + structs * part.length + 1);
  update.set(head);
  const one = Uint8Array.from(part);
  for (let i = 0; i < structs; i++) update.set(one, head.length + i * one.length);
  return update;
}

it('the parts of texts of people are counted as Yjs has them', () => {
  const random = new Random(5);
  const documents = [new Y.Doc(), new Y.Doc(), new Y.Doc()];
  for (let i = 0; i < 600; i++) {
    const document = documents[random.below(3)]!;
    const text = document.getText('text');
    if (text.length > 0 && random.below(4) === 0) text.delete(random.below(text.length), 1);
    else text.insert(random.below(text.length + 1), random.below(2) === 0 ? 'é' : '😀!');
    if (i % 50 === 0)
      for (const other of documents) Y.applyUpdate(other, Y.encodeStateAsUpdate(document, Y.encodeStateVector(other)));
  }
  for (const document of documents) {
    const update = Y.encodeStateAsUpdate(document);
    expect(structsOf(update)).toBe(Y.decodeUpdate(update).structs.length);
  }
});

const text = (words: string) => {
  const document = new Y.Doc();
  document.getText('text').insert(0, words);
  return Y.encodeStateAsUpdate(document);
};
const map = new Y.Doc();
map.getMap('text').set('a', { nested: [1] });
const nested = new Y.Doc();
nested.getArray('text').insert(0, [new Y.Map(), new Y.Doc()]);

it.each([
  ['nothing', new Uint8Array()],
  ['other bytes', new TextEncoder().encode('<html>')],
  ['bytes behind the end', Uint8Array.from([...text('a'), 0])],
  ['an end in the middle', text('some words').subarray(0, -3)],
  ['values of a map', Y.encodeStateAsUpdate(map)],
  ['documents in documents', Y.encodeStateAsUpdate(nested)],
  ['more parts than it has bytes', Uint8Array.from([1, ...number(2 ** 40), 1, 0, 0])],
  ['a number without an end', new Uint8Array(100).fill(0xff)],
  ['a string that is longer than all', Uint8Array.from([1, 1, 1, 0, 4, 1, 1, 97, ...number(2 ** 31)])],
  ['millions of clients', Uint8Array.from([...number(2 ** 40), 0, 0])],
  ['millions of deleted ranges', Uint8Array.from([0, 1, 1, ...number(2 ** 40)])],
  ['millions of small parts', crowd(mostStructs + 1, [0, 1])],
])('%s in place of a text is refused before anything is made of it', (_name, update) => {
  expect(structsOf(update)).toBeNull();
  expect(structsIn(pack({ update }))).toBeNull();
});

it('a text of as many parts as are allowed is counted', () => {
  expect(structsOf(crowd(mostStructs, [0, 1]))).toBe(mostStructs);
  expect(structsIn(pack({ update: text('a'), facts: {} }))).toBe(1);
  expect(structsIn(pack({ columns: 80, screen: 'no text' }))).toBe(0);
  expect(structsIn(pack({ outcome: pack({ update: text('a') }) }))).toBe(1);
  expect(structsIn(pack({ update: text('a'), outcome: pack({ update: text('b') }) }))).toBe(2);
});

/** A text of so many parts of other clients at the very same place: each looks at those before it. */
function crowdedText(structs: number): Uint8Array {
  const bytes = [...number(structs)];
  for (let client = 1; client <= structs; client++)
    bytes.push(1, ...number(structs - client + 1), 0, 4, 1, 4, 116, 101, 120, 116, 1, 97);
  return Uint8Array.from([...bytes, 0]);
}

it('a text whose parts are made to look at all others is given up in time, and one of people is not', () => {
  const crowded = pack({ update: crowdedText(60_000) });
  expect(structsIn(crowded)).toBe(60_000);
  const began = performance.now();
  expect(isSoonTogether([crowded], 10)).toBe(false);
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(isSoonTogether([pack({ update: text('a'.repeat(100_000)) })])).toBe(true);
  let isOver = false;
  const endless = () => {
    for (;;) if (isOver) return;
  };
  expect(runWithin(20, endless)).toBe(false);
  isOver = true;
});

/** The file of a recorded session, to be made anew. */
const crafted = async (recorded: Recorded) => new CraftedRecording(Buffer.from(await exported(recorded)));

it('a file with a text of too many parts is shown without that text', async () => {
  const recorded = await recordedSession();
  const facts = { authors: [], deleters: [], restored: [] };
  const bytes = pack({ update: crowd(mostStructs + 1, [0, 1]), facts, bindings: [] });
  const file = (await crafted(recorded)).changed('checkpoint', (part) =>
    part.value().ref === recorded.notes ? { ...part.value(), bytes } : null,
  );
  const hostile = await opened(file.reindexed().bytes);
  expect(hostile.damage).toBeNull();
  const history = await hostile.history();
  const { seq } = recorded.moments.at(-1)!;
  expect(await history.textAt(recorded.notes, seq)).toHaveLength(0);
  expect(history.timeline.marks.map(({ kind }) => kind)).toContain('recording.marked');
});

it('a file with a text of too many parts, of which most are in an attachment, is shown without that text', async () => {
  const recorded = await recordedSession();
  const facts = { authors: [], deleters: [], restored: [] };
  const some = pack({ update: crowd(0.6 * mostStructs, [0, 1]), facts, bindings: [] });
  const piece = new Uint8Array(pack({ outcome: some }));
  const hash = createHash('sha256').update(piece).digest('hex');
  const file = (await crafted(recorded))
    .changed('attachment', () => ({ hash, offset: 0, totalBytes: piece.length, piece }))
    .changed('checkpoint', (part) => (part.value().ref === recorded.notes ? { ...part.value(), bytes: some } : null))
    .changed('segment', ({ stored }) => {
      const cut = { kind: 'doc.cut', v: 1, blob: hash };
      return packSegment(unpackSegment(stored).map((entry) => (entry.blob === null ? entry : { ...entry, ...cut })));
    })
    .reindexed((index) => {
      const { attachments } = index as FileIndex;
      expect(attachments.hash).toHaveLength(1);
      attachments.hash = [hash];
      attachments.sizeBytes = [piece.length];
    });
  const hostile = await opened(file.bytes);
  expect(hostile.damage).toBeNull();
  const history = await hostile.history();
  const { seq } = recorded.moments.at(-1)!;
  expect(await history.textAt(recorded.notes, seq)).toBe('');
  expect(await history.textAt(recorded.other, seq)).toBe('');
  await expect(hostile.log.checkpointUpTo('', recorded.notes, seq)).resolves.toBeNull();
});
