import { z } from 'zod';
import { id } from '../../core/ids.ts';
import { method } from '../../core/method.ts';
import { heldLock, lockPlace, stolenLock } from './held-lock.ts';

const nothing = z.object({});

/** Locks as files beside the repository. */
export const lockMethods = {
  /**
   * Lists the locks kept as files beside the repository, for the host's windows while there is no session to keep them.
   */
  'locks.list': method(
    'host',
    nothing,
    z.object({ locks: z.array(heldLock), traces: z.array(stolenLock), lost: z.array(stolenLock) }),
    { touches: 'nothing' },
  ),
  /** Takes a lock. Gives the one that stands in its way, or null. */
  'locks.acquire': method('host', lockPlace, z.object({ by: heldLock.nullable() }), { touches: 'nothing' }),
  'locks.release': method('host', z.object({ id }), nothing, { touches: 'nothing' }),
  'locks.steal': method('host', z.object({ id, reason: z.string().max(200) }), nothing, { touches: 'nothing' }),
};
