import { z } from 'zod';
import { priorities } from '../../../src/shared/capabilities/chat/kinds.ts';
import { chatLimits } from '../../../src/shared/capabilities/chat/limits.ts';
import { activities, participantTypes } from '../../../src/shared/capabilities/people/kinds.ts';
import type { Json } from '../../../src/shared/capabilities/values/json.ts';
import { valueLimits } from '../../../src/shared/capabilities/values/limits.ts';
import { id, secret } from '../../../src/shared/core/ids.ts';
import { ownName } from '../../../src/shared/core/replica.ts';

/** Version of the open wire; a change that old programs would not understand is another. */
export const openVersion = 1;

/** Most bytes of a message of a program. */
export const mostMessageBytes = 128 * 1024;

/** Number or text by which a program knows the answer to its request. */
const requestId = z.union([z.string().max(64), z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)]);

export type RequestId = z.output<typeof requestId>;

const json = z.custom<Json>((value) => value !== undefined, 'a value');
const key = z.string().max(valueLimits.keyLength);
const seen = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();
const forMs = z.number().int().min(valueLimits.leastLeaseMs).max(valueLimits.mostLeaseMs);
const metadata = z.record(z.string().max(200), json);

const change = z.union([
  z.strictObject({ key, set: json, seen }),
  z.strictObject({ key, merge: json, seen }),
  z.strictObject({ key, delete: z.literal(true), seen }),
  z.strictObject({ key, seen: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
]);

/** Things that a program can hear of. */
export const topics = ['presence', 'locks', 'values', 'messages', 'events', 'tasks'] as const;

export type Topic = (typeof topics)[number];

/** First message of a connection. Its secrets are here and not in the address, which logs keep. */
export const joinRequest = z.strictObject({
  id: requestId,
  do: z.literal('join'),
  version: z.literal(openVersion),
  invite: secret,
  /** A secret of the program's own, by which it is the same participant again. */
  ticket: secret,
  name: ownName,
  /** True for an invite that a person has made for an agent of theirs. */
  agent: z.boolean().optional(),
  type: z.enum(participantTypes).optional(),
  metadata: metadata.optional(),
});

/** Every further message. */
export const openRequest = z.discriminatedUnion('do', [
  z.strictObject({
    id: requestId,
    do: z.literal('subscribe'),
    to: z.enum(topics),
    /** Beginning of the keys of values, or of the kinds of events. */
    prefix: z.string().max(128).optional(),
  }),
  z.strictObject({ id: requestId, do: z.literal('unsubscribe'), to: z.enum(topics) }),
  /** Tells who is here, and may say what the program is and does. */
  z.strictObject({
    id: requestId,
    do: z.literal('presence'),
    type: z.enum(participantTypes).optional(),
    metadata: metadata.optional(),
    activity: z.enum(activities).optional(),
  }),
  z.strictObject({
    id: requestId,
    do: z.literal('lock'),
    path: z.string().min(1).max(4096),
    forMs: forMs.optional(),
    note: z.string().max(200).optional(),
  }),
  z.strictObject({ id: requestId, do: z.literal('unlock'), lock: id }),
  z.strictObject({ id: requestId, do: z.literal('locks') }),
  z.strictObject({ id: requestId, do: z.literal('ping') }),
  z.strictObject({ id: requestId, do: z.literal('get'), key }),
  z.strictObject({ id: requestId, do: z.literal('list'), prefix: key.optional() }),
  z.strictObject({
    id: requestId,
    do: z.literal('set'),
    changes: z.array(change).min(1).max(valueLimits.changes),
  }),
  z.strictObject({ id: requestId, do: z.literal('lease'), key, forMs }),
  z.strictObject({ id: requestId, do: z.literal('release'), key }),
  z.strictObject({
    id: requestId,
    do: z.literal('say'),
    text: z.string().min(1).max(chatLimits.words),
    /** Person who alone gets it; everybody where it is left out. */
    to: id.optional(),
    priority: z.enum(priorities).optional(),
    mentions: z.array(id).max(chatLimits.mentions).optional(),
  }),
  z.strictObject({ id: requestId, do: z.literal('leave') }),
]);

export type OpenRequest = z.output<typeof openRequest>;
export type JoinRequest = z.output<typeof joinRequest>;
export type OpenRequestOf<Name extends OpenRequest['do']> = Extract<OpenRequest, { do: Name }>;

/** Id of a message that may be malformed otherwise, for its answer; null where it has none. */
export function idOfMessage(message: unknown): RequestId | null {
  const found = requestId.safeParse((message as { id?: unknown } | null)?.id);
  return found.success ? found.data : null;
}
