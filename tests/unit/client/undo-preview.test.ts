import { expect, it } from 'vitest';
import { textAfterUndo } from '../../../src/client/undo-preview.ts';
import type { Step } from '../../../src/client/undo-stack.ts';
import { Random } from '../../sim/random.ts';
import { Circle, insert, remove } from './circle.ts';

for (let seed = 1; seed <= 20; seed++)
  it(`tells the text as taking back makes it, and changes nothing (seed ${seed})`, () => {
    const random = new Random(seed);
    const circle = new Circle();
    const [a, b, host] = ['a', 'b', 'host'].map((name) => circle.join(name));
    insert(a!, 0, 'one\ntwo\nthree\n');
    circle.settle();
    const step: Pick<Step, 'inserted' | 'deleted'> = { inserted: [], deleted: [] };
    host!.onOthersStep(({ inserted, deleted }, author) => {
      if (author !== 'a') return;
      step.inserted.push(...inserted);
      step.deleted.push(...deleted);
    });
    for (let edits = 0; edits < 20; edits++) {
      const person = random.below(2) === 0 ? a! : b!;
      const offset = random.below(person.length + 1);
      if (random.below(3) === 0) remove(person, offset, Math.min(random.below(6), person.length - offset));
      else insert(person, offset, ['x', 'word ', '\n'][random.below(3)]!);
      if (random.below(3) === 0) circle.settle();
    }
    const before = circle.settle();
    const after = textAfterUndo(b!, step);
    expect(circle.settle()).toBe(before);
    b!.revert({ ...step, group: null }, 'reverted');
    expect(b!.toString()).toBe(after);
  });
