import { describe, expect, it } from 'vitest';
import { isTakenBack, type Reverted, whoseWorkGoes } from '../../../src/client/reverting.ts';
import type { Step } from '../../../src/client/undo-stack.ts';
import { textChangeOf } from '../../../src/shared/capabilities/documents/text-copy.ts';
import { insert, remove, three } from './circle.ts';

/** Two people in a text in which the first, and the second too where `both`, has deleted the same two words. */
function wordsDeleted(both = true): ReturnType<typeof three> {
  const given = three('keep these words here');
  remove(given.a, 5, 12);
  if (both) remove(given.b, 5, 12);
  return given;
}

describe('undo', () => {
  it('takes back what I inserted, and leaves what others put into it', () => {
    const { circle, a, b } = three('');
    insert(a, 0, 'mine');
    circle.settle();
    insert(b, 2, 'THEIRS');
    circle.settle();
    expect(a.undo()).toBe(true);
    expect(circle.settle()).toBe('THEIRS');
    expect(a.redo()).toBe(true);
    expect(circle.settle()).toBe('miTHEIRSne');
  });

  it('takes back chosen steps alone, and redo does them again', () => {
    const { circle, a } = three('-');
    insert(a, 0, 'one');
    a.closeStep();
    insert(a, 0, 'two');
    const chosen = a.steps.last!;
    a.closeStep();
    insert(a, 0, 'three');
    a.takeBack([chosen]);
    expect(circle.settle()).toBe('threeone-');
    a.takeBack([chosen]);
    expect(circle.settle()).toBe('threeone-');
    a.redo();
    expect(circle.settle()).toBe('threetwoone-');
    for (let i = 0; i < 3; i++) a.undo();
    expect(circle.settle()).toBe('-');
  });

  it('brings the text back once when two people delete the same words at the same time and both undo', () => {
    const { circle, a, b } = wordsDeleted();
    expect(circle.settle()).toBe('keep here');
    a.undo();
    b.undo();
    expect(circle.settle()).toBe('keep these words here');
  });

  it('brings it back once also when both undo before they know of each other', () => {
    const { circle, a, b } = wordsDeleted();
    a.undo();
    b.undo();
    expect(circle.settle()).toBe('keep these words here');
  });

  it('leaves deleted what somebody else deleted first, whatever I thought when I undid', () => {
    const { circle, b } = wordsDeleted(false);
    circle.send('a');
    remove(b, 5, 12);
    b.undo();
    expect(b.toString()).toBe('keep these words here');
    expect(circle.settle()).toBe('keep here');
  });

  it('restores only the part that I deleted first where two deletions overlap', () => {
    const { circle, a, b } = three('0123456789');
    remove(a, 2, 4);
    remove(b, 4, 4);
    expect(circle.settle()).toBe('0189');
    b.undo();
    expect(circle.settle()).toBe('016789');
    a.undo();
    expect(circle.settle()).toBe('0123456789');
  });

  it('puts text back exactly where it was, between what others have typed there since', () => {
    const { circle, a, b } = three('left MIDDLE right');
    remove(a, 5, 6);
    circle.settle();
    insert(b, 5, '<');
    circle.settle();
    a.undo();
    expect(circle.settle().replace('<', '')).toBe('left MIDDLE right');
  });

  it('goes back and forth over many steps without losing or doubling anything', () => {
    const { circle, a, b } = three('base ');
    const texts = [a.toString()];
    for (const word of ['one ', 'two ', 'three ']) {
      insert(a, a.length, word);
      a.closeStep();
      texts.push(circle.settle());
    }
    remove(a, 0, 5);
    texts.push(circle.settle());
    for (let round = 0; round < 3; round++) {
      for (let i = texts.length - 2; i >= 0; i--) {
        expect(a.undo()).toBe(true);
        expect(circle.settle()).toBe(texts[i]);
      }
      expect(a.undo()).toBe(false);
      for (let i = 1; i < texts.length; i++) {
        expect(a.redo()).toBe(true);
        expect(circle.settle()).toBe(texts[i]);
      }
    }
    expect(b.toString()).toBe('one two three ');
  });

  it('keeps the first author of text that is brought back', () => {
    const { circle, a, b } = three('from the seed');
    remove(a, 0, 13);
    circle.settle();
    a.undo();
    circle.settle();
    const authors = b.facts.authors.toArray().flatMap(([, runs]) => runs.map(([, , { author }]) => author));
    expect(new Set(authors)).toEqual(new Set(['seed']));
  });

  it('survives a reload as plain data', () => {
    const { circle, a } = three('text');
    insert(a, 4, ' and more');
    a.closeStep();
    remove(a, 0, 4);
    circle.settle();
    const again = circle.reload('a');
    again.undo();
    expect(circle.settle()).toBe('text and more');
    again.undo();
    expect(circle.settle()).toBe('text');
  });

  it('reverts a step of somebody else on purpose, and takes that back again', () => {
    const { circle, a, b } = three('the text');
    const steps: Parameters<Parameters<typeof b.onOthersStep>[0]>[0][] = [];
    b.onOthersStep((step, author) => author === 'a' && steps.push(step));
    a.edit([{ offset: 0, deleteLength: 3, insertText: 'A' }]);
    expect(circle.settle()).toBe('A text');
    b.revert(steps[0]!);
    expect(circle.settle()).toBe('the text');
    b.undo();
    expect(circle.settle()).toBe('A text');
  });

  it.each([true, false])(
    'takes back what I typed where it was deleted and brought back since (logged: %s)',
    (logged) => {
      const { circle, a } = three('');
      const texts: string[] = [];
      const settle = () => {
        a.closeStep();
        if (logged) circle.settle();
        texts.push(a.toString());
      };
      insert(a, 0, 'abcdef');
      settle();
      remove(a, 1, 2);
      settle();
      for (const go of ['undo', 'undo', 'redo', 'redo', 'undo', 'undo'] as const) {
        a[go]();
        settle();
      }
      expect(texts).toEqual(['abcdef', 'adef', 'abcdef', '', 'abcdef', 'adef', 'abcdef', '']);
      expect(circle.settle()).toBe('');
    },
  );

  it('takes back what I typed where somebody else deleted it and brought it back', () => {
    const { circle, a, b } = three('kept ');
    insert(a, 5, 'mine');
    circle.settle();
    remove(b, 5, 4);
    circle.settle();
    b.undo();
    expect(circle.settle()).toBe('kept mine');
    a.undo();
    expect(circle.settle()).toBe('kept ');
    a.redo();
    expect(circle.settle()).toBe('kept mine');
  });

  it('brings a text back once, however often somebody takes its deletion back, and the copies that were void too', () => {
    const { circle, a, b } = three('some word');
    const steps: Step[] = [];
    b.onOthersStep((step) => steps.push(step));
    remove(a, 4, 5);
    circle.settle();
    b.revert(steps[0]!);
    b.flush();
    b.revert(steps[0]!);
    expect(circle.settle()).toBe('some word');
    for (const step of steps.splice(0)) b.revert(step);
    expect(circle.settle()).toBe('some word');
  });
});

describe('a revert to what the disk holds', () => {
  /** Both have typed; the disk holds the text from before. */
  function unsaved() {
    const given = three('base');
    insert(given.a, 4, ' A');
    given.circle.settle();
    insert(given.b, 0, 'B ');
    expect(given.circle.settle()).toBe('B base A');
    return { ...given, c: given.circle.join('c') };
  }

  it('takes everybody’s work, says so in its entry, and is one step of the one who reverts', () => {
    const { circle, c } = unsaved();
    c.revertTo('base');
    expect(circle.settle()).toBe('base');
    expect(textChangeOf(circle.log.at(-1)!.entry)).toMatchObject({ body: { manner: 'reverted' } });
    c.undo();
    expect(circle.settle()).toBe('B base A');
    c.redo();
    expect(circle.settle()).toBe('base');
    c.undo();
    expect(circle.settle()).toBe('B base A');
  });

  it('is undone by any of those whose work went, whole', () => {
    for (const who of ['a', 'b'] as const) {
      const { circle, c, ...people } = unsaved();
      c.revertTo('base');
      circle.settle();
      expect(people[who].undo()).toBe(true);
      expect(circle.settle()).toBe('B base A');
    }
  });

  it('brings the text back once when several undo it, knowing of each other or not', () => {
    const { circle, a, b, c } = unsaved();
    c.revertTo('base');
    circle.settle();
    for (const each of [a, b, c]) each.undo();
    expect(circle.settle()).toBe('B base A');
    const again = unsaved();
    again.c.revertTo('base');
    again.circle.settle();
    again.a.undo();
    again.circle.settle();
    // Their part of it is undone already.
    again.c.undo();
    again.b.undo();
    expect(again.circle.settle()).toBe('B base A');
  });

  it('gives back what they had deleted, too, and takes it again with their undo', () => {
    const { circle, a, b } = wordsDeleted(false);
    circle.settle();
    b.revertTo('keep these words here');
    expect(circle.settle()).toBe('keep these words here');
    a.undo();
    expect(circle.settle()).toBe('keep here');
    a.undo();
    expect(circle.settle()).toBe('keep these words here');
  });

  it('is nobody else’s to undo by their own undo', () => {
    const { circle, c } = unsaved();
    const d = circle.join('d');
    c.revertTo('base');
    circle.settle();
    expect(d.undo()).toBe(false);
    expect(circle.settle()).toBe('base');
  });

  it('tells the others whose work went, and can be taken back by anybody on purpose', () => {
    const { circle, a, c } = unsaved();
    const d = circle.join('d');
    const told: Reverted[] = [];
    d.onReverted((reverted) => told.push(reverted));
    c.revertTo('base');
    circle.settle();
    expect(told.map(({ author, people }) => [author, people.toSorted()])).toEqual([['c', ['a', 'b']]]);
    expect(isTakenBack(a, told[0]!.step)).toBe(false);
    d.revert(told[0]!.step);
    expect(circle.settle()).toBe('B base A');
    for (const window of [a, d]) expect(isTakenBack(window, told[0]!.step)).toBe(true);
    d.undo();
    expect(circle.settle()).toBe('base');
  });

  it('is known once where the log tells again what a window has kept', () => {
    const { circle, a, c } = unsaved();
    c.revertTo('base');
    circle.settle();
    insert(a, 0, 'later ');
    circle.settle();
    const again = circle.reload('a');
    again.undo();
    expect(circle.settle()).toBe('base');
    again.undo();
    expect(circle.settle()).toBe('B base A');
  });

  it('is told to the other windows of the one who reverts, and undone there where it took work of theirs', () => {
    const { circle, a } = unsaved();
    const other = circle.join('a too', 'a');
    a.revertTo('base');
    circle.settle();
    expect(other.undo()).toBe(true);
    expect(circle.settle()).toBe('B base A');
  });

  it('outlives the window of the one whose work went', () => {
    const { circle, c } = unsaved();
    c.revertTo('base');
    circle.settle();
    const again = circle.reload('a');
    again.undo();
    expect(circle.settle()).toBe('B base A');
  });

  it('names beforehand whose work would go: of those who wrote it, and who deleted what comes back', () => {
    const { circle, a, b, c } = unsaved();
    expect(whoseWorkGoes(c, 'base', 'c').toSorted()).toEqual(['a', 'b']);
    expect(whoseWorkGoes(c, 'base A', 'c')).toEqual(['b']);
    remove(c, 2, 4);
    expect(c.toString()).toBe('B  A');
    expect(whoseWorkGoes(c, 'B base A', 'c')).toEqual(['c']);
    expect(circle.settle()).toBe('B  A');
    expect(whoseWorkGoes(a, 'B base A', 'a')).toEqual(['c']);
    expect(whoseWorkGoes(b, 'B  A', 'b')).toEqual([]);
  });
});
