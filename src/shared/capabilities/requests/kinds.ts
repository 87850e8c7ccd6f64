import { z } from 'zod';
import { bytes } from '../../core/bytes.ts';
import { errorCodes } from '../../core/errors.ts';
import { type Kind, kind } from '../../core/kind.ts';
import type { Method } from '../../core/method.ts';
import type { StreamLine } from '../../core/stream.ts';
import { limits } from '../../core/version.ts';

const requestId = z.number().int().min(1);
const credit = z.number().int().min(1).max(limits.streamCreditBytes);
const wireError = z.object({ code: z.enum(errorCodes), message: z.string() });
const directed = { audience: 'to', keep: 'none' } as const;

/** Makes the kind of the requests for a method. */
export function requestKind({ right, params, about }: Pick<Method, 'right' | 'params' | 'about'>): Kind {
  return kind(right, 'A request to the host.', z.object({ id: requestId, params }), {
    ...directed,
    large: true,
    maxBytes: limits.blobBytes,
    ofDocument: about === null,
    perSecond: 500,
  });
}

/** Makes the kind of the openings of a stream. */
export function openingKind({ right, params }: Pick<StreamLine, 'right' | 'params'>): Kind {
  return kind(right, 'Opens a stream at the host.', z.object({ id: requestId, params, creditBytes: credit }), {
    ...directed,
    maxBytes: limits.inlineBodyBytes,
    perSecond: 500,
  });
}

export const requestKinds = {
  'request.answered': kind(
    'host',
    "The host's answer to a request: a result or an error. One too large for an entry goes as a stream of its bytes.",
    z.object({ id: requestId, result: z.unknown().optional(), error: wireError.optional() }),
    { ...directed, maxBytes: limits.inlineBodyBytes, perSecond: 5000 },
  ),
  'request.cancelled': kind('read', 'The answer is no longer wanted.', z.object({ id: requestId }), {
    ...directed,
    perSecond: 500,
  }),
  'stream.sent': kind(
    'read',
    'A part of a stream, to its other end: packed as its line says. Of an answer too large for one entry, its next bytes.',
    z.object({ id: requestId, part: bytes }),
    { ...directed, maxBytes: limits.inlineBodyBytes, perSecond: 5000 },
  ),
  'stream.granted': kind(
    'read',
    'The receiver has room for so many bytes more. A sender begins no part without credit.',
    z.object({ id: requestId, bytes: credit }),
    { ...directed, perSecond: 5000 },
  ),
  'stream.ended': kind(
    'read',
    'Either end says, once, that a stream is over: with its result, or why.',
    z.object({ id: requestId, result: z.unknown().optional(), error: wireError.optional() }),
    { ...directed, maxBytes: limits.inlineBodyBytes, perSecond: 5000 },
  ),
};
