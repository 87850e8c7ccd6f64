/** Messages of the servers and the load to the runner. */
export interface Listening {
  is: 'listening';
  port: number;
}

/** Resources that a process has used since it began. */
export interface Usage {
  is: 'usage';
  cpuUs: number;
  rssBytes: number;
  /** Time in which it was ready to run while others had its core; 0 where the system does not say. */
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
  /** Difference between the typed and the final text, in words, or null. */
  lost: string | null;
}

/** Secrets of the session under load; both sides know them. */
export const benchSession = 'bench-session-00000000';
export const benchOwner = 'bench-owner-0000000000';
export const benchToken = 'the token of the benchmark';
/** Number of people who were let in before: a session does not take so many newcomers in a minute. */
export const benchPeople = 1_100;
export const benchTicketOf = (person: number) => `the ticket of person ${person}`;
export const benchInvite = 'the invite of the benchmark';
