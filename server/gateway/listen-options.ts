import type { Transport } from '../../src/shared/transport.ts';
import type { HostingStore } from './hosting-routes.ts';
import type { Sessions } from './sessions.ts';

/** How long a door waits for a stranger, and how many of them it lets wait. */
export interface Patience {
  /** A request's head must be here within this, and all of it within the other: who sends byte after byte holds nothing. */
  headMs: number;
  requestMs: number;
  /** Connections from one address: many people may be behind one. */
  fromOneAddress: number;
  /** Behind a proxy on this machine all people have its address. */
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
  /** Such as 127.0.0.1, or 0.0.0.0. */
  address: string;
  /** 0 for any. */
  port: number;
  /** Without it plain http, which browsers and we accept on this machine only. */
  tls: { key: string; cert: string } | null;
  /** Its bearers are owners. Guests are let in to ask only where `guests` says so. */
  ownerToken: string | null;
  /** The hash of a stand-alone server's host token: its bearers may begin sessions, and host them. */
  hostTokenHash?: string | null;
  guests: boolean;
  /** The names that it is served under; for guests at any port, as they may come by a proxy. */
  hostNames: readonly string[] | (() => readonly string[]);
  /** The built renderer; null serves no pages. */
  pages: string | null;
  /** Takes connections of the owner to the host itself. */
  onWorkspace: ((transport: Transport) => void) | null;
  /** Rights of hosts of other machines; only on a stand-alone server. */
  hosting?: HostingStore | null;
  /** Time and places that a stranger gets; `ordinaryPatience` where it is left out. */
  patience?: Patience;
  report: (message: string) => void;
}
