/** The present host of a session. */
export interface HostingState {
  /** `carries`: the session's server is part of the host, and goes with it. */
  host: { term: number; replica: string; person: string; folder: string; carries?: true } | null;
}

export const noHost: HostingState = { host: null };
