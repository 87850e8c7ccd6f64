import { FoldedRoom } from '../../../../src/shared/capabilities/chat/folded-room.ts';
import { fromTuples } from '../../../../src/shared/core/frames.ts';
import type { RawClient } from './session-fixture.ts';

/** Folds what a client was told of the past of a room, in all its frames so far. */
export function roomTold({ frames }: RawClient, ref: string): FoldedRoom {
  const room = new FoldedRoom();
  for (const frame of frames) {
    if (frame.t !== 'backfill' || frame.ref !== ref) continue;
    if (frame.checkpoint) room.load(frame.checkpoint);
    const people = new Map(frame.writers.map(([replica, person, purpose]) => [replica, { person, purpose }]));
    room.fold(fromTuples(frame.entries), (replica) => people.get(replica) ?? null);
  }
  return room;
}
