/**
 * Says whether bytes are those of a write in place that ended too soon: the beginning of the new content, followed by
 * old content that is not overwritten yet. Where the file grew, a system that lost its power may have left zeros in the
 * part that it had not written. The old and the new content themselves count as well: nothing or all was written.
 */
export function isHalfWritten(found: Uint8Array, before: Uint8Array, next: Uint8Array): boolean {
  const written = sharedStart(found, next);
  // Truncation comes last.
  if (written === next.length && found.length === next.length) return true;
  if (found.length < before.length) return false;
  if (found.length === before.length && unchangedFrom(found, before) <= written) return true;
  return found.length > before.length && found.length <= next.length && isZero(found, written);
}

/** Length of the common prefix, in bytes. */
function sharedStart(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return at;
  return length;
}

/** Offset from which two contents of one length are the same to their end. */
function unchangedFrom(a: Uint8Array, b: Uint8Array): number {
  let at = a.length;
  while (at > 0 && a[at - 1] === b[at - 1]) at--;
  return at;
}

function isZero(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < bytes.length; at++) if (bytes[at] !== 0) return false;
  return true;
}
