import { expect, it } from 'vitest';
import { RunningAsks } from '../../../../src/main/git/running-asks.ts';

it('lets a person ask once at a time, few people at once, and nobody again and again', async () => {
  let nowMs = 0;
  const asks = new RunningAsks(() => nowMs);
  const answer = Promise.withResolvers<string>();
  const people = Array.from({ length: 10 }, (_, at) => `person ${at}`);
  const all = people.map((person) => asks.run(person, () => answer.promise));
  await expect(asks.run('person 0', async () => '')).rejects.toThrow('You are asking already: cancel that first');
  await expect(asks.run('another', async () => '')).rejects.toThrow('10 people are asking others just now');
  answer.resolve('yes');
  expect(await Promise.all(all)).toEqual(Array(10).fill('yes'));
  for (let count = 0; count < 12; count++) await asks.run('another', async () => '');
  await expect(asks.run('another', async () => '')).rejects.toThrow('You have asked others very often');
  nowMs += 5_000;
  expect(await asks.run('another', async () => 'asked')).toBe('asked');
});
