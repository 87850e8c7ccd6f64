import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { id } from '../../core/ids.ts';
import { kind } from '../../core/kind.ts';
import { selection } from '../documents/kinds.ts';
import { lockLines } from './held-lock.ts';
import { patternText, stemsOf } from './lock-pattern.ts';
import { treeActs } from './tree-lease.ts';

const lock = id;
const term = z.number().int().min(1);
const words = z.string().max(200);

/**
 * Advisory locks: they keep no person from editing, and everyone is told. The target is the entry's document, a path, or
 * all files that fit a pattern.
 */
export const lockKinds = {
  'lock.acquired': kind(
    'edit',
    'Somebody locks a document, a selection in it, or all files that fit a pattern; void where an earlier lock of somebody else stands in its way, and refused where one of the two has a pattern.',
    z.object({
      lock,
      /** Path of a target that is no document, such as a picture; null where the entry has a ref. */
      path: z.string().min(1).max(4096).nullable(),
      /** Null for the whole file. */
      selection: selection.nullable(),
      /** Lines of the selection at that time, for windows that do not have the text open. */
      lines: lockLines.nullable(),
      /** Locks of the same file that its sender has seen to lie elsewhere in the text, which the log cannot see. */
      beside: z.array(lock).max(200),
      untilMs: z.number().int().min(0).nullable(),
      note: words.optional(),
      /** Pattern of files, those among them that are made later; without a ref, path and selection. */
      pattern: patternText.optional(),
    }),
    {
      perSecond: 5,
      names: ({ path, pattern }: { path: string | null; pattern?: string }) =>
        [path ?? '', ...(pattern === undefined ? [] : stemsOf(pattern))].filter((each) => each !== ''),
    },
  ),
  'lock.released': kind('edit', 'Its holder gives a lock up.', z.object({ lock }), { perSecond: 10 }),
  'lock.stolen': kind(
    'edit',
    "Somebody ends another's lock, for all to see.",
    z.object({ lock, reason: words.optional() }),
    { perSecond: 5 },
  ),
  'tree.leased': kind(
    'host',
    'The host does an act of somebody on the whole working tree: until it ends, agents of others edit nothing.',
    z.object({ term, person: z.string().max(100), act: z.enum(treeActs) }),
    { hostOnly: true },
  ),
  'tree.freed': kind('host', 'The act on the working tree has ended, well or not.', z.object({ term }), {
    hostOnly: true,
  }),
};

export type LockBody<Name extends keyof typeof lockKinds> = BodyOf<typeof lockKinds, Name>;
