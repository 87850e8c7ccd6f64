import { z } from 'zod';
import { kind } from '../../core/kind.ts';
import { limits } from '../../core/version.ts';
import { fileChange } from './methods.ts';

export const fileKinds = {
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
