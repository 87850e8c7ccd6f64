import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { corrected } from '../../../../src/main/documents/correction.ts';
import { merged, textOf } from '../../../../src/main/documents/seed.ts';
import { textName } from '../../../../src/shared/capabilities/documents/update-rules.ts';
import { VirtualWorld } from '../../../sim/virtual-world.ts';

const environment = new VirtualWorld(1).environment();
const [seeder, writer, disk] = [1, 9, 5];

/** Makes an edit of a document as a client. */
function edited(state: Uint8Array | null, client: number, edit: (text: Y.Text) => void): Uint8Array {
  const document = new Y.Doc();
  document.clientID = client;
  if (state) Y.applyUpdate(document, state);
  edit(document.getText(textName));
  return Y.encodeStateAsUpdate(document);
}

const base = edited(null, seeder, (text) => text.insert(0, 'line\n'));
const typed = edited(base, writer, (text) => text.insert(5, 'word'));
const typedAndGone = edited(typed, writer, (text) => text.delete(5, 4));

it('moves the change that is corrected, not the text that another wrote in the same place', () => {
  const change = edited(base, disk, (text) => text.insert(5, 'of the disk\n'));
  const both = merged(typed, change);
  expect(textOf(both)).toBe('line\nof the disk\nword');
  const whole = corrected({ base, known: typed, both, client: disk }, 'line\nwordof the disk\n', environment);
  expect(textOf(whole)).toBe('line\nwordof the disk\n');
  expect(textOf(merged(whole, typedAndGone))).toBe('line\nof the disk\n');
});

it('takes out what the outcome lacks, whoever wrote it', () => {
  const both = merged(typed, base);
  const whole = corrected({ base, known: typed, both, client: disk }, 'line\n', environment);
  expect(textOf(whole)).toBe('line\n');
});

it('leaves a change alone that needs nothing but a part taken out', () => {
  const change = edited(base, disk, (text) => text.insert(5, 'twice\ntwice\n'));
  const whole = corrected(
    { base, known: typed, both: merged(typed, change), client: disk },
    'line\ntwice\nword',
    environment,
  );
  expect(textOf(whole)).toBe('line\ntwice\nword');
  const later = edited(change, disk, (text) => text.delete(5, 12));
  expect(textOf(merged(whole, later))).toBe('line\nword');
});

it('leaves a word where it stands, though the change took out the letters around it', () => {
  const first = edited(null, seeder, (text) => text.insert(0, 'first\nsecond'));
  const known = edited(first, writer, (text) => text.insert(3, 'word'));
  const change = edited(first, disk, (text) => text.delete(0, 6));
  const both = merged(known, change);
  expect(textOf(both)).toBe('wordsecond');
  const whole = corrected({ base: first, known, both, client: disk }, 'firwordst\nsecond', environment);
  expect(textOf(whole)).toBe('firwordst\nsecond');
  const gone = edited(known, writer, (text) => text.delete(3, 4));
  expect(textOf(merged(whole, gone))).toBe('first\nsecond');
});

it('leaves what somebody wrote where a line goes behind others', () => {
  const first = edited(null, seeder, (text) => text.insert(0, 'one line\n\ntwo lines of\nmore text\n'));
  const known = edited(first, writer, (text) => text.insert(7, 'WORD'));
  const change = edited(first, disk, (text) => {
    text.delete(0, 9);
    text.insert(text.length, 'one line\n');
  });
  const both = merged(known, change);
  const target = 'two lines of\nmore text\none linWORDe\n';
  const whole = corrected({ base: first, known, both, client: disk }, target, environment);
  expect(textOf(whole)).toBe(target);
  const gone = edited(known, writer, (text) => text.delete(7, 4));
  expect(textOf(merged(whole, gone))).toBe('two lines of\nmore text\none line\n');
});

it('leaves a word where it stands, though a letter that came back beside it stands in two places', () => {
  const first = edited(null, seeder, (text) => text.insert(0, 'first line\nsecond line\n'));
  const known = edited(first, writer, (text) => {
    for (const [offset, letters] of [
      [18, 'l'],
      [17, 'word'],
      [6, 'l'],
    ] as const) {
      if (letters === 'l') text.delete(offset, 1);
      text.insert(offset, letters);
    }
  });
  expect(textOf(known)).toBe('first line\nsecondword line\n');
  const change = edited(first, disk, (text) => {
    text.delete(0, 10);
    text.insert(0, 'of the disk');
  });
  const after = 'of the disk\nsecondword line\n';
  const both = merged(known, change);
  const whole = corrected({ base: first, known, both, client: disk }, after, environment);
  expect(textOf(whole)).toBe(after);
  const gone = edited(known, writer, (text) => text.delete(17, 4));
  expect(textOf(merged(whole, gone))).toBe('of the disk\nsecond line\n');
});
