import { describe, expect, it } from 'vitest';
import { textChangeOf } from '../../../src/shared/capabilities/documents/text-copy.ts';
import { type Circle, three } from './circle.ts';

describe('undo of very much', () => {
  const pieces = 3_500;
  const text = 'ab'.repeat(pieces);
  const everySecond = Array.from({ length: pieces }, (_, index) => ({
    offset: 2 * index,
    deleteLength: 1,
    insertText: '',
  }));
  const restoresOf = ({ log }: Circle) =>
    log.flatMap(({ entry }) => {
      const change = textChangeOf(entry);
      return change?.is === 'updated' && change.body.restores ? [change.body.restores.length] : [];
    });

  it('goes in several entries, and is one step all the same', () => {
    const { circle, a } = three(text);
    a.edit(everySecond);
    expect(circle.settle()).toBe('b'.repeat(pieces));
    a.undo();
    expect(circle.settle()).toBe(text);
    expect(restoresOf(circle)).toEqual([1000, 1000, 1000, 500]);
    a.redo();
    expect(circle.settle()).toBe('b'.repeat(pieces));
    a.undo();
    expect(circle.settle()).toBe(text);
    expect(Math.max(...restoresOf(circle))).toBe(1000);
  });

  it('leaves what others have deleted, and what they typed between its entries', () => {
    const { circle, a, b } = three(text);
    a.edit(everySecond);
    circle.settle();
    a.undo();
    b.edit([{ offset: 500, deleteLength: 2, insertText: 'new' }]);
    expect(circle.settle()).toHaveLength(text.length + 1);
    expect(circle.settle()).toContain('new');
  });

  it('of several steps at once never makes an entry that has more', () => {
    const { circle, a } = three(text);
    for (let from = 0; from < pieces; from += 500) {
      a.closeStep();
      a.edit(everySecond.slice(from, from + 500).map((edit, index) => ({ ...edit, offset: from + 2 * index })));
    }
    circle.settle();
    for (let steps = 0; steps < 7; steps++) a.undo();
    expect(circle.settle()).toBe(text);
    expect(Math.max(...restoresOf(circle))).toBeLessThanOrEqual(1000);
  });
});
