/** Cost of a start and a join in a fresh process. */
export interface StartCost {
  is: 'started';
  /** Processor time from the store's opening until the session is there. */
  openCpuMs: number;
  /** Processor time of the server for one newcomer. */
  joinCpuMs: number;
  keyframeBytes: number;
}

/** Cost of presence with so many replicas that are gone. */
export interface PresenceCost {
  is: 'measured';
  cpuUsPerEntry: number;
}

export const growthSession = 'growth-session-0000000';
export const growthOwner = 'growth-owner-000000000';
