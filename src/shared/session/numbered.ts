import { isWorkspaceMethod, isWorkspaceStream } from './contract.ts';

/** Says whether an entry of this kind opens a stream, or is about one. */
export function isOfStream(kind: string): boolean {
  return isWorkspaceStream(kind) || kind.startsWith('stream.');
}

/** Says whether an entry of this kind carries a number under which whoever sent it is answered. */
export function isNumbered(kind: string): boolean {
  return isWorkspaceMethod(kind) || isOfStream(kind);
}
