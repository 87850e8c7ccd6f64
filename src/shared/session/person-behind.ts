import type { Bound } from '../core/capability.ts';
import type { Entry } from '../core/entry.ts';
import { readBody } from './table.ts';

/** Way to the person and the purpose of a replica. */
export interface BoundFacts {
  boundOf(replica: string): Bound | null;
}

/**
 * Finds the person to whom an entry counts by its writer. What the disk and the host do by themselves is nobody's, and
 * not their owner's; a disk's edit that an agent had told is that agent's.
 */
export function personBehind(
  { by, kind, body }: Pick<Entry, 'by' | 'kind' | 'body'>,
  facts: BoundFacts,
): string | null {
  const bound = facts.boundOf(by);
  if (bound?.purpose === 'host') return null;
  if (bound?.purpose === 'disk') return kind === 'doc.updated' ? (readBody(kind, body)?.agent ?? null) : null;
  return bound?.person ?? null;
}
