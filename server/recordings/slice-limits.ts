import { checkPacked } from '../../src/shared/core/message-pack.ts';

/** Limits of a packed value from a file of anybody's: a byte of it may take some sixty once it is unpacked. */
export const sliceLimits = { depth: 32, items: 1_000_000, keys: 1_000_000 };

/** Checks the packed values of one state, which are in memory together: the limits are for all of them. */
export function checkState({ state, replicas }: { state: Record<string, Uint8Array>; replicas: Uint8Array[] }): void {
  let { items } = sliceLimits;
  for (const value of [...Object.values(state), ...replicas]) items -= checkPacked(value, { ...sliceLimits, items });
}
