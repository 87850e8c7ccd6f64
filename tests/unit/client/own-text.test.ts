import { describe, expect, it } from 'vitest';
import { ownText } from '../../../src/client/own-text.ts';
import { insert, remove, three } from './circle.ts';

const five = 'one\ntwo\nthree\nfour\nfive\n';

/** Two people in a text that is saved as it begins. */
function begun(text = five) {
  const { circle, a, b } = three(text);
  const saved = a.encode();
  const at = (words: string) => a.toString().indexOf(words);
  const own = (person: string, takesBoth = false) => {
    circle.settle();
    return ownText(a, saved, person, takesBoth);
  };
  return { circle, a, b, at, own };
}

describe('the text of a person', () => {
  it('has their lines, and the saved ones where others are at work', () => {
    const { a, b, at, own, circle } = begun();
    insert(a, at('one') + 3, ' of a');
    circle.settle();
    insert(b, at('two') + 3, ' of b');
    circle.settle();
    remove(b, at('four\n'), 5);
    circle.settle();
    insert(b, at('five'), 'new of b\n');
    circle.settle();
    insert(a, at('five'), 'new of a\n');
    expect(own('a')).toEqual({ text: 'one of a\ntwo\nthree\nfour\nnew of a\nfive\n', shared: [] });
    expect(own('b')).toEqual({ text: 'one\ntwo of b\nthree\nnew of b\nfive\n', shared: [] });
    expect(own('nobody')).toEqual({ text: five, shared: [] });
    expect(circle.settle()).toBe('one of a\ntwo of b\nthree\nnew of b\nnew of a\nfive\n');
  });

  it('has both or neither where an edit lies inside a line that another has not saved', () => {
    const { circle, a, b, at, own } = begun();
    insert(b, at('two'), 'call(there)\n');
    circle.settle();
    insert(a, at('there'), 'right ');
    insert(a, at('four') + 4, ' of a');
    expect(own('a')).toEqual({
      text: 'one\ntwo\nthree\nfour of a\nfive\n',
      shared: [{ line: 2, people: ['b'] }],
    });
    expect(own('a', true).text).toBe('one\ncall(right there)\ntwo\nthree\nfour of a\nfive\n');
    expect(own('b', true).text).toBe('one\ncall(right there)\ntwo\nthree\nfour\nfive\n');
  });

  it('knows who joined and split lines', () => {
    const { circle, a, b, at, own } = begun();
    remove(b, at('\ntwo'), 1);
    circle.settle();
    insert(a, at('three') + 2, '\n');
    expect(own('a')).toMatchObject({ text: 'one\ntwo\nth\nree\nfour\nfive\n', shared: [] });
    expect(own('b')).toMatchObject({ text: 'onetwo\nthree\nfour\nfive\n', shared: [] });
  });

  it('has nothing of what its person took back, and what they restored', () => {
    const { circle, a, b, at, own } = begun();
    remove(a, at('two\n'), 4);
    circle.settle();
    remove(b, at('four\n'), 5);
    circle.settle();
    a.undo();
    circle.settle();
    expect(own('a')).toEqual({ text: five, shared: [] });
    expect(own('b').text).toBe('one\ntwo\nthree\nfive\n');
    b.undo();
    expect(own('b')).toEqual({ text: five, shared: [] });
  });

  it('takes along what others have moved out of a shared line into one beside it, and no other line of theirs', () => {
    const { circle, a, b, at, own } = begun();
    insert(a, at('two') + 3, ' of a');
    circle.settle();
    remove(b, at('two'), 3);
    circle.settle();
    insert(b, at('three'), 'two, moved\n');
    circle.settle();
    insert(b, at('five'), 'new of b\n');
    expect(own('a', true)).toEqual({
      text: 'one\n of a\ntwo, moved\nthree\nfour\nfive\n',
      shared: [{ line: 2, people: ['b'] }],
    });
    expect(own('a').text).toBe(five);
  });

  it('leaves a line alone that another has changed right beside a shared one', () => {
    const { circle, a, b, at, own } = begun();
    insert(b, at('two') + 3, ' of b');
    circle.settle();
    insert(b, at('one') + 3, ' of b');
    circle.settle();
    insert(a, at('one'), 'X');
    expect(own('a', true).text).toBe('Xone of b\ntwo\nthree\nfour\nfive\n');
  });

  it('says so where another took out again what was just written', () => {
    const { circle, a, b, at, own } = begun();
    insert(a, at('two') + 3, ' of a');
    circle.settle();
    remove(b, at(' of a'), 3);
    expect(own('a').shared).toEqual([{ line: 2, people: ['b'] }]);
    expect(own('a').text).toBe(five);
  });
});

it('the texts of all, each line by one person, are the present text put together', () => {
  const { circle, a, b, own } = begun('x\n'.repeat(40));
  for (let at = 0; at < 40; at += 2) {
    const offsets = [...a.toString().matchAll(/x/g)].map(({ index }) => index);
    insert(at % 4 === 0 ? a : b, offsets[at]!, `${at} 𝄞`);
    circle.settle();
  }
  const [ofA, ofB, all] = [own('a').text.split('\n'), own('b').text.split('\n'), circle.settle().split('\n')];
  expect(all).toEqual(all.map((line, index) => (line === ofA[index] ? line : ofB[index])));
  expect(ofA.filter((line) => line !== 'x')).toHaveLength(11);
});
