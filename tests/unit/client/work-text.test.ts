import { describe, expect, it } from 'vitest';
import { alignedBase, baseOf, knownBase, type TextBase } from '../../../src/client/text-base.ts';
import { workText } from '../../../src/client/work-text.ts';
import { callOfName } from '../../../src/shared/capabilities/documents/agent-call.ts';
import { Random } from '../../sim/random.ts';
import { Circle, insert, remove, three } from './circle.ts';

const five = 'one\ntwo\nthree\nfour\nfive\n';

/** Two people in a text that is committed as it begins. */
function begun(text = five) {
  const { circle, a, b } = three(text);
  const base = baseOf(a.encode());
  const at = (words: string) => a.toString().indexOf(words);
  const work = (person: string, takesBoth = false, takesUnsigned = false, from: TextBase = base) => {
    circle.settle();
    return workText(a, from, { person, takesBoth, takesUnsigned });
  };
  return { circle, a, b, at, work, base };
}

describe('the work of a person', () => {
  it('is their lines, and says whose other lines were left', () => {
    const { a, b, at, work, circle } = begun();
    insert(a, at('one') + 3, ' of a');
    circle.settle();
    remove(b, at('two\n'), 4);
    circle.settle();
    insert(b, at('five'), 'new of b\n');
    const own = work('a');
    expect(own).toMatchObject({ text: 'one of a\ntwo\nthree\nfour\nfive\n', taken: 1, people: ['a'], shared: [] });
    expect([...own.left]).toEqual([['b', 2]]);
    expect(work('b').text).toBe('one\nthree\nfour\nnew of b\nfive\n');
  });

  it('names lines that others have changed too, and takes both or neither', () => {
    const { a, b, at, work, circle } = begun();
    insert(b, at('two'), 'call(there)\n');
    circle.settle();
    insert(a, at('there'), 'right ');
    expect(work('a')).toMatchObject({ text: five, shared: [{ line: 2, people: ['b'] }] });
    const both = work('a', true);
    expect(both).toMatchObject({ text: 'one\ncall(right there)\ntwo\nthree\nfour\nfive\n', people: ['b', 'a'] });
  });

  it('goes on from an earlier work of another, by ids', () => {
    const { a, b, at, work, circle } = begun();
    insert(a, at('one') + 3, ' of a');
    circle.settle();
    insert(b, at('four') + 4, ' of b');
    const first = work('a');
    remove(b, at(' of a'), 5);
    circle.settle();
    const next = knownBase(first.text, first.known!.ids, first.known!.settled);
    expect(work('a', false, false, next).text).toBe(first.text);
    expect(work('b', false, false, next).text).toBe('one\ntwo\nthree\nfour of b\nfive\n');
  });

  it('is found by the words where nobody knows the ids of the earlier text', () => {
    const { a, b, at, work, circle } = begun();
    insert(a, at('one') + 3, ' of a');
    circle.settle();
    remove(b, at('three'), 6);
    circle.settle();
    insert(b, at('five'), 'new of b\n');
    work('a');
    const earlier = 'zero\none\ntwo\nthree\nfour\nfive\n';
    const words = alignedBase(a, earlier);
    expect(work('a', false, false, words).text).toBe('zero\none of a\ntwo\nthree\nfour\nfive\n');
    expect(work('b', false, false, words).text).toBe('zero\none\ntwo\nfour\nnew of b\nfive\n');
    // Nobody here has taken out what was gone before the session had the text.
    expect(work('b', false, true, words).text).toBe('one\ntwo\nfour\nnew of b\nfive\n');
  });
});

describe('the works of all', () => {
  for (let seed = 1; seed <= 60; seed++)
    it(`come to the whole text, in any order and from any earlier one, also call by call (seed ${seed})`, () => {
      const random = new Random(seed);
      const dice = (below: number) => random.below(below);
      const circle = new Circle();
      const names = ['a', 'b', 'c'];
      const people = names.map((name) => circle.join(name));
      insert(people[0]!, 0, five.repeat(2));
      circle.settle();
      const look = people[0]!;
      let base = baseOf(look.encode());
      for (let round = 0; round < 3; round++) {
        for (let step = 0; step < 12; step++) {
          const document = people[dice(3)]!;
          const length = document.length;
          const at = dice(length + 1);
          const edit = () => {
            if (dice(3) === 0) remove(document, at, Math.min(dice(9), length - at));
            else insert(document, at, ['x', 'word ', '\n', 'line\n', ' a\nb'][dice(5)]!);
          };
          if (document === people[2]) document.asWork({ turn: `turn ${round}`, call: `call ${dice(3)}` }, edit);
          else edit();
          if (dice(8) === 0) document.undo();
          if (dice(2) === 0) circle.settle();
        }
        const whole = circle.settle();
        if (dice(3) === 0) base = alignedBase(look, base.text);
        const order = dice(2) === 0 ? names : names.toReversed();
        for (const person of order) {
          const choice = { person, takesBoth: true, takesUnsigned: base.settled === null };
          // The last of it is what the agent did beside its calls, such as an undo.
          for (const call of [...workText(look, base, choice).calls, null]) {
            const meant = call === null ? {} : { ...callOfName(call), takesUnsigned: false };
            const made = workText(look, base, { ...choice, ...meant });
            expect(made.known !== null || base.settled === null).toBe(true);
            base = made.known ? knownBase(made.text, made.known.ids, made.known.settled) : alignedBase(look, made.text);
            const left = workText(look, base, { ...choice, ...meant, takesBoth: false });
            if (base.settled !== null) expect(left.taken + left.shared.length).toBe(0);
          }
        }
        expect(base.text).toBe(whole);
      }
    });
});
