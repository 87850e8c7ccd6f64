import { expect, test } from 'vitest';
import { Inbox } from '../../../src/client/inbox.ts';
import type { EntryTuple } from '../../../src/shared/core/entry.ts';
import type { ServerFrame } from '../../../src/shared/core/frames.ts';

const none = new Uint8Array();

/** Frame with one entry of a kind. */
function frameOf(seq: number, kind: string): ServerFrame {
  const entry: EntryTuple = [seq, 0, 'replica', 0, 0, kind, 1, null, null, none, null];
  return { t: 'entries', after: seq - 1, upTo: seq, entries: [entry] };
}

function watchedInbox() {
  const applied: number[] = [];
  const showings: { run: () => void; isOfPlaces: boolean }[] = [];
  const inbox = new Inbox({
    blobs: undefined,
    apply: (frame) => void applied.push('upTo' in frame ? frame.upTo : 0),
    together: (run) => run(),
    nextShowing: (run, isOfPlaces) => void showings.push({ run, isOfPlaces }),
    fail: (thrown) => {
      throw thrown;
    },
  });
  return { inbox, applied, showings };
}

test('places alone may wait longer for their showing than what people do', () => {
  const { inbox, applied, showings } = watchedInbox();
  inbox.add(frameOf(1, 'cursor.moved'));
  inbox.add(frameOf(2, 'cursor.moved'));
  expect(applied).toEqual([1]);
  expect(showings.map(({ isOfPlaces }) => isOfPlaces)).toEqual([true]);
  showings[0]!.run();
  expect(applied).toEqual([1, 2]);
});

test('something that somebody does, behind places that wait, has the next showing of all, and all in their order', () => {
  const { inbox, applied, showings } = watchedInbox();
  for (const [seq, kind] of [
    [1, 'cursor.moved'],
    [2, 'presence.focused'],
    [3, 'chat.posted'],
    [4, 'chat.posted'],
  ] as const)
    inbox.add(frameOf(seq, kind));
  expect(showings.map(({ isOfPlaces }) => isOfPlaces)).toEqual([true, false]);
  showings[1]!.run();
  expect(applied).toEqual([1, 2, 3, 4]);
  // The longer wait is over for nothing.
  showings[0]!.run();
  inbox.add(frameOf(5, 'cursor.moved'));
  expect(applied).toEqual([1, 2, 3, 4]);
  showings[2]!.run();
  expect(applied).toEqual([1, 2, 3, 4, 5]);
});
