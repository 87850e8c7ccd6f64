import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { treeLimits } from '../../src/shared/capabilities/recording/kinds.ts';

/** Most bytes of all paths together. */
const mostBytes = 4 * 1024 * 1024;

/** Longest path that is listed, and most folders that it is in: a file may name what no disk has. */
const mostLength = 1_024;
const mostDepth = 64;

/** Packs the paths of a tree: as many of the first as an entry takes. */
export function packTree(paths: readonly string[]): { packed: Uint8Array; count: number } {
  const sorted = paths.filter(isPlain).sort();
  for (let count = Math.min(sorted.length, treeLimits.paths); ; count = Math.floor(count / 2)) {
    const packed = deflateRawSync(sorted.slice(0, count).join('\0'), { level: 6 });
    if (packed.length <= treeLimits.packedBytes) return { packed, count };
  }
}

/** Unpacks them. Gives none for bytes that are no tree. */
export function unpackTree(packed: Uint8Array): string[] {
  try {
    const words = inflateRawSync(packed, { maxOutputLength: mostBytes }).toString();
    return words.split('\0', treeLimits.paths).filter(isPlain);
  } catch {
    return [];
  }
}

/** Says whether a path is one inside of a folder: what a recording says was written by others. */
export function isPlain(path: string): boolean {
  if (path.length > mostLength || !path.isWellFormed() || path.includes('\0')) return false;
  const names = path.split('/');
  return names.length <= mostDepth && names.every((name) => name !== '' && name !== '.' && name !== '..');
}
