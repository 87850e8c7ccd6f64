import { expect, it } from 'vitest';
import { changed, merged, seedOf, textOf } from '../../../../src/main/documents/seed.ts';
import { UnloggedSaves } from '../../../../src/main/documents/unlogged-saves.ts';
import { VirtualWorld } from '../../../sim/virtual-world.ts';

const world = new VirtualWorld(1);
const environment = world.environment();
const seed = seedOf('one two', environment);
const lawful = (update: Uint8Array) => ({ update, brought: [] });
const ada = changed(seed, 'one two Ada', environment).state;
const bob = changed(seed, 'Bob one two', environment).state;

it('keeps on the disk what a saver before had ahead of the log', () => {
  const saves = new UnloggedSaves(environment);
  expect(textOf(saves.with('text', seed, lawful(ada)).state)).toBe('one two Ada');
  expect(textOf(saves.with('another text', seed, lawful(bob)).state)).toBe('Bob one two');
  expect(textOf(saves.with('text', seed, lawful(bob)).state)).toBe('Bob one two Ada');
});

it('forgets it once the log has it: what was deleted then does not come back', () => {
  const saves = new UnloggedSaves(environment);
  saves.with('text', seed, lawful(ada));
  const deleted = changed(merged(seed, ada), 'one', environment).state;
  expect(textOf(saves.with('text', deleted, lawful(seed)).state)).toBe('one');
  expect(textOf(saves.with('text', seed, lawful(seed)).state)).toBe('one two');
});

it('forgets what the log has not got after a minute: it may never come', async () => {
  const saves = new UnloggedSaves(environment);
  saves.with('text', seed, lawful(ada));
  await world.run(59_000);
  expect(textOf(saves.with('text', seed, lawful(seed)).state)).toBe('one two Ada');
  await world.run(2000);
  expect(textOf(saves.with('text', seed, lawful(seed)).state)).toBe('one two');
});

it('says whose the ids are that it keeps on the disk, as long as it does', () => {
  const saves = new UnloggedSaves(environment);
  saves.with('text', seed, { update: ada, brought: [[1, 'adas-window']] });
  expect(saves.with('text', seed, { update: bob, brought: [[2, 'bobs-window']] }).brought).toEqual([
    [1, 'adas-window'],
    [2, 'bobs-window'],
  ]);
  expect(saves.with('text', merged(merged(seed, ada), bob), lawful(seed)).brought).toEqual([]);
});

it('keeps a deletion, too, until the log has heard of it', async () => {
  const saves = new UnloggedSaves(environment);
  const shorter = changed(seed, 'one', environment).state;
  expect(textOf(saves.with('text', seed, lawful(shorter)).state)).toBe('one');
  expect(textOf(saves.with('text', seed, lawful(bob)).state)).toBe('Bob one');
  expect(textOf(saves.with('text', merged(seed, shorter), lawful(bob)).state)).toBe('Bob one');
});
