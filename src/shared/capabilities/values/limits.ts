/** Bounds of shared values. The fold goes by them, so they stay for good with version 1 of the kinds. */
export const valueLimits = {
  /** Most characters of one value, as JSON. */
  valueLength: 16_384,
  /** Most characters of all values and their keys. */
  totalLength: 524_288,
  keys: 1_024,
  keyLength: 128,
  /** Most changes that one entry makes together. */
  changes: 64,
  /** Most characters of all values that one entry merges patches into: the patch may be short. */
  mergedLength: 32_768,
  depth: 32,
  leases: 256,
  leasesOfOne: 64,
  leastLeaseMs: 1_000,
  mostLeaseMs: 3_600_000,
} as const;
