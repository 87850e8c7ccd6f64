import { z } from 'zod';
import { errorCodes } from '../../core/errors.ts';
import { type Kind, kind } from '../../core/kind.ts';
import { limits } from '../../core/version.ts';
import { fileChange, type WorkspaceMethod, workspaceMethods } from '../../session/contract.ts';

const requestId = z.number().int().min(1);
const directed = { audience: 'to', keep: 'none' } as const;

function requestKinds(): Record<WorkspaceMethod, Kind> {
  const lines = Object.entries(workspaceMethods).map(([name, { right, params }]) => [
    name,
    kind(right, 'A request to the host.', z.object({ id: requestId, params }), {
      ...directed,
      large: true,
      maxBytes: limits.blobBytes,
      perSecond: 500,
    }),
  ]);
  return Object.fromEntries(lines);
}

export const workspaceKinds = {
  ...requestKinds(),
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
    'A part of an answer that is still being put together, for who asked for it in parts.',
    z.object({ id: requestId, part: z.unknown() }),
    { ...directed, large: true, maxBytes: limits.blobBytes, perSecond: 5000 },
  ),
  'request.cancelled': kind('read', 'The answer is no longer wanted.', z.object({ id: requestId }), {
    ...directed,
    perSecond: 500,
  }),
  'files.changed': kind(
    'host',
    'Files appeared, changed or went in the folder.',
    z.object({ term: z.number(), changes: z.array(fileChange).max(500) }),
    {
      hostOnly: true,
      large: true,
      maxBytes: limits.blobBytes,
      priority: 'bulk',
      perSecond: 100,
    },
  ),
};
