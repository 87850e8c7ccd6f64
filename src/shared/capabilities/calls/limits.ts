/** Bounds of calls. The fold goes by the number of members, so it never changes for these versions of the kinds. */
export const callLimits = {
  members: 50,
  /** Length of a session description (SDP). */
  sdp: 32 * 1024,
  candidate: 1024,
  candidates: 20,
  signalBytes: 60 * 1024,
  /** Length of a description of all that a forwarding server sends to one window. */
  forwardedSdp: 90 * 1024,
  forwardedBytes: 100 * 1024,
  /** Lines of it: four of each of the others. */
  forwardedLines: 200,
  /** Points of one stroke over a shared screen. */
  strokePoints: 300,
} as const;

/** Units of the width and of the height of a shared screen, in which places on it are told. */
export const screenUnits = 10_000;
