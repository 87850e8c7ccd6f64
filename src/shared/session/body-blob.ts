import type { Entry } from '../core/entry.ts';
import { lookUp } from './table.ts';

/** Gives the hash of the attachment that is an entry's body; null where the body stands in the entry, a file beside it. */
export function bodyBlobOf({ kind, blob }: Pick<Entry, 'kind' | 'blob'>): string | null {
  return blob !== null && lookUp(kind)?.file ? null : blob;
}
