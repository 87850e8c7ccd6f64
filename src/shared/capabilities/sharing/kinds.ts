import { z } from 'zod';
import { kind } from '../../core/kind.ts';

export const sharingKinds = {
  'sharing.opened': kind(
    'share',
    'The door for guests is open.',
    z.object({ admitEveryone: z.boolean(), role: z.enum(['editor', 'reviewer', 'viewer']) }),
    { mark: { name: 'Sharing', icon: 'live-share', words: () => 'opened the door for guests' } },
  ),
  'sharing.closed': kind('share', 'The door for guests is shut; those inside stay.', z.object({}), {
    mark: { name: 'Sharing', icon: 'lock', words: () => 'shut the door for guests' },
  }),
  'session.ended': kind('share', 'The session is over for all guests.', z.object({})),
};
