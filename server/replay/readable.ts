import type { Entry } from '../../src/shared/core/entry.ts';
import { decodeBody, type KindName } from '../../src/shared/session/table.ts';

/** Says whether an entry's body is of its kind's form: one that was brought from elsewhere may not be, and is nothing. */
export function isReadable({ kind, body }: Entry): boolean {
  try {
    decodeBody(kind as KindName, body);
    return true;
  } catch {
    return false;
  }
}
