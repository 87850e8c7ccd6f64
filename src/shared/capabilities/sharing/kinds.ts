import { z } from 'zod';
import { kind } from '../../core/kind.ts';

export const sharingKinds = {
  'sharing.opened': kind(
    'share',
    'The door for guests is open.',
    z.object({
      admitEveryone: z.boolean(),
      /** People who were in before come in unasked, by their tickets. */
      admitKnown: z.boolean().optional(),
      role: z.enum(['editor', 'reviewer', 'viewer']),
    }),
    { mark: { name: 'Sharing', icon: 'live-share', words: () => 'opened the door for guests' } },
  ),
  'sharing.closed': kind('share', 'The door for guests is shut; those inside stay.', z.object({}), {
    mark: { name: 'Sharing', icon: 'lock', words: () => 'shut the door for guests' },
  }),
  'session.ended': kind(
    'share',
    'The session is over for all guests.',
    z.object({
      /** All guests are let in anew when the door opens again. */
      dismisses: z.boolean().optional(),
    }),
  ),
};
