import { z } from 'zod';
import { sha256Hex } from '../../core/ids.ts';
import { method } from '../../core/method.ts';
import { roles } from '../../core/rights.ts';

const nothing = z.object({});

const guestRole = z.enum(['editor', 'reviewer', 'viewer']);

const invite = z.object({
  id: sha256Hex,
  role: z.enum(roles),
  expiresMs: z.number().nullable(),
  once: z.boolean(),
  used: z.number().int(),
  isLink: z.boolean(),
});

/** Most invites of a session at a time. */
export const mostInvites = 100;

/** An invite as its maker sees it. */
export type ListedInvite = z.output<typeof invite>;

/** Opening the folder to guests. */
export const sharingMethods = {
  /** The guests' door: whether it is open, and the link that leads through it. */
  'sharing.describe': method('share', nothing, z.object({ open: z.boolean(), link: z.string().nullable() }), {
    touches: 'nothing',
  }),
  'sharing.open': method(
    'share',
    z.object({
      admitEveryone: z.boolean(),
      admitKnown: z.boolean().optional(),
      role: z.enum(['editor', 'reviewer', 'viewer']),
    }),
    z.object({ link: z.string() }),
    { touches: 'nothing' },
  ),
  /** Invites beside the link, and the link itself: never their secrets. */
  'sharing.invites': method('share', nothing, z.object({ invites: z.array(invite).max(200) }), { touches: 'nothing' }),
  /** Makes an invite. Its link is told this once. */
  'sharing.invite': method(
    'share',
    z.object({
      role: guestRole,
      /** Null for one that holds until it is revoked. */
      lifetimeMs: z
        .number()
        .int()
        .min(60_000)
        .max(366 * 86_400_000)
        .nullable(),
      once: z.boolean(),
    }),
    z.object({ link: z.string() }),
    { touches: 'nothing' },
  ),
  'sharing.revoke': method('share', z.object({ id: sha256Hex }), nothing, { touches: 'nothing' }),
  'sharing.close': method('share', z.object({ endSession: z.boolean() }), nothing, { touches: 'nothing' }),
};
