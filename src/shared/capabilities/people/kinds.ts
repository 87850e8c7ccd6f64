import { z } from 'zod';
import { errorCodes } from '../../core/errors.ts';
import { id } from '../../core/ids.ts';
import { kind } from '../../core/kind.ts';
import { roles } from '../../core/rights.ts';
import { limits } from '../../core/version.ts';
import { nameOfPerson } from '../../text/shown.ts';

const name = z.string().trim().min(1).max(limits.nameLength);

/** A name that somebody gives themself: one line, and nothing in it that is not seen. */
export const ownName = z
  .string()
  .max(20 * limits.nameLength)
  .transform((given) => nameOfPerson(given, limits.nameLength))
  .pipe(z.string().min(1));

const role = z.enum(roles);

/** What a replica is: a person's window, the host's process, its disk, a program. */
export const purposes = ['window', 'host', 'disk', 'program'] as const;

export const sessionKinds = {
  'participant.requested': kind('server', 'Somebody asks to be admitted.', z.object({ person: id, name, role })),
  'participant.withdrawn': kind(
    'server',
    'A person who asked has gone before an answer, and is forgotten.',
    z.object({ person: id }),
  ),
  'participant.admitted': kind('admit', 'A person may join, in this role.', z.object({ person: id, name, role })),
  'participant.denied': kind('admit', 'A person who asked may not join.', z.object({ person: id })),
  'participant.joined': kind(
    'server',
    'A replica of this person is connected; binds the replica to the person.',
    z.object({ person: id, name, role, replica: id, purpose: z.enum(purposes) }),
  ),
  'participant.left': kind(
    'server',
    'A replica is gone; the state forgets it, and whose it was is told with what it has written.',
    z.object({ person: id, replica: id, forget: z.boolean().optional() }),
    { v: 2 },
  ),
  'participant.removed': kind(
    'admit',
    'A person is sent out; banned, they cannot ask again with the same ticket.',
    z.object({ person: id, ban: z.boolean() }),
  ),
  'participant.renamed': kind('read', 'A person is called so from here on.', z.object({ name }), {
    perSecond: 1,
  }),
  'role.changed': kind('admit', "A person's role changes.", z.object({ person: id, role })),
  'entry.refused': kind(
    'server',
    'An entry was turned down; its n is used up.',
    z.object({ replica: id, n: z.number().int(), kind: z.string(), code: z.enum(errorCodes), message: z.string() }),
  ),
  'entry.buried': kind('server', 'An entry stood here and was taken out of the log for good.', z.object({})),
  'sharing.opened': kind(
    'share',
    'The door for guests is open.',
    z.object({ admitEveryone: z.boolean(), role: z.enum(['editor', 'reviewer', 'viewer']) }),
  ),
  'sharing.closed': kind('share', 'The door for guests is shut; those inside stay.', z.object({})),
  'session.ended': kind('share', 'The session is over for all guests.', z.object({})),
  'host.claimed': kind(
    'host',
    'A replica acts as the host from here on; older terms are void.',
    z.object({
      term: z.number().int().min(1),
      folder: z.string().max(255),
      /** The session's server is part of the host: while the host is away, nobody can reach the session. */
      carries: z.boolean().optional(),
    }),
  ),
};
