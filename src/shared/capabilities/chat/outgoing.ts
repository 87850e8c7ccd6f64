import { chatLimits } from './limits.ts';
import type { ChatMessage } from './message.ts';

/** Length for which a message counts: of its words, and of its files' names. */
export const unitsOf = ({ words, files = [] }: ChatMessage): number =>
  files.reduce((sum, { name }) => sum + name.length + chatLimits.fileUnits, words.length);

/** Messages of one person, the oldest first, of which the first `gone` leave. */
interface Share {
  person: string;
  messages: ChatMessage[];
  gone: number;
  units: number;
}

/**
 * Chooses the messages that leave a full room: the oldest of whoever has most in it, again and again, so that nobody
 * pushes others' words out by saying much. Depends on what is in the room alone.
 */
export function outgoing(messages: readonly ChatMessage[]): Set<string> {
  const gone = new Set<string>();
  const shares = new Map<string, Share>();
  let units = 0;
  for (const message of messages) {
    const { person } = message;
    const share = shares.get(person) ?? { person, messages: [], gone: 0, units: 0 };
    shares.set(person, share);
    share.messages.push(message);
    share.units += unitsOf(message);
    units += unitsOf(message);
  }
  const all = [...shares.values()];
  // Some more than needed: each time costs a look at the whole room.
  const { unitsLeft: mostUnits, messagesLeft: mostMessages } = chatLimits;
  const isOver = { units: units > chatLimits.units, messages: messages.length > chatLimits.messages };
  while ((isOver.units && units > mostUnits) || (isOver.messages && messages.length - gone.size > mostMessages)) {
    const sizeOf = (share: Share) =>
      isOver.units && units > mostUnits ? share.units : share.messages.length - share.gone;
    const largest = all.reduce((most, share) => {
      const difference = sizeOf(share) - sizeOf(most);
      return difference > 0 || (difference === 0 && share.person < most.person) ? share : most;
    });
    const message = largest.messages[largest.gone++];
    if (!message) break;
    largest.units -= unitsOf(message);
    units -= unitsOf(message);
    gone.add(message.id);
  }
  return gone;
}
