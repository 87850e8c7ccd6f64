/** Messages to the crowd, and its answers. */
export interface GatherOrder {
  is: 'gather';
  /** The invite link of the host. */
  link: string;
  path: string;
  people: number;
}

export interface TypeOrder {
  is: 'type';
  editsPerSecond: number;
}

/** Somebody in the crowd types this letter at the end of a line. */
export interface ProbeOrder {
  is: 'probe';
  letter: string;
  line: number;
}

/** Time at which the letter was typed, in ms since the epoch. */
export interface Probed {
  is: 'probed';
  atMs: number;
}

/** Number of edits since the last `type`, and the share of that time in which the crowd's process was busy. */
export interface Stopped {
  is: 'stopped';
  edits: number;
  cpuShare: number;
  /** Difference between the typed and the final text, in words, or null. */
  lost: string | null;
}
