import { everybodysRoom } from '../../../src/shared/capabilities/chat/chat-state.ts';
import { FoldedRoom } from '../../../src/shared/capabilities/chat/folded-room.ts';
import { newId } from '../../../src/shared/core/ids.ts';
import type { Actor } from '../cast.ts';
import type { Simulation } from '../simulation.ts';
import { type Operation, someone } from './common.ts';

/** Rooms as windows have them, from their first look at the chat on. */
const rooms = new WeakMap<Actor['client'], { folded: FoldedRoom; isHere: boolean }>();

/** Gives the room of a window, and has it follow the chat. */
function roomOf({ client }: Actor): FoldedRoom {
  const known = rooms.get(client);
  if (known) return known.folded;
  const here = { folded: new FoldedRoom(), isHere: false };
  rooms.set(client, here);
  client.followed.follow(everybodysRoom, {
    begin: (checkpoint) => {
      here.folded.close();
      here.isHere = false;
      if (checkpoint) here.folded.load(checkpoint);
    },
    take: (entry, { author }) => here.folded.take(entry, author),
    arrived: () => {
      here.isHere = true;
    },
    withheld: () => {
      here.isHere = false;
    },
  });
  return here.folded;
}

/** Has somebody post a message, or answer, change, take away, react to or pin one, also one of another's. */
function talk(simulation: Simulation): void {
  const actor = someone(simulation);
  if (!actor) return simulation.idle();
  const { random } = simulation;
  const { client, environment } = actor;
  const room = roomOf(actor).room.messages;
  const of = room.length > 0 ? random.pick(room).id : null;
  const words = `so ${random.below(100)}`;
  const say = () => {
    const kind = random.below(8);
    if (kind < 3 || of === null) {
      const message = newId(environment);
      const said = { message, replyTo: of, words, mentions: [], priority: 'normal' as const };
      if (words.endsWith('7')) void attach(actor, message, `${words}.txt`).catch(() => undefined);
      return client.publish('chat.posted', { ...said, snippet: null }, everybodysRoom);
    }
    if (kind < 4) return client.publish('chat.edited', { message: of, words, mentions: [] }, everybodysRoom);
    if (kind < 5) return client.publish('chat.deleted', { message: of, asOwner: random.chance(0.3) }, everybodysRoom);
    if (kind < 6) return client.publish('chat.pinned', { message: of, isPinned: random.chance(0.6) }, everybodysRoom);
    if (kind < 7) {
      const isSeen = random.chance(0.5);
      return client.publish(isSeen ? 'chat.read' : 'chat.received', { upTo: client.applied }, everybodysRoom);
    }
    return client.publish(
      'chat.reacted',
      { message: of, sign: random.pick(['+', '-']), isOn: random.chance(0.7) },
      everybodysRoom,
    );
  };
  void say().catch(() => undefined);
}

/** Sends a file and names it, as a window does: the file is on the server before. */
async function attach({ client }: Actor, message: string, name: string): Promise<void> {
  const bytes = new TextEncoder().encode(`file ${name}`);
  const blob = await client.options.blobs?.put(bytes);
  if (blob === undefined) return;
  const body = { message, name, sizeBytes: bytes.length };
  await client.publishAll([{ kind: 'chat.attached', body, ref: everybodysRoom, blob }]);
}

/** Messages of the chat as a window has them; null where it has not looked at it, or may not. */
export function messagesOf({ client }: Actor): string | null {
  const here = rooms.get(client);
  const inOrder = (message: object) => Object.entries(message).sort(([a], [b]) => (a < b ? -1 : 1));
  return here?.isHere ? JSON.stringify(here.folded.room.messages.map(inOrder)) : null;
}

/** Messages of the chat, and acts on them. */
export const talking: Operation[] = [{ name: 'talk', weight: 1.5, run: talk }];
