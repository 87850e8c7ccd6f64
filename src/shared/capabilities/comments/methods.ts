import { z } from 'zod';
import { id } from '../../core/ids.ts';
import { method } from '../../core/method.ts';
import { commentKinds, commentMoment, commentPlace } from './kinds.ts';
import { commentLimits } from './limits.ts';

const atMs = z.number();

const comment = z.object({
  id,
  person: id,
  atMs,
  words: z.string().max(commentLimits.words),
  mentions: z.array(id).max(commentLimits.mentions),
  editedMs: atMs.nullable(),
});

const thread = z.object({
  id,
  ref: id,
  beganBy: id,
  place: commentPlace,
  moment: commentMoment.nullable(),
  resolved: z.object({ person: id, atMs }).nullable(),
  comments: z.array(comment).max(commentLimits.comments),
});

const said = <Name extends keyof typeof commentKinds>(kind: Name) =>
  z.object({ kind: z.literal(kind), ref: id, body: commentKinds[kind].body });

const ownWindows = { touches: 'nothing', isForOwnWindows: true } as const;

/** Requests of the host's own windows that show a recording: nothing can be said in that, so the session has it. */
export const commentMethods = {
  /** Lists the threads of the session; null where nothing has changed since the known version. */
  'comments.list': method(
    'annotate',
    z.object({ known: z.number().int().min(0) }),
    z.object({
      version: z.number().int().min(1),
      threads: z.array(thread).max(commentLimits.threads).nullable(),
      /** Names of people who have said something, and the asker. */
      names: z.array(z.object({ person: id, name: z.string() })).max(5_000),
      person: id,
    }),
    ownWindows,
  ),
  /** Says something about comments in the session, as the host's person. */
  'comments.say': method(
    'annotate',
    z.union([
      said('comment.started'),
      said('comment.replied'),
      said('comment.edited'),
      said('comment.deleted'),
      said('comment.resolved'),
    ]),
    z.object({}),
    ownWindows,
  ),
};
