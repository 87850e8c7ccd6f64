import { expect, it } from 'vitest';
import { RestingRefs } from '../../../src/client/resting-refs.ts';
import { mostResumed } from '../../../src/shared/core/frames.ts';

type Asked = { subscription: number; held: [string, number][] };

function scene() {
  const asked: Asked[] = [];
  const woken: string[] = [];
  let number = 0;
  const refs = new RestingRefs({
    subscribe: ({ subscription, held }) => asked.push({ subscription, held }),
    nextSubscription: () => ++number,
    nowMs: () => number * 100,
  });
  const add = (held: [string, number][]) => {
    let isTold = false;
    void refs
      .add(held, (ref) => woken.push(ref))
      .then(() => {
        isTold = true;
      });
    return async () => {
      await new Promise(setImmediate);
      return isTold;
    };
  };
  const answer = (subscription: number, ...behind: string[]) => refs.resumed({ t: 'resumed', subscription, behind });
  return { refs, asked, woken, add, answer };
}

it('asks for as many as fit into a frame, and wakes those of which there is more', async () => {
  const { refs, asked, woken, add, answer } = scene();
  const all = Array.from({ length: mostResumed + 2 }, (_, index): [string, number] => [`r${index}`, index]);
  const isTold = add(all);
  expect(asked.map(({ held }) => held.length)).toEqual([mostResumed, 2]);
  answer(1, 'r5');
  expect([woken, refs.has('r5'), refs.has('r6'), refs.has(`r${mostResumed}`)]).toEqual([['r5'], false, true, false]);
  expect(await isTold()).toBe(false);
  answer(2);
  expect(await isTold()).toBe(true);
  refs.wake('r6');
  refs.wake('r6');
  expect(woken).toEqual(['r5', 'r6']);
});

it('asks anew over a new connection: from the seq that is known by then', async () => {
  const { refs, asked, woken, add, answer } = scene();
  const isTold = add([['a', 3]]);
  answer(1);
  add([['b', 4]]);
  refs.reconnected(9);
  const held = [
    ['a', 9],
    ['b', 4],
  ];
  expect(asked.at(-1)).toEqual({ subscription: 3, held });
  answer(2, 'b');
  expect([woken, await isTold()]).toEqual([[], true]);
  answer(3, 'b');
  expect(woken).toEqual(['b']);
});

it('counts as woken when its content is asked for before the answer, and says which answers are overdue', async () => {
  const { refs, woken, add, answer } = scene();
  add([
    ['a', 1],
    ['b', 1],
  ]);
  expect([refs.isOverdue(100), refs.isOverdue(101)]).toEqual([false, true]);
  refs.leave('a');
  answer(1);
  refs.leave('b');
  // Never within the call: the follower that has the ref leave is about to ask for its content itself.
  expect(woken).toEqual([]);
  await Promise.resolve();
  expect([woken, refs.isOverdue(1e9), refs.has('b')]).toEqual([['a'], false, false]);
});
