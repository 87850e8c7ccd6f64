import { randomBytes } from 'node:crypto';
import { foldName } from '../../shared/text/folded-name.ts';

const prefix = '.~ensemble-';

/** A pattern for our own temporary names at any depth, for tools that take globs. */
export const temporaryGlob = `${prefix}*`;

/** Makes a fresh name for a file that people do not see yet, or no longer. */
export function temporaryName(): string {
  return prefix + randomBytes(9).toString('base64url');
}

/** Says whether any part of a relative path is one of our temporary names, in any spelling a disk may take for it. */
export function isTemporary(path: string): boolean {
  return path.split('/').some((name) => foldName(name).startsWith(prefix));
}
