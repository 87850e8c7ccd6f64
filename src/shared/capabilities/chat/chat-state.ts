/** Ref of the room in which everybody of a session talks. */
export const everybodysRoom = 'everybody-in-the-chat_';

/** Rooms of the chat; their messages are the pasts of these refs. */
export interface ChatSlice {
  chatRooms: Readonly<Record<string, ChatRoomState>>;
}

export interface ChatRoomState {
  /** Seq up to which each person has seen the messages. */
  read: Readonly<Record<string, number>>;
  /** Seq up to which a window of each person has them; absent until one says so. */
  received?: Readonly<Record<string, number>>;
}

export const quietChat: ChatSlice = { chatRooms: { [everybodysRoom]: { read: {} } } };
