import { z } from 'zod';
import { capability } from '../../core/capability.ts';
import { kind } from '../../core/kind.ts';

/** Duration of the light on a line. */
export const pulseMs = 2000;

/** Pointing at a line: light for all who see it, and nothing that the state keeps. */
export const pulse = capability({
  name: 'pulse',
  kinds: {
    'pulse.shown': kind(
      'read',
      'Somebody points at a line of a document.',
      z.object({ line: z.number().int().min(1) }),
      { keep: 'latest', interest: 'ref', perSecond: 2 },
    ),
  },
});
