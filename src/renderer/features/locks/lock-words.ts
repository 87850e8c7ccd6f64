import type { HeldLock, LockLines, StolenLock } from '../../../shared/capabilities/locks/held-lock.ts';

/** Describes lines: `line 3`, `lines 3–8`, or `the whole file`. */
export function linesInWords(lines: LockLines | null): string {
  if (lines === null) return 'the whole file';
  return lines.start === lines.end ? `line ${lines.start}` : `lines ${lines.start}–${lines.end}`;
}

/** Describes a place: `src/app.ts, lines 3–8`. */
export function placeInWords({ path, lines, pattern }: Pick<HeldLock, 'path' | 'lines' | 'pattern'>): string {
  if (pattern !== undefined) return `all of ${pattern}`;
  const name = path ?? 'an untitled file';
  return lines === null ? name : `${name}, ${linesInWords(lines)}`;
}

/** Formats a moment as hour and minute, by the person's own clock. */
export function clockTime(atMs: number): string {
  return new Date(atMs).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

/** Describes the end of a lock: ` until 14:30`, or nothing where it has none of its own. */
export function untilInWords({ untilMs }: Pick<HeldLock, 'untilMs'>): string {
  return untilMs === null ? '' : ` until ${clockTime(untilMs)}`;
}

/** Words about a lock in the gutter and the explorer. */
export function hoverOf(lock: HeldLock): string {
  const who = lock.isMine ? 'you' : lock.name;
  const note = lock.note === '' ? '' : `: ${lock.note}`;
  const what = lock.pattern === undefined ? linesInWords(lock.lines) : placeInWords(lock);
  return `Locked by ${who}${untilInWords(lock)} (${what})${note}`;
}

/** Question to a person who edits in another's lock. */
export function questionOf(lock: HeldLock): string {
  const whole = lock.pattern === undefined ? 'this file' : placeInWords(lock);
  const what = lock.lines === null ? whole : 'these lines';
  return `${lock.name} has locked ${what}${untilInWords(lock)}. Edit anyway?`;
}

/** Describes a forced unlock. */
export function traceInWords({ lock, byName, reason }: StolenLock): string {
  const why = reason === '' ? '' : `: ${reason}`;
  return `${byName} ended ${lock.isMine ? 'your lock' : `the lock of ${lock.name}`} of ${placeInWords(lock)}${why}`;
}
