import { expect, it } from 'vitest';
import { CommitWaits } from '../../../../server/session/commit-waits.ts';

const told = async (wait: Promise<void>) => Promise.race([wait.then(() => true), Promise.resolve().then(() => false)]);

it('waits for what came in before, in whatever batches, and not for what comes in behind', async () => {
  const waits = new CommitWaits<string>();
  expect(await told(waits.wait([]))).toBe(true);
  waits.began(['a']);
  const wait = waits.wait(['b', 'c']);
  waits.ended();
  waits.began(['b', 'd']);
  waits.ended();
  expect(await told(wait)).toBe(false);
  waits.began(['c', 'e']);
  waits.ended();
  await wait;
});

it('ends its waits where nothing will be committed any more', async () => {
  const waits = new CommitWaits<string>();
  const wait = waits.wait(['a']);
  waits.forget();
  await wait;
});
