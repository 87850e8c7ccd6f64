import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { TextCopy } from '../../../../../src/shared/capabilities/documents/text-copy.ts';
import type { Body } from '../../../../../src/shared/session/table.ts';
import { boundBy, updateBy, type Written } from '../../../client/written.ts';

type Update = Body<'doc.updated'>;

/** Yjs client ids of two people's windows, and of a disk. */
const [annsId, bobsId, disksId] = [11, 22, 33];

/** Update that somebody's own copy sends when it is changed. */
function changeOf(client: number, base: readonly Uint8Array[], change: (text: Y.Text, doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  for (const update of base) Y.applyUpdate(doc, update);
  doc.clientID = client;
  let made = Uint8Array.of(0, 0);
  doc.on('update', (update: Uint8Array) => {
    made = new Uint8Array(update);
  });
  doc.transact(() => change(doc.getText('text'), doc));
  return made;
}

const typed = (client: number, text: string, base: readonly Uint8Array[] = [], offset = 0) =>
  changeOf(client, base, (into) => into.insert(offset, text));

/** A copy with Ann's and Bob's ids bound, and a text of Ann's in it. */
function copyWith(...more: Written[]): { copy: TextCopy; annsText: Uint8Array; sound: boolean[] } {
  const copy = new TextCopy();
  const annsText = typed(annsId, 'Ann');
  const log = [boundBy('ann', annsId), boundBy('bob', bobsId), updateBy('ann', { update: annsText }), ...more];
  const sound = log.map(({ entry, writer }) => copy.fold(entry, writer));
  return { copy, annsText, sound: sound.slice(3) };
}

/** Outcome of one more entry, beside a text of Ann's. */
function outcomeOf(written: Written): string {
  const { copy, sound } = copyWith(written);
  expect(copy.encode(), 'nothing waits for ever').not.toBeNull();
  return sound[0] ? copy.text.toString() : 'void';
}

const { annsText } = copyWith();
const byBob = (update: Uint8Array, more: Partial<Update> = {}) => updateBy('bob', { update, ...more });

describe('a text takes of a replica', () => {
  it('what it writes under the id that it has bound', () => {
    expect(outcomeOf(byBob(typed(bobsId, ' and Bob', [annsText], 3)))).toBe('Ann and Bob');
  });

  it('a deletion of what is there, whoever wrote it', () => {
    expect(outcomeOf(byBob(changeOf(bobsId, [annsText], (text) => text.delete(0, 1))))).toBe('nn');
  });

  it('nothing under an id that it has not bound', () => {
    expect(outcomeOf(byBob(typed(44, 'x', [annsText])))).toBe('void');
  });

  it('nothing under another’s id, at its end or over what is there', () => {
    expect(outcomeOf(byBob(typed(annsId, 'forged', [annsText], 3)))).toBe('void');
    expect(outcomeOf(byBob(typed(annsId, 'Eve')))).toBe('void');
  });

  it('nothing that leaves a gap in its own ids', () => {
    const first = typed(bobsId, 'one', [annsText]);
    expect(outcomeOf(byBob(typed(bobsId, 'two', [annsText, first])))).toBe('void');
    expect(outcomeOf(byBob(Y.mergeUpdates([typed(bobsId, 'two', [annsText, first])])))).toBe('void');
  });

  it('nothing beside what is not there, though others may have it already', () => {
    const unsent = typed(annsId, ' unsent', [annsText], 3);
    const beside = changeOf(bobsId, [annsText, unsent], (text) => text.insert(8, 'x'));
    expect(outcomeOf(byBob(beside))).toBe('void');
    const { copy } = copyWith();
    Y.applyUpdate(copy.document, unsent);
    const { entry, writer } = byBob(beside);
    expect(copy.fold(entry, writer), 'as everybody decides').toBe(false);
  });

  it('no deletion of what is not there', () => {
    const unsent = typed(annsId, ' unsent', [annsText], 3);
    expect(outcomeOf(byBob(changeOf(bobsId, [annsText, unsent], (text) => text.delete(5, 2))))).toBe('void');
  });

  it('nothing but text, in the one form that all editors have', () => {
    const others: ((text: Y.Text, doc: Y.Doc) => void)[] = [
      (text) => text.insert(0, 'a\rb'),
      (text) => text.insertEmbed(0, { deep: [[[[]]]] }),
      (text) => text.format(0, 2, { bold: true }),
      (_text, doc) => void doc.getMap('another').set('key', 'value'),
      (_text, doc) => doc.getText('another').insert(0, 'hidden'),
      (_text, doc) => void doc.getMap('another').set('doc', new Y.Doc()),
      (_text, doc) => doc.getArray('another').insert(0, [new Y.Text('nested')]),
    ];
    for (const change of others) expect(outcomeOf(byBob(changeOf(bobsId, [annsText], change)))).toBe('void');
  });

  it('no item of no length, on which Yjs fails for good, and no two at the very same place, which cost their square', () => {
    const root = [4, 't', 'e', 'x', 't'].map((each) => (typeof each === 'string' ? each.charCodeAt(0) : each));
    const ofNoLength = Uint8Array.from([1, 1, bobsId, 0, 1, 1, ...root, 0, 0]);
    expect(outcomeOf(byBob(ofNoLength))).toBe('void');
    const atOnePlace = Uint8Array.from([1, 2, bobsId, 0, 4, 1, ...root, 1, 120, 4, 1, ...root, 1, 121, 0]);
    expect(outcomeOf(byBob(atOnePlace))).toBe('void');
  });

  it('no copy of deleted text that is not in the very update, and none twice over the same', () => {
    const own = typed(bobsId, 'abc', [annsText]);
    const restore = { client: annsId, clock: 0, length: 3, copyClient: bobsId, copyClock: 0, explicit: true };
    expect(outcomeOf(byBob(own, { restores: [{ ...restore, copyClient: annsId }] }))).toBe('void');
    expect(outcomeOf(byBob(own, { restores: [{ ...restore, copyClock: 1 }] }))).toBe('void');
    expect(outcomeOf(byBob(own, { restores: [{ ...restore, clock: 1 }] }))).toBe('void');
    expect(outcomeOf(byBob(own, { restores: [restore, restore] }))).toBe('void');
  });

  it('whatever fits, of bytes that are none of Yjs nothing', () => {
    for (const bytes of [[], [1], [1, 1, 22, 0, 4, 1], [255, 255, 255, 255, 255, 255, 255, 127], [0, 0, 0]])
      expect(['void', 'Ann']).toContain(outcomeOf(byBob(Uint8Array.from(bytes))));
  });

  it('what was made before ids were bound, as ever', () => {
    const { entry, writer } = byBob(typed(44, 'of old ', [annsText]));
    expect(outcomeOf({ entry: { ...entry, v: 1 }, writer })).toBe('of old Ann');
  });
});

describe('an id', () => {
  it('belongs to the first who binds it', () => {
    const { copy, sound } = copyWith(
      boundBy('eve', bobsId),
      updateBy('eve', { update: typed(bobsId, 'x', [annsText]) }),
    );
    expect(sound).toEqual([false, false]);
    expect(copy.ownerOf(bobsId)).toBe(boundBy('bob', bobsId).writer.replica);
  });

  it('of text from before ids were bound belongs to nobody but its author', () => {
    const { entry, writer } = byBob(typed(44, 'old', [annsText]));
    const old = { entry: { ...entry, v: 1 }, writer };
    expect(copyWith(old, boundBy('eve', 44)).sound).toEqual([true, false]);
    expect(copyWith(old, boundBy('bob', 44)).sound).toEqual([true, true]);
  });

  it('stays bound in a checkpoint', () => {
    const copy = new TextCopy();
    copy.load(copyWith().copy.encode()!);
    const { entry, writer } = updateBy('eve', { update: typed(annsId, 'forged', [annsText], 3) });
    expect(copy.fold(entry, writer)).toBe(false);
    const honest = byBob(typed(bobsId, '!', [annsText], 3));
    expect(copy.fold(honest.entry, honest.writer)).toBe(true);
    expect(copy.text.toString()).toBe('Ann!');
  });
});

describe('the host’s disk', () => {
  const byDisk = (body: Update): Written => {
    const { entry, writer } = updateBy('disk', body);
    return { entry, writer: { ...writer, isDisk: true } };
  };

  it('writes without a word before', () => {
    expect(outcomeOf(byDisk({ update: typed(disksId, 'disk ', [annsText]) }))).toBe('disk Ann');
  });

  it('brings what a saver had not sent, whose the ids stay: the saver goes on with them, and nobody else', () => {
    const annsNext = typed(annsId, '!', [annsText], 3);
    expect(outcomeOf(byDisk({ update: Y.mergeUpdates([annsText, annsNext]) }))).toBe('Ann!');
    const cats = typed(44, 'cat ', [annsText]);
    const brought: [number, string][] = [[44, boundBy('cat', 44).writer.replica]];
    const squatted = [byDisk({ update: cats, brought }), boundBy('eve', 44), boundBy('cat', 44)];
    const { copy, sound } = copyWith(
      ...squatted,
      updateBy('cat', { update: Y.mergeUpdates([cats, typed(44, '!', [annsText, cats], 4)]) }),
    );
    expect(sound).toEqual([true, false, true, true]);
    expect(copy.text.toString()).toBe('cat !Ann');
  });

  it('leaves no gaps either', () => {
    const first = typed(disksId, 'one', [annsText]);
    expect(outcomeOf(byDisk({ update: typed(disksId, 'two', [annsText, first]) }))).toBe('void');
  });
});
