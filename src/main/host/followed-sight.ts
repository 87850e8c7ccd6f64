import { lstatSync, realpathSync } from 'node:fs';
import { isAbsolute, join, posix, relative, sep } from 'node:path';
import type { View } from '../files/visibility.ts';

type Sees = (path: string) => boolean;

/**
 * Says which paths of a folder a view shows once links are followed: a language server follows them, and would answer
 * about what they lead to. `root` is the folder's real path.
 */
export function followedSight(root: string, view: () => Pick<View, 'sees' | 'isOwner'>): Sees {
  // An answer names a few files thousands of times: each is looked for once in a turn of the event loop.
  const judged = new Map<string, boolean>();
  const sees = (path: string): boolean => {
    const before = judged.get(path);
    if (before !== undefined) return before;
    if (judged.size === 0) queueMicrotask(() => judged.clear());
    const isSeen = judge(path);
    judged.set(path, isSeen);
    return isSeen;
  };
  const judge = (path: string): boolean => {
    const { sees: shows, isOwner } = view();
    if (!shows(path) || isOwner || path === '') return shows(path);
    const real = realOf(join(root, path));
    // Nothing there: it leads where its folder leads.
    if (real === null) return sees(posix.dirname(path).replace(/^\.$/, ''));
    const inside = relative(root, real);
    // Between drives of Windows there is no relative path.
    if (isAbsolute(inside)) return false;
    const parts = inside.split(sep);
    return parts[0] !== '..' && shows(parts.join('/'));
  };
  return sees;
}

/** Real path of a place; null where nothing is there. */
function realOf(absolute: string): string | null {
  try {
    // Errors cost more than a look, and most names that servers leave incomplete are of nothing.
    return lstatSync(absolute, { throwIfNoEntry: false }) ? realpathSync.native(absolute) : null;
  } catch {
    return null;
  }
}
