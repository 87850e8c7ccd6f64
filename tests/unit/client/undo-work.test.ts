import { describe, expect, it } from 'vitest';
import type { TextDocument } from '../../../src/client/text-document.ts';
import { planUndo, type UndonePlan } from '../../../src/client/undo-work.ts';
import type { RecordedStep } from '../../../src/client/work-record.ts';
import { standingItems } from '../../../src/shared/text/items.ts';
import { Random } from '../../sim/random.ts';
import { Circle, insert, remove } from './circle.ts';

const five = 'one\ntwo\nthree\nfour\nfive\n';

/** People in a text, and a host's copy of it by which all steps are recorded. */
function begun(names = ['a', 'b']) {
  const circle = new Circle();
  const people = names.map((name) => circle.join(name));
  const host = circle.join('host');
  const steps: RecordedStep[] = [];
  let isBegun = false;
  host.onOthersStep((step, author, atMs) => {
    if (isBegun) steps.push({ ref: 'r', author, fromMs: atMs, atMs, work: {}, step });
  });
  insert(people[0]!, 0, five);
  circle.settle();
  isBegun = true;
  const plan = (person: string, isMeant = (_: RecordedStep) => true) => {
    circle.settle();
    return planUndo(host, steps, (step) => step.author === person && isMeant(step));
  };
  const at = (words: string) => host.toString().indexOf(words);
  const put = (person: TextDocument, offset: number, words: string) => {
    insert(person, offset, words);
    circle.settle();
  };
  const take = (person: TextDocument, offset: number, length: number) => {
    remove(person, offset, length);
    circle.settle();
  };
  return { circle, people, host, steps, plan, at, put, take };
}

function revert(document: TextDocument, plan: UndonePlan | null): void {
  for (const { step } of plan?.parts ?? []) document.revert({ ...step, group: null }, 'reverted');
}

describe('undoing the work of a person', () => {
  it('takes back what they wrote and deleted, also of others, and nothing of others', () => {
    const { circle, people, plan, at, put, take } = begun();
    const [a, b] = people as [TextDocument, TextDocument];
    put(b, at('two'), 'of b\n');
    put(a, at('three') + 5, ' of a');
    take(a, at('of b'), 5);
    take(a, at('four'), 5);
    put(b, at('one') + 3, ' of b');
    const found = plan('a');
    expect(found!.overlaps).toEqual([]);
    expect(found!.parts.map(({ line, gone, back }) => ({ line, gone, back }))).toEqual([
      { line: 2, gone: '', back: 'of b\n' },
      { line: 3, gone: ' of a', back: '' },
      { line: 4, gone: '', back: 'four\n' },
    ]);
    revert(b, found);
    expect(circle.settle()).toBe('one of b\nof b\ntwo\nthree\nfour\nfive\n');
    b.undo();
    b.undo();
    b.undo();
    expect(circle.settle()).toBe('one of b\ntwo\nthree of a\nfive\n');
  });

  it('leaves lines in which others have written since, and names them', () => {
    const { circle, people, plan, at, put } = begun();
    const [a, b] = people as [TextDocument, TextDocument];
    put(a, at('two'), 'call()\n');
    put(b, at('call(') + 5, 'right');
    put(b, at('four') + 4, ' of b');
    put(a, at('four') + 4, ' a');
    const found = plan('a');
    expect(found!.overlaps).toEqual([{ line: 2, people: ['b'] }]);
    revert(b, found);
    expect(circle.settle()).toBe('one\ncall(right)\ntwo\nthree\nfour of b\nfive\n');
  });

  it('leaves text of others that they deleted and brought back themselves', () => {
    const { circle, people, plan, at, take } = begun();
    const [a, b] = people as [TextDocument, TextDocument];
    for (let times = 0; times < 2; times++) {
      take(b, at('four'), 5);
      b.undo();
      circle.settle();
    }
    revert(a, plan('b'));
    expect(circle.settle()).toBe(five);
    take(b, at('four'), 5);
    revert(a, plan('b'));
    expect(circle.settle()).toBe(five);
  });

  it('is of a span, and tells those whose work goes', () => {
    const { circle, people, plan, at, put, steps } = begun();
    const [a, b] = people as [TextDocument, TextDocument];
    put(a, at('one'), 'first\n');
    const before = steps.length;
    put(a, at('two'), 'second\n');
    const told: string[] = [];
    a.onReverted(({ author, people: whose }) => told.push(`${author}: ${whose}`));
    revert(
      b,
      plan('a', (step) => steps.indexOf(step) >= before),
    );
    expect(circle.settle()).toBe('first\none\ntwo\nthree\nfour\nfive\n');
    expect(told).toEqual(['b: a']);
    expect(a.undo()).toBe(true);
    expect(circle.settle()).toBe('first\none\nsecond\ntwo\nthree\nfour\nfive\n');
    expect(plan('nobody')).toBe(null);
  });

  for (let seed = 1; seed <= 40; seed++)
    it(`never touches text of others (seed ${seed})`, () => {
      const random = new Random(seed);
      const { circle, people, host, plan, put, take } = begun(['a', 'b', 'c']);
      for (let step = 0; step < 30; step++) {
        const person = people[random.below(3)]!;
        const offset = random.below(host.length + 1);
        if (random.below(3) === 0) take(person, offset, Math.min(random.below(9), host.length - offset));
        else put(person, offset, ['x', 'word ', '\n', 'line\n'][random.below(4)]!);
      }
      const standing = () => standingIn(host);
      const before = standing();
      const found = plan('a');
      revert(people[1]!, found);
      circle.settle();
      const after = standing();
      expect(after.b!).toBeGreaterThanOrEqual(before.b!);
      expect(after.c!).toBeGreaterThanOrEqual(before.c!);
      const again = plan('a');
      expect(again?.parts ?? []).toEqual([]);
      for (let index = 0; index < (found?.parts.length ?? 0); index++) people[1]!.undo();
      circle.settle();
      expect(standing().a).toBe(before.a);
    });
});

/** Number of characters that stand in a text, by their authors. */
function standingIn({ yText, facts }: TextDocument): Record<string, number> {
  const counts: Record<string, number> = { a: 0, b: 0, c: 0 };
  for (const { item } of standingItems(yText))
    for (const { length, value } of facts.authors.pieces(item.id.client, item.id.clock, item.length))
      counts[value!.author]! += length;
  return counts;
}
