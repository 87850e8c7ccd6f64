import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { errorCodes } from '../../core/errors.ts';
import { id } from '../../core/ids.ts';
import { kind } from '../../core/kind.ts';

/** Entries of the log about its own entries. */
export const entryKinds = {
  'entry.refused': kind(
    'server',
    'An entry was turned down; its n is used up.',
    z.object({ replica: id, n: z.number().int(), kind: z.string(), code: z.enum(errorCodes), message: z.string() }),
    // Since version 2, a refused `doc.bound` blocks the edits of its copy, as a refused edit does.
    { v: 2 },
  ),
  'time.passed': kind(
    'server',
    'Whatever ends by time alone, such as a lecture without its leader, is over.',
    z.object({}),
  ),
  'entry.buried': kind('server', 'An entry stood here and was taken out of the log for good.', z.object({})),
};

export type EntryBody<Name extends keyof typeof entryKinds> = BodyOf<typeof entryKinds, Name>;
