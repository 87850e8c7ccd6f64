import { z } from 'zod';
import { bytes } from '../../core/bytes.ts';
import type { BodyOf } from '../../core/capability.ts';
import { id, sha256Hex } from '../../core/ids.ts';
import { kind, type Mark } from '../../core/kind.ts';
import { beginningOf } from '../../text/beginning.ts';
import { quoteLimits } from '../../text/quoted-lines.ts';
import { commentLimits } from './limits.ts';

const number = z.number().int().min(1).max(100_000_000);
const position = bytes.refine(({ length }) => length <= commentLimits.positionBytes, 'too long');
const line = z.string().max(quoteLimits.lineLength);
const lines = (most: number) => z.array(line).max(most);
const words = z
  .string()
  .max(commentLimits.words)
  .refine((text) => text.trim() !== '', 'a comment has words');
const mentions = z.array(id).max(commentLimits.mentions);

/** Quoted lines, with those around them. */
const quote = z.object({
  before: lines(quoteLimits.around),
  lines: lines(quoteLimits.lines).min(1),
  after: lines(quoteLimits.around),
  count: number,
  only: z.array(z.number().int().min(0).max(quoteLimits.lines)).max(quoteLimits.lines),
});

/** Place of a comment in a text: it moves with the text while that lives, and is found by its quote in another. */
export const commentPlace = z.object({
  /** Relative positions (Yjs encoding) of the beginning of the first line, and of the end of the last. */
  selection: z.object({ anchor: position, head: position }).nullable(),
  /** Lines at that time. */
  lines: z
    .object({ start: number, end: number })
    .refine(({ start, end }) => start <= end, 'the end lies before the start'),
  quote,
  /** SHA-256 of the text at that time. */
  hash: sha256Hex,
});

/** Moment of a recording about which a comment is. */
export const commentMoment = z.object({
  recording: id.nullable(),
  seq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  atMs: z.number().min(0),
});

/** Verdicts of a review; `none` takes one back. */
export const verdicts = ['approved', 'changes-wanted', 'none'] as const;

const thread = id;
const comment = id;

const marked = (icon: string, say: Mark['words']): Mark => ({
  name: 'Comments',
  icon,
  words: say,
  mentions: ({ mentions: of = [] }: { mentions?: string[] }) => of,
});

const verdictWords: Record<(typeof verdicts)[number], string> = {
  approved: 'approved',
  'changes-wanted': 'wants changes',
  none: 'took a verdict back',
};

/** Facts of comments. Each carries the document as its ref, and leaves the log with it. */
export const commentKinds = {
  'comment.started': kind(
    'annotate',
    'Somebody comments on lines of a document: a new thread. Void beyond the bounds of threads and sizes.',
    z.object({ thread, comment, place: commentPlace, words, mentions, moment: commentMoment.nullable() }),
    {
      perSecond: 2,
      maxBytes: 48 * 1024,
      mark: marked('comment', (body: { words: string }) => `commented: ${beginningOf(body.words)}`),
    },
  ),
  'comment.replied': kind(
    'annotate',
    'Somebody answers in a thread of this document.',
    z.object({ thread, comment, words, mentions }),
    {
      perSecond: 3,
      maxBytes: 32 * 1024,
      mark: marked('comment-discussion', (body: { words: string }) => `replied: ${beginningOf(body.words)}`),
    },
  ),
  'comment.edited': kind(
    'annotate',
    'Its author gives a comment other words.',
    z.object({ thread, comment, words, mentions }),
    { perSecond: 3, maxBytes: 32 * 1024 },
  ),
  'comment.deleted': kind(
    'annotate',
    'Its author, or an owner, takes a comment away; a thread goes with its last one.',
    z.object({ thread, comment }),
    { perSecond: 5 },
  ),
  'comment.resolved': kind(
    'annotate',
    'A thread is done, or open again.',
    z.object({ thread, isResolved: z.boolean() }),
    {
      perSecond: 5,
      mark: marked('check', (body: { isResolved: boolean }) =>
        body.isResolved ? 'resolved a comment' : 'reopened a comment',
      ),
    },
  ),
  'review.given': kind(
    'annotate',
    "Somebody's verdict on the review, or on the work of this session; the newest of each counts until another review begins.",
    z.object({ verdict: z.enum(verdicts), words: z.string().max(commentLimits.verdictWords) }),
    {
      ofDocument: false,
      perSecond: 1,
      mark: {
        name: 'Reviews',
        icon: 'verified',
        words: ({ verdict }: { verdict: (typeof verdicts)[number] }) => verdictWords[verdict],
      },
    },
  ),
};

export type CommentBody<Name extends keyof typeof commentKinds> = BodyOf<typeof commentKinds, Name>;
export type CommentPlace = z.output<typeof commentPlace>;
export type CommentMoment = z.output<typeof commentMoment>;
export type Verdict = (typeof verdicts)[number];
