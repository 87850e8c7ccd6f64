/** Bounds of calls. The fold goes by the number of members, so it never changes for these versions of the kinds. */
export const callLimits = {
  members: 50,
  /** Length of a session description (SDP). */
  sdp: 32 * 1024,
  candidate: 1024,
  candidates: 20,
  signalBytes: 60 * 1024,
} as const;
