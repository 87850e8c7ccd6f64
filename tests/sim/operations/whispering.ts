import { FoldedRoom } from '../../../src/shared/capabilities/chat/folded-room.ts';
import { pairRef } from '../../../src/shared/capabilities/direct/pairs.ts';
import { newId } from '../../../src/shared/core/ids.ts';
import type { Actor } from '../cast.ts';
import type { Simulation } from '../simulation.ts';
import { type Operation, someone } from './common.ts';

/** Beginning of all that people say to each other alone. */
export const whisper = 'whisper';

/** A pair's words as a window holds them, from its first look at it on. */
interface Heard {
  folded: FoldedRoom;
  isHere: boolean;
}

const heard = new WeakMap<Actor['client'], Map<string, Heard>>();

/** Has a window follow what a pair says, its own or another's, and gives what it holds of that. */
function look({ client }: Actor, ref: string): Heard {
  const all = heard.get(client) ?? new Map<string, Heard>();
  heard.set(client, all);
  const known = all.get(ref);
  if (known) return known;
  const here = { folded: new FoldedRoom(), isHere: false };
  all.set(ref, here);
  client.followed.follow(ref, {
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
  return here;
}

/** Gives all that a window holds of pairs at which it has looked. */
export function whispersOf({ client }: Actor): { ref: string; words: string; isHere: boolean }[] {
  const inOrder = (message: object) => Object.entries(message).sort(([a], [b]) => (a < b ? -1 : 1));
  return [...(heard.get(client) ?? [])].map(([ref, { folded, isHere }]) => {
    return { ref, isHere, words: JSON.stringify(folded.room.messages.map(inOrder)) };
  });
}

/** Has somebody say something to another alone, while a third tries to hear it and to take part. */
function tellAlone(simulation: Simulation): void {
  const { random, people } = simulation;
  const actor = someone(simulation);
  const others = people.filter(({ client }) => client.person !== null && client.person !== actor?.client.person);
  const me = actor?.client.person ?? null;
  if (!actor || me === null || others.length === 0) return simulation.idle();
  const other = random.pick(others);
  const ref = pairRef(me, other.client.person!);
  const { messages } = look(actor, ref).folded.room;
  if (random.chance(0.5)) look(other, ref);
  const third = random.pick(people);
  const isThird = third.client.person !== me && third.client.person !== other.client.person;
  const [by, message] = [isThird && random.chance(0.3) ? third : actor, newId(actor.environment)];
  if (isThird) look(third, ref);
  const of = messages.length > 0 ? random.pick(messages).id : null;
  const words = `${whisper} ${random.below(100)}`;
  const said = { message, replyTo: of, words, mentions: [], priority: 'normal' as const, snippet: null };
  const { client } = by;
  const say = () => {
    const kind = of === null ? 0 : random.below(6);
    if (kind < 3 || of === null) return client.publish('direct.posted', said, ref);
    if (kind < 4) return client.publish('direct.edited', { message: of, words, mentions: [] }, ref);
    if (kind < 5) return client.publish('direct.deleted', { message: of, asOwner: random.chance(0.2) }, ref);
    return client.publish(random.chance(0.5) ? 'direct.read' : 'direct.received', { upTo: client.applied }, ref);
  };
  void say().catch(() => undefined);
}

/** Direct messages, and others who want to hear them. */
export const whispering: Operation[] = [{ name: 'tell alone', weight: 1, run: tellAlone }];
