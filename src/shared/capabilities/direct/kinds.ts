import { z } from 'zod';
import { cutKind } from '../../core/cut-kind.ts';
import { type Kind, kind } from '../../core/kind.ts';
import { chatKinds, upToSeq } from '../chat/kinds.ts';

const ofPair = { ofDocument: false, interest: 'ref' } as const;

/** Makes the line of a fact between two people from that of the chat: without a mark, no timeline names it. */
function between<Body extends z.ZodType>({ mark: _, ...line }: Kind<Body>, says: string): Kind<Body> {
  return { ...line, says };
}

/** Facts between two people. Their ref is the pair's: the session tells them to the two alone, and no recording has them. */
export const directKinds = {
  'direct.posted': between(chatKinds['chat.posted'], 'Somebody says something to one other person alone.'),
  'direct.attached': between(chatKinds['chat.attached'], 'A file of a direct message, by its author.'),
  'direct.edited': between(chatKinds['chat.edited'], 'Its author gives a direct message other words.'),
  'direct.deleted': between(chatKinds['chat.deleted'], 'Its author takes a direct message away; a trace of it stays.'),
  'direct.reacted': between(chatKinds['chat.reacted'], 'One of the two reacts to a direct message, or no more.'),
  'direct.pinned': between(chatKinds['chat.pinned'], 'A direct message is pinned for the two, or no more.'),
  'direct.read': kind('chat', 'One of the two has seen the direct messages up to a seq.', upToSeq, {
    ...ofPair,
    perSecond: 1,
  }),
  'direct.received': kind('chat', 'A window of one of the two has the direct messages up to a seq.', upToSeq, {
    ...ofPair,
    perSecond: 1,
  }),
  'direct.typing': kind(
    'chat',
    'One of the two is writing a direct message, or no more.',
    z.object({ isTyping: z.boolean() }),
    { ...ofPair, keep: 'latest', perSecond: 1 },
  ),
  'direct.cut': between(cutKind('direct messages', { ofDocument: false }), cutKind('direct messages').says),
};
