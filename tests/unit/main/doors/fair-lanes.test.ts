import { describe, expect, it } from 'vitest';
import { Allowance } from '../../../../src/main/doors/allowance.ts';
import { FairLanes } from '../../../../src/main/doors/fair-lanes.ts';
import { VirtualWorld } from '../../../sim/virtual-world.ts';

describe('lanes', () => {
  it('are dealt round robin, one piece of work at a time', async () => {
    const lanes = new FairLanes();
    const done: string[] = [];
    let running = 0;
    const work = (name: string) => async () => {
      expect(++running).toBe(1);
      await null;
      running--;
      done.push(name);
    };
    const all = [...'123'].map((name) => lanes.run('eve', work(`eve ${name}`)));
    all.push(lanes.run('ada', work('ada 1')), lanes.run('bob', work('bob 1')), lanes.run('ada', work('ada 2')));
    await Promise.all(all);
    expect(done).toEqual(['eve 1', 'eve 2', 'ada 1', 'bob 1', 'eve 3', 'ada 2']);
    await lanes.run('bob', work('bob 2'));
    expect(done.at(-1)).toBe('bob 2');
  });

  it('go on after what fails, and leave out what is no longer wanted', async () => {
    const lanes = new FairLanes();
    const controller = new AbortController();
    const failing = lanes.run('eve', () => Promise.reject(new Error('no')));
    const unwanted = lanes.run('eve', async () => 'done', controller.signal);
    const next = lanes.run('ada', async () => 'done');
    controller.abort();
    await expect(failing).rejects.toThrow('no');
    await expect(unwanted).rejects.toMatchObject({ code: 'cancelled' });
    expect(await next).toBe('done');
  });
});

it('an allowance is used up by one person for themself, and comes back with time', async () => {
  const world = new VirtualWorld(1);
  const allowance = new Allowance({ environment: world.environment(), burst: 3, perSecond: 1, words: 'Wait.' });
  const takes = (person: string) => {
    try {
      allowance.take(person);
      return true;
    } catch {
      return false;
    }
  };
  expect(['eve', 'eve', 'eve', 'eve', 'ada'].map(takes)).toEqual([true, true, true, false, true]);
  await world.run(1000);
  expect(['eve', 'eve'].map(takes)).toEqual([true, false]);
});
