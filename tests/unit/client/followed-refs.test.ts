import { expect, it } from 'vitest';
import type { ClientCore } from '../../../src/client/client-core.ts';
import { Documents } from '../../../src/client/documents.ts';
import { FollowedRefs, type Following } from '../../../src/client/followed-refs.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';
import { emptyState } from '../../../src/shared/session/state.ts';
import { VirtualWorld } from '../../sim/virtual-world.ts';
import { idOf } from '../shared/session/sample-of.ts';

const ref = idOf('text');
const none = { after: 0, checkpoint: null, checkpointBlob: null, entries: [], writers: [], done: true };

function entry(seq: number): Entry {
  const rest = { at: 0, n: seq, ageMs: 0, v: 2, to: null, body: new Uint8Array(0), blob: null };
  return { seq, by: idOf('ann'), kind: 'doc.updated', ref, ...rest };
}

it('a text that is opened before it is known whether it rests arrives for all who open it, those woken by that too', async () => {
  const asked: number[] = [];
  const client = {
    options: { environment: new VirtualWorld(1).environment() },
    replica: idOf('disk'),
    state: emptyState,
    subscribe: ({ subscription }: { subscription: number }) => asked.push(subscription),
  };
  const followed = new FollowedRefs(client as unknown as ClientCore);
  const documents = new Documents(client as unknown as ClientCore, followed);
  const opened: Promise<unknown>[] = [];
  const told = followed.resting.add([[ref, 1]], () => opened.push(documents.open(ref)));
  opened.push(documents.open(ref));
  await told;
  expect([opened.length, asked]).toEqual([2, [1, 2]]);
  followed.backfill({ t: 'backfill', ref, subscription: 2, upTo: 3, ...none }, []);
  const [one, other] = await Promise.all(opened);
  expect(one).toBe(other);
});

it('what waits behind an entry that has its follower begin anew is not taken, and comes with the past', () => {
  const client = {
    options: { environment: new VirtualWorld(1).environment() },
    state: emptyState,
    subscribe: () => undefined,
  };
  const followed = new FollowedRefs(client as unknown as ClientCore);
  const taken: number[] = [];
  let arrivals = 0;
  let isRefused = true;
  const following: Following = followed.hold(ref, {
    goesOn: true,
    begin: () => undefined,
    take: ({ seq }) => {
      taken.push(seq);
      if (isRefused) following.pause();
    },
    arrived: () => arrivals++,
    withheld: () => undefined,
  });
  following.ask();
  for (const seq of [2, 3]) followed.heard(entry(seq));
  followed.backfill({ t: 'backfill', ref, subscription: 1, upTo: 1, ...none }, []);
  expect([taken, arrivals]).toEqual([[2], 0]);
  isRefused = false;
  following.ask();
  followed.backfill({ t: 'backfill', ref, subscription: 2, upTo: 3, ...none }, [entry(2), entry(3)]);
  expect([taken, arrivals]).toEqual([[2, 2, 3], 1]);
});

it('a past of which a part was lost is asked for anew, and one that comes twice is taken once', () => {
  const asked: number[] = [];
  const client = {
    options: { environment: new VirtualWorld(1).environment() },
    state: emptyState,
    subscribe: ({ subscription }: { subscription: number }) => asked.push(subscription),
  };
  const followed = new FollowedRefs(client as unknown as ClientCore);
  const taken: (number | 'begin')[] = [];
  followed.follow(ref, {
    begin: () => taken.push('begin'),
    take: ({ seq }) => taken.push(seq),
    withheld: () => undefined,
  });
  const piece = (subscription: number, after: number, seqs: number[], checkpoint: Uint8Array | null = null) => {
    const rest = { ...none, upTo: 9, done: seqs.includes(9) };
    followed.backfill({ t: 'backfill', ref, subscription, ...rest, after, checkpoint }, seqs.map(entry));
  };
  piece(1, 0, [2, 3]);
  piece(1, 0, [2, 3]);
  piece(1, 5, [6, 9]);
  expect([asked, taken]).toEqual([
    [1, 2],
    ['begin', 2, 3],
  ]);
  // The first one, with its checkpoint.
  piece(2, 3, [5, 9]);
  expect([asked, taken.length]).toEqual([[1, 2, 3], 3]);
  piece(3, 3, [5], new Uint8Array(1));
  piece(3, 5, [6, 9]);
  expect([asked, taken.slice(3), followed.synced()]).toEqual([[1, 2, 3], ['begin', 5, 6, 9], [ref]]);
});

it('what the server has left out is asked for until a past has it, and once', () => {
  const asked: number[] = [];
  const client = {
    options: { environment: new VirtualWorld(1).environment() },
    state: emptyState,
    subscribe: ({ subscription }: { subscription: number }) => asked.push(subscription),
  };
  const followed = new FollowedRefs(client as unknown as ClientCore);
  const taken: number[] = [];
  let begins = 0;
  followed.follow(ref, {
    begin: () => begins++,
    take: ({ seq }) => taken.push(seq),
    withheld: () => undefined,
  });
  const leftOut = (upTo: number) => followed.backfill({ t: 'backfill', ref, subscription: 0, ...none, upTo }, []);
  const past = (subscription: number, upTo: number) =>
    followed.backfill({ t: 'backfill', ref, subscription, ...none, upTo }, []);
  past(1, 1);
  // An entry behind the gap: the first word of that was lost.
  followed.heard(entry(5));
  leftOut(4);
  expect(asked).toEqual([1, 2]);
  // A past on its way is shown, or a flood would let none arrive; then comes the next.
  leftOut(8);
  past(2, 6);
  expect([asked, begins]).toEqual([[1, 2, 3], 2]);
  followed.heard(entry(9));
  expect(followed.synced()).toEqual([]);
  past(3, 8);
  // Said again before the server had heard the question.
  leftOut(8);
  expect([asked, begins, taken]).toEqual([[1, 2, 3], 3, [5, 9]]);
  expect(followed.synced()).toEqual([ref]);
  // Still behind: a new connection would begin after what was left out.
  followed.leftOut([[ref, 10]]);
  expect([asked.length, followed.synced(), followed.isOverdue(Number.MAX_SAFE_INTEGER)]).toEqual([3, [], false]);
  leftOut(12);
  past(4, 12);
  expect([asked, begins, followed.synced()]).toEqual([[1, 2, 3, 4], 4, [ref]]);
});
