import { expect, it } from 'vitest';
import { inTurn } from '../../../../../src/renderer/workbench/set-up/in-turn.ts';

class Worker {
  readonly steps: string[] = [];

  async work(name: string): Promise<string> {
    this.steps.push(`${name} begins`);
    await Promise.resolve();
    if (name === 'bad') throw new Error('bad');
    this.steps.push(`${name} ends`);
    return name;
  }
}

it('runs the calls on one object one after another, also after one that failed', async () => {
  Worker.prototype.work = inTurn(Worker.prototype.work);
  const [one, other] = [new Worker(), new Worker()];
  const all = await Promise.allSettled([one.work('a'), one.work('bad'), one.work('c'), other.work('d')]);
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(one.steps).toEqual(['a begins', 'a ends', 'bad begins', 'c begins', 'c ends']);
  expect(other.steps).toEqual(['d begins', 'd ends']);
});
