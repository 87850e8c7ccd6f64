import { expect, it } from 'vitest';
import { changed, merged, seedOf, textOf } from '../../../../src/main/host/seed.ts';
import { UnloggedSaves } from '../../../../src/main/host/unlogged-saves.ts';
import { VirtualWorld } from '../../../sim/virtual-world.ts';

const world = new VirtualWorld(1);
const environment = world.environment();
const seed = seedOf('one two', environment);
const ada = changed(seed, 'one two Ada', environment).state;
const bob = changed(seed, 'Bob one two', environment).state;

it('keeps on the disk what a saver before had ahead of the log', () => {
  const saves = new UnloggedSaves(environment);
  expect(textOf(saves.with('text', seed, ada))).toBe('one two Ada');
  expect(textOf(saves.with('another text', seed, bob))).toBe('Bob one two');
  expect(textOf(saves.with('text', seed, bob))).toBe('Bob one two Ada');
});

it('forgets it once the log has it: what was deleted then does not come back', () => {
  const saves = new UnloggedSaves(environment);
  saves.with('text', seed, ada);
  const deleted = changed(merged(seed, ada), 'one', environment).state;
  expect(textOf(saves.with('text', deleted, seed))).toBe('one');
  expect(textOf(saves.with('text', seed, seed))).toBe('one two');
});

it('forgets what the log has not got after a minute: it may never come', async () => {
  const saves = new UnloggedSaves(environment);
  saves.with('text', seed, ada);
  await world.run(59_000);
  expect(textOf(saves.with('text', seed, seed))).toBe('one two Ada');
  await world.run(2000);
  expect(textOf(saves.with('text', seed, seed))).toBe('one two');
});

it('keeps a deletion, too, until the log has heard of it', async () => {
  const saves = new UnloggedSaves(environment);
  const shorter = changed(seed, 'one', environment).state;
  expect(textOf(saves.with('text', seed, shorter))).toBe('one');
  expect(textOf(saves.with('text', seed, bob))).toBe('Bob one');
  expect(textOf(saves.with('text', merged(seed, shorter), bob))).toBe('Bob one');
});
