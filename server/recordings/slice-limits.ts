/** Limits of a packed value from a file of anybody's. */
export const sliceLimits = { depth: 32, items: 4_000_000, keys: 1_000_000 };
