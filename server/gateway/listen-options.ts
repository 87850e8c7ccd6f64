import type { Transport } from '../../src/shared/transport.ts';
import type { HostingStore } from './hosting-routes.ts';
import type { Sessions } from './sessions.ts';

/** Bounds of a door on strangers: the time that it waits for one, and the number that may wait. */
export interface Patience {
  /** Time limits for a request's head and for all of it: a sender of byte after byte (slowloris) holds nothing. */
  headMs: number;
  requestMs: number;
  /** Connections from one address: many people may be behind one. */
  fromOneAddress: number;
  /** Connections from this machine: behind a proxy on it, all people have its address. */
  fromHere: number;
}

export const ordinaryPatience: Patience = {
  headMs: 15_000,
  requestMs: 120_000,
  fromOneAddress: 500,
  fromHere: 5_000,
};

export interface ListenOptions {
  sessions: Sessions;
  /** Address to listen at, such as 127.0.0.1, or 0.0.0.0. */
  address: string;
  /** Port; 0 for any. */
  port: number;
  /** Null for plain http, which browsers and we accept on this machine only. */
  tls: { key: string; cert: string } | null;
  /** Token whose bearers are owners. Guests may ask to come in only where `guests` says so. */
  ownerToken: string | null;
  /** Hash of a stand-alone server's host token: its bearers may begin sessions, and host them. */
  hostTokenHash?: string | null;
  guests: boolean;
  /** Lets agents in by invites of their own, where it lets no guests in. */
  agents?: boolean;
  /** Names under which it is served; for guests at any port, as they may come by a proxy. */
  hostNames: readonly string[] | (() => readonly string[]);
  /** The built renderer; null serves no pages. */
  pages: string | null;
  /** Takes connections of the owner to the host itself. */
  onWorkspace: ((transport: Transport) => void) | null;
  /** Rights of hosts of other machines; only on a stand-alone server. */
  hosting?: HostingStore | null;
  /** Bounds on strangers; `ordinaryPatience` where it is left out. */
  patience?: Patience;
  /** Metrics of this process, as text; only for the owner. */
  metrics?: () => string;
  report: (message: string) => void;
}
