/** What is said to the crowd, and what it says. */
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

/** When the letter was typed, in ms since the epoch. */
export interface Probed {
  is: 'probed';
  atMs: number;
}

/** How many edits were typed since the last `type`, and how long the crowd's process was busy of that time. */
export interface Stopped {
  is: 'stopped';
  edits: number;
  cpuShare: number;
  /** Why what was typed is not what is there, or null. */
  lost: string | null;
}
