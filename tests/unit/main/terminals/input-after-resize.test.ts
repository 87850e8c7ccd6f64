import { expect, it } from 'vitest';
import { InputAfterResize, restMs } from '../../../../src/main/terminals/input-after-resize.ts';
import { VirtualWorld } from '../../../sim/virtual-world.ts';

it('waits for a moment after another size, in order, and not at all without one', async () => {
  const world = new VirtualWorld(1);
  const typed: string[] = [];
  const input = new InputAfterResize(world.environment(), (data) => typed.push(data));
  input.write('a');
  expect(typed).toEqual(['a']);
  input.resized();
  input.write('b');
  await world.run(restMs / 2);
  input.resized();
  input.write('c');
  expect(typed).toEqual(['a']);
  await world.run(restMs / 2 + 1);
  expect(typed).toEqual(['a', 'bc']);
  input.write('d');
  expect(typed).toEqual(['a', 'bc', 'd']);
  input.resized();
  await world.run(restMs + 1);
  input.write('e');
  input.resized();
  input.write('f');
  input.close();
  await world.run(restMs + 1);
  expect(typed).toEqual(['a', 'bc', 'd', 'e']);
});
