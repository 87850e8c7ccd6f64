import { fitsPattern, lockPattern } from '../capabilities/locks/lock-pattern.ts';
import { isPlainPath } from '../core/sight.ts';

/** Files that a task names: one by its path, or all that fit a pattern. */
export interface TaskPlace {
  path: string | null;
  pattern?: string;
}

/** Reads one of a task's `paths`: a file, or what fits a pattern or lies in a folder; null for no place in here. */
export function taskPlaceOf(named: string): TaskPlace | null {
  const path = named.replace(/^(?:\.\/)+/, '');
  if (isPlainPath(path) && !/[*?[{]/.test(path)) return { path };
  const pattern = path.endsWith('/') ? `${path}**` : path;
  if (pattern.startsWith('/')) return null;
  return lockPattern.safeParse(pattern).success ? { path: null, pattern } : null;
}

/** Says whether a task names a file, or a folder that it is in. */
export function isNamedBy(paths: readonly string[], path: string): boolean {
  return paths.some((named) => {
    const place = taskPlaceOf(named);
    if (place?.pattern !== undefined) return fitsPattern(place.pattern, path);
    return place !== null && (path === place.path || path.startsWith(`${place.path}/`));
  });
}
