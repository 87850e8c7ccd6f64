import { expect, it } from 'vitest';
import { Gathered } from '../../../../src/main/terminals/gathered.ts';
import { VirtualWorld } from '../../../sim/virtual-world.ts';

const pauseMs = 10;

function gathering() {
  const world = new VirtualWorld(1);
  const sent: string[] = [];
  const gathered = new Gathered(world.environment(), pauseMs, (data) => sent.push(String.fromCharCode(...data)));
  const add = (text: string) => gathered.add(new TextEncoder().encode(text));
  return { world, sent, add };
}

it('sends the pieces of an echo at once', async () => {
  const { world, sent, add } = gathering();
  for (const piece of ['a', 'b', 'c']) add(piece);
  expect(sent).toEqual(['a', 'b', 'c']);
  await world.run(100 * pauseMs);
  for (const piece of ['d', 'e']) add(piece);
  expect(sent.slice(3)).toEqual(['d', 'e']);
});

it('sends the output of a flood once a pause, whole and in order', async () => {
  const { world, sent, add } = gathering();
  const all = Array.from({ length: 500 }, (_, index) => `${index} `);
  for (const piece of all) {
    add(piece);
    await world.run(1);
  }
  await world.run(100 * pauseMs);
  expect(sent.join('')).toBe(all.join(''));
  expect(sent.length).toBeLessThan(all.length / pauseMs + 10);
});
