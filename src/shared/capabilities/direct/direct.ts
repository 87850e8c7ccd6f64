import type { Asking } from '../../core/asking.ts';
import { type Checkpointer, capability } from '../../core/capability.ts';
import { EnsembleError } from '../../core/errors.ts';
import { FoldedRoom, filesOfRoom } from '../chat/folded-room.ts';
import { RoomPages } from '../chat/room-pages.ts';
import type { PeopleState } from '../people/people-state.ts';
import { directKinds } from './kinds.ts';
import { isPairRef, otherOfPair } from './pairs.ts';

/** Objection for everybody else, the same whether there is anything or not. */
const betweenOthers = () => new EnsembleError('not-permitted', 'This is between others.');
const gone = () =>
  new EnsembleError('not-found', 'They are not in this session any more: nobody would read it. Your words stay here.');

function objectionToDirect(state: PeopleState, { person, saying: { kind, ref, body } }: Asking): EnsembleError | null {
  if (!kind.startsWith('direct.'))
    return isPairRef(ref) ? new EnsembleError('bad-request', 'Ids of this form are those of direct messages.') : null;
  const other = ref === null || !isPairRef(ref) ? null : otherOfPair(state, person, ref);
  if (other === null) return betweenOthers();
  // Only its author takes a message away: no owner reads along.
  if (kind === 'direct.deleted' && body?.asOwner) return betweenOthers();
  const isNew = kind === 'direct.posted' || kind === 'direct.attached';
  return isNew && ['removed', 'banned', 'denied'].includes(state.participants[other]!.standing) ? gone() : null;
}

function objectionToHearing(state: PeopleState, person: string, ref: string): EnsembleError | null | undefined {
  if (!isPairRef(ref)) return undefined;
  return otherOfPair(state, person, ref) === null ? betweenOthers() : null;
}

const content = [
  'direct.posted',
  'direct.attached',
  'direct.edited',
  'direct.deleted',
  'direct.reacted',
  'direct.pinned',
  'direct.read',
  'direct.received',
] as const satisfies (keyof typeof directKinds)[];

/** Folds what two people write to each other, as the chat is folded. */
const pairCheckpointer: Checkpointer = {
  kinds: [...content, 'direct.cut'],
  trims: [],
  content,
  cut: 'direct.cut',
  has: (_state, ref) => isPairRef(ref),
  files: filesOfRoom,
  pages: (checkpoint) => new RoomPages(checkpoint),
  begin: () => new FoldedRoom(),
};

/**
 * Direct messages: each pair of people has a ref of its own, and nothing of it is in the state. It stands before the
 * capabilities whose refs people choose.
 */
export const direct = capability({
  name: 'direct',
  kinds: directKinds,
  narrowing: { open: true, refs: true },
  objection: objectionToDirect,
  objectionToHearing,
  checkpointer: pairCheckpointer,
});
