import { z } from 'zod';
import { bytes } from '../../core/bytes.ts';
import type { BodyOf } from '../../core/capability.ts';
import { cutKind } from '../../core/cut-kind.ts';
import { id } from '../../core/ids.ts';
import { kind, type Mark } from '../../core/kind.ts';
import { beginningOf } from '../../text/beginning.ts';
import { nameOfPerson } from '../../text/shown.ts';
import { chatLimits } from './limits.ts';

const message = id;
const text = z.string().max(chatLimits.words);
const isText = (words: string) => words.trim() !== '';
const words = text.refine(isText, 'a message has words');
const mentions = z.array(id).max(chatLimits.mentions);
/** Name of a file, without a folder: it is shown, and offered as the name of a copy. */
export const fileName = z
  .string()
  .min(1)
  .max(chatLimits.fileName)
  .regex(/^[^/\\\p{Cc}]+$/u);
/** Length of a voice message, by its author's word: files of that form do not tell theirs. */
export const voiceLength = z.number().int().min(1).max(chatLimits.voiceMs);
const position = bytes.refine(({ length }) => length <= chatLimits.positionBytes, 'too long');
const line = z.number().int().min(1).max(100_000_000);

/** One that is not seen, or turns what stands around it, would be a reaction that nobody can take back. */
const sign = z
  .string()
  .min(1)
  .max(chatLimits.reaction)
  .refine((text) => nameOfPerson(text, chatLimits.reaction) === text, 'a reaction is seen as it is');

/** Priorities of messages, the least urgent first. */
export const priorities = ['low', 'normal', 'high', 'urgent'] as const;

/** Lines of a document that a message points at. Their text and its path stay with the document, and leave with it. */
export const snippet = z.object({
  document: id,
  lines: z.object({ start: line, end: line }).refine(({ start, end }) => start <= end, 'the end lies before the start'),
  /** Relative positions (Yjs encoding) of the beginning of the first line, and of the end of the last. */
  selection: z.object({ anchor: position, head: position }).nullable(),
});

const posted: Mark = {
  name: 'Chat',
  icon: 'comment-discussion',
  words: ({ words, files = 0 }: { words: string; files?: number }) => {
    if (isText(words)) return `said: ${beginningOf(words)}`;
    return files === 1 ? 'sent a file' : `sent ${files} files`;
  },
  mentions: ({ mentions: of = [] }: { mentions?: string[] }) => of,
};

/** Seq up to which somebody has the messages, or has seen them. */
export const upToSeq = z.object({ upTo: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) });

const inRoom = { ofDocument: false, interest: 'ref' } as const;

/** Facts of the chat. Its ref is the room's. */
export const chatKinds = {
  'chat.posted': kind(
    'chat',
    'Somebody says something in the chat, perhaps as an answer to a message, or about lines of a document.',
    z
      .object({
        message,
        replyTo: message.nullable(),
        words: text,
        mentions,
        priority: z.enum(priorities),
        snippet: snippet.nullable(),
        /** Number of files that come with it, each as an entry behind it. */
        files: z.number().int().min(1).max(chatLimits.files).optional(),
      })
      .refine(({ words: of, files }) => isText(of) || files !== undefined, 'a message has words, or files'),
    { ...inRoom, perSecond: 3, maxBytes: 40 * 1024, mark: posted },
  ),
  'chat.attached': kind(
    'chat',
    'A file of a message, by its author: the entry carries it as an attachment.',
    z.object({
      message,
      name: fileName,
      sizeBytes: z.number().int().min(1).max(chatLimits.fileBytes),
      lengthMs: voiceLength.optional(),
    }),
    {
      ...inRoom,
      perSecond: 3,
      file: { mostBytes: chatLimits.fileBytes, sizeOf: ({ sizeBytes }: { sizeBytes: number }) => sizeBytes },
    },
  ),
  'chat.edited': kind('chat', 'Its author gives a message other words.', z.object({ message, words, mentions }), {
    ...inRoom,
    perSecond: 3,
    maxBytes: 40 * 1024,
  }),
  'chat.deleted': kind(
    'chat',
    'Its author takes a message away, or an owner (`asOwner`); a trace of it stays.',
    z.object({ message, asOwner: z.boolean() }),
    { ...inRoom, perSecond: 5 },
  ),
  'chat.reacted': kind(
    'chat',
    'Somebody reacts to a message with a sign, or no more.',
    z.object({ message, sign, isOn: z.boolean() }),
    { ...inRoom, perSecond: 5 },
  ),
  'chat.pinned': kind(
    'chat',
    'A message is pinned for everybody, or no more.',
    z.object({ message, isPinned: z.boolean() }),
    { ...inRoom, perSecond: 5 },
  ),
  'chat.read': kind('chat', 'Somebody has seen the messages up to a seq.', upToSeq, {
    ofDocument: false,
    perSecond: 1,
  }),
  'chat.received': kind(
    'chat',
    'A window of somebody has the messages up to a seq, whether they are seen or not; `chat.read` says that as well.',
    upToSeq,
    { ofDocument: false, perSecond: 1 },
  ),
  'chat.typing': kind('chat', 'Somebody is writing a message, or no more.', z.object({ isTyping: z.boolean() }), {
    ofDocument: false,
    keep: 'latest',
    perSecond: 1,
  }),
  'chat.cut': cutKind('the chat', { ofDocument: false }),
};

export type ChatBody<Name extends keyof typeof chatKinds> = BodyOf<typeof chatKinds, Name>;
export type Priority = (typeof priorities)[number];
export type Snippet = z.output<typeof snippet>;
