import { z } from 'zod';
import { method } from '../../core/method.ts';

const nothing = z.object({});

/** Opening the folder to guests. */
export const sharingMethods = {
  /** The guests' door: whether it is open, and the link that leads through it. */
  'sharing.describe': method('share', nothing, z.object({ open: z.boolean(), link: z.string().nullable() }), {
    touches: 'nothing',
  }),
  'sharing.open': method(
    'share',
    z.object({ admitEveryone: z.boolean(), role: z.enum(['editor', 'reviewer', 'viewer']) }),
    z.object({ link: z.string() }),
    { touches: 'nothing' },
  ),
  'sharing.close': method('share', z.object({ endSession: z.boolean() }), nothing, { touches: 'nothing' }),
};
