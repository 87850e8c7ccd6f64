import { isAbsolute, relative, sep } from 'node:path';

/** Says whether a place of the disk is a folder, or lies in it; both are real paths. */
export function isInside(folder: string, place: string): boolean {
  const way = relative(folder, place);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
