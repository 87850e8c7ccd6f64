import { fitsPattern, lockPattern } from '../capabilities/locks/lock-pattern.ts';
import { isPlainPath } from '../core/sight.ts';

/** Files that a task names: one by its path, or all that fit a pattern. */
export interface TaskPlace {
  path: string | null;
  pattern?: string;
}

const fromFolder = (named: string) => named.replace(/^(?:\.\/)+/, '');

/** Reads one of a task's `paths`: a file, or what fits a pattern or lies in a folder; null for no place in here. */
export function taskPlaceOf(named: string): TaskPlace | null {
  const path = fromFolder(named);
  if (isPlainPath(path) && !/[*?[{]/.test(path)) return { path };
  const pattern = path.endsWith('/') ? `${path}**` : path;
  if (pattern.startsWith('/')) return null;
  return lockPattern.safeParse(pattern).success ? { path: null, pattern } : null;
}

/**
 * Reads one of a task's `paths` as it is written, as if nothing in it stood for anything else: routes of web frameworks
 * are in folders such as `[id]`. Null for no place in here.
 */
export function literalPlaceOf(named: string): (TaskPlace & { name: string }) | null {
  const path = fromFolder(named);
  const name = path.replace(/\/$/, '');
  if (!isPlainPath(name)) return null;
  if (path === name) return { name, path };
  // A pattern has no way to write a star that is one.
  return { name, path: null, pattern: `${name.replace(/[?[{]/g, '[$&]').replaceAll('*', '?')}/**` };
}

/** Says whether a task names a file, or a folder that it is in. */
export function isNamedBy(paths: readonly string[], path: string): boolean {
  return paths.some((named) => {
    const literal = literalPlaceOf(named);
    if (literal && (path === literal.path || path.startsWith(`${literal.name}/`))) return true;
    const place = taskPlaceOf(named);
    return place?.pattern !== undefined && fitsPattern(place.pattern, path);
  });
}
