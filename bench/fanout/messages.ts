/** What the servers and the load tell the one who runs them. */
export interface Listening {
  is: 'listening';
  port: number;
}

/** What a process has used since it began. */
export interface Usage {
  is: 'usage';
  cpuUs: number;
  rssBytes: number;
  /** How long it was ready to run while others had its core; 0 where the system does not say. */
  waitedUs: number;
  atMs: number;
}

export interface LoadOrder {
  is: 'start';
  system: string;
  port: number;
  people: number;
  seconds: number;
}

export interface LoadResult {
  is: 'result';
  edits: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  samples: number;
  /** Why what came out at the end is not what was typed, or null. */
  lost: string | null;
}

/** Secrets of the session under load; both sides know them. */
export const benchSession = 'bench-session-00000000';
export const benchOwner = 'bench-owner-0000000000';
export const benchToken = 'the token of the benchmark';
/** So many were let in before: more newcomers in a minute than a session takes could not come otherwise. */
export const benchPeople = 1_100;
export const benchTicketOf = (person: number) => `the ticket of person ${person}`;
export const benchInvite = 'the invite of the benchmark';
