import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { View } from '../files/visibility.ts';

type Sees = (path: string) => boolean;

/**
 * Says which paths of a folder a view shows once links are followed: a language server follows them, and would answer
 * about what they lead to. `root` is the folder's real path.
 */
export function followedSight(root: string, view: () => Pick<View, 'sees' | 'isOwner'>): Sees {
  // An answer names a few files thousands of times: each is looked for once in a turn of the event loop.
  const judged = new Map<string, boolean>();
  return (path) => {
    const before = judged.get(path);
    if (before !== undefined) return before;
    if (judged.size === 0) queueMicrotask(() => judged.clear());
    const isSeen = seesFollowed(root, path, view());
    judged.set(path, isSeen);
    return isSeen;
  };
}

function seesFollowed(root: string, path: string, view: Pick<View, 'sees' | 'isOwner'>): boolean {
  if (!view.sees(path) || view.isOwner) return view.sees(path);
  const inside = relative(root, nearestReal(join(root, path)));
  // Between drives of Windows there is no relative path.
  if (isAbsolute(inside)) return false;
  const parts = inside.split(sep);
  return parts[0] !== '..' && view.sees(parts.join('/'));
}

/** Real path of a place, or of the nearest folder above that is there. */
function nearestReal(absolute: string): string {
  try {
    return realpathSync.native(absolute);
  } catch {
    const above = dirname(absolute);
    return above === absolute ? absolute : nearestReal(above);
  }
}
