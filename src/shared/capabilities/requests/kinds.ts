import { z } from 'zod';
import { errorCodes } from '../../core/errors.ts';
import { type Kind, kind } from '../../core/kind.ts';
import type { Method } from '../../core/method.ts';
import { limits } from '../../core/version.ts';

const requestId = z.number().int().min(1);
const directed = { audience: 'to', keep: 'none' } as const;

/** Makes the kind of the requests for a method. */
export function requestKind({ right, params }: Pick<Method, 'right' | 'params'>): Kind {
  return kind(right, 'A request to the host.', z.object({ id: requestId, params }), {
    ...directed,
    large: true,
    maxBytes: limits.blobBytes,
    perSecond: 500,
  });
}

export const requestKinds = {
  'request.answered': kind(
    'host',
    "The host's answer to a request: a result or an error.",
    z.object({
      id: requestId,
      result: z.unknown().optional(),
      error: z.object({ code: z.enum(errorCodes), message: z.string() }).optional(),
    }),
    { ...directed, large: true, maxBytes: limits.blobBytes, perSecond: 5000 },
  ),
  'request.continued': kind(
    'host',
    'A part of an answer that is still being put together, for an asker who wants it in parts.',
    z.object({ id: requestId, part: z.unknown() }),
    { ...directed, large: true, maxBytes: limits.blobBytes, perSecond: 5000 },
  ),
  'request.cancelled': kind('read', 'The answer is no longer wanted.', z.object({ id: requestId }), {
    ...directed,
    perSecond: 500,
  }),
};
