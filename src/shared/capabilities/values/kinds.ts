import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { kind } from '../../core/kind.ts';
import { isSharedJson } from './json.ts';
import { valueLimits } from './limits.ts';

const key = z
  .string()
  .max(valueLimits.keyLength)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_./:@-]*$/);
const json = z
  .string()
  .max(valueLimits.valueLength)
  .regex(/^\s*[[{"\dtfn-]/)
  .refine(isSharedJson, 'not JSON, or too deep');
/** Version of the key that the sender saw, 0 for none: with another one, nothing of the entry counts. */
const seen = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const change = z.union([
  z.object({ key, is: z.literal('set'), json, seen: seen.optional() }),
  /** A patch to what is there (RFC 7396). */
  z.object({ key, is: z.literal('merged'), json, seen: seen.optional() }),
  z.object({ key, is: z.literal('deleted'), seen: seen.optional() }),
  /** Changes nothing, and makes the others depend on this key. */
  z.object({ key, is: z.literal('same'), seen }),
]);

/** Shared state of programs and people. The version of a key is the `seq` of its last change. */
export const valueKinds = {
  'value.changed': kind(
    'edit',
    'Changes shared values, all of them or none: none where a version is not the one seen, another holds a lease, or there is no room.',
    z.object({
      changes: z
        .array(change)
        .min(1)
        .max(valueLimits.changes)
        .refine((all) => new Set(all.map((each) => each.key)).size === all.length, 'a key is there twice'),
    }),
    { ofDocument: false, maxBytes: 64 * 1024, perSecond: 20 },
  ),
  'value.leased': kind(
    'edit',
    'Takes or renews a lease on a key, by which nobody else changes it for a time; void where another has it.',
    z.object({ key, forMs: z.number().int().min(valueLimits.leastLeaseMs).max(valueLimits.mostLeaseMs) }),
    { ofDocument: false, perSecond: 20 },
  ),
  'value.released': kind('edit', 'Its holder gives a lease up.', z.object({ key }), {
    ofDocument: false,
    perSecond: 20,
  }),
};

export type ValueBody<Name extends keyof typeof valueKinds> = BodyOf<typeof valueKinds, Name>;
export type ValueChange = ValueBody<'value.changed'>['changes'][number];
