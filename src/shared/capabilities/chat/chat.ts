import type { Asking } from '../../core/asking.ts';
import { capability, on, type Told } from '../../core/capability.ts';
import { EnsembleError } from '../../core/errors.ts';
import { withKey, withoutKey } from '../../core/record.ts';
import { peopleKinds } from '../people/kinds.ts';
import type { PeopleState } from '../people/people-state.ts';
import { type ChatSlice, everybodysRoom, quietChat } from './chat-state.ts';
import { roomCheckpointer } from './folded-room.ts';
import { type ChatBody, chatKinds } from './kinds.ts';

type ChatView = ChatSlice & PeopleState;

/** Makes the reducer that keeps how far each person is, by one measure. */
function reaching(measure: 'read' | 'received') {
  return (state: ChatView, { by, ref, seq, body: { upTo } }: Told<ChatBody<'chat.read'>>): object => {
    const person = state.replicas[by]?.person;
    const room = ref === null || !Object.hasOwn(state.chatRooms, ref) ? undefined : state.chatRooms[ref];
    if (ref === null || !room || person === undefined) return state;
    const before = room[measure] ?? {};
    // Nobody has more than there is.
    const reached = Math.min(upTo, seq);
    if (reached <= (before[person] ?? 0)) return state;
    const changed = { ...room, [measure]: withKey(before, person, reached) };
    return { ...state, chatRooms: withKey(state.chatRooms, ref, changed) };
  };
}

function forgotten(state: ChatView, person: string): object {
  const chatRooms = Object.fromEntries(
    Object.entries(state.chatRooms).map(([ref, { read, received = {} }]) => [
      ref,
      { read: withoutKey(read, person), received: withoutKey(received, person) },
    ]),
  );
  return { ...state, chatRooms };
}

function objectionToChat(_state: ChatView, { role, saying: { kind, ref, body } }: Asking): EnsembleError | null {
  if (!kind.startsWith('chat.')) return null;
  if (ref !== everybodysRoom) return new EnsembleError('not-found', 'There is no such room in this session.');
  if (kind !== 'chat.deleted' || role === 'owner' || !body?.asOwner) return null;
  return new EnsembleError('not-permitted', 'Only its author or an owner of the session may take a message away.');
}

/** The chat of a session. */
export const chat = capability({
  name: 'chat',
  kinds: chatKinds,
  narrowing: { open: true, refs: true },
  slice: quietChat,
  reducers: [
    on(chatKinds, { 'chat.read': reaching('read'), 'chat.received': reaching('received') }),
    on(peopleKinds, { 'participant.removed': (state: ChatView, { body }) => forgotten(state, body.person) }),
  ],
  objection: objectionToChat,
  objectionToHearing: ({ chatRooms }: ChatView, _person, ref) => (Object.hasOwn(chatRooms, ref) ? null : undefined),
  checkpointer: roomCheckpointer,
});
