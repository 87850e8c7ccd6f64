import { z } from 'zod';
import { kind } from '../../core/kind.ts';

export const hostingKinds = {
  'host.claimed': kind(
    'host',
    'A replica acts as the host from here on; older terms are void.',
    z.object({
      term: z.number().int().min(1),
      folder: z.string().max(255),
      /** True if the session's server is part of the host: while the host is away, nobody can reach the session. */
      carries: z.boolean().optional(),
    }),
    { mark: { name: 'Hosts', icon: 'home', words: ({ folder }: { folder: string }) => `began to host ${folder}` } },
  ),
};
