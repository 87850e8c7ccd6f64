import type { Signal } from '../../../shared/capabilities/calls/kinds.ts';
import { createStore } from '../../ui/react-render.tsx';
import type { CallTransport, RemotePeer, TrackRole, TransportOptions } from './call-transport.ts';
import { PeerLink } from './peer-link.ts';
import { tierFor } from './quality.ts';

/** Words of a window that are kept until the session says that it is in the call. */
const mostEarly = 40;

/** Connections from each window of a call to each other: the smallest delay, and no server in between. */
export class MeshTransport implements CallTransport {
  readonly peers = createStore<ReadonlyMap<string, RemotePeer>>(new Map());
  readonly #options: TransportOptions;
  readonly #links = new Map<string, { since: number; link: PeerLink }>();
  readonly #tracks = new Map<TrackRole, MediaStreamTrack>();
  readonly #early = new Map<string, Signal[]>();
  #mine = 0;
  #configuration: RTCConfiguration;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#configuration = options.configuration;
  }

  meet(mine: number, others: ReadonlyMap<string, number>): void {
    for (const [replica, { since, link }] of this.#links) {
      if (mine === this.#mine && others.get(replica) === since) continue;
      link.close();
      this.#links.delete(replica);
    }
    this.#mine = mine;
    for (const [replica, since] of others) if (!this.#links.has(replica)) this.#begin(replica, since);
    const tier = tierFor(others.size);
    for (const { link } of this.#links.values()) link.bound(tier);
    this.#tell();
  }

  #begin(replica: string, since: number): void {
    const mine = this.#mine;
    const link = new PeerLink({
      // Those who came first make the offers: they are there to be answered.
      offers: mine < since,
      configuration: this.#configuration,
      turnedDown: this.#options.turnedDown,
      say: (said) => this.#options.say(replica, { ...said, from: mine, to: since }),
      changed: () => this.#tell(),
    });
    for (const [role, track] of this.#tracks) link.send(role, track);
    this.#links.set(replica, { since, link });
    const early = this.#early.get(replica) ?? [];
    this.#early.delete(replica);
    for (const each of early) this.hear(replica, each);
  }

  send(role: TrackRole, track: MediaStreamTrack | null): void {
    if (track) this.#tracks.set(role, track);
    else this.#tracks.delete(role);
    for (const { link } of this.#links.values()) link.send(role, track);
  }

  hear(from: string, signal: Signal): void {
    const known = this.#links.get(from);
    if (known?.since === signal.from && this.#mine === signal.to) return known.link.hear(signal);
    // Words may overtake the entry of the log that says who joined.
    if (signal.from <= Math.max(this.#mine, known?.since ?? 0)) return;
    const early = this.#early.get(from) ?? [];
    if (early.length < mostEarly) this.#early.set(from, [...early, signal]);
  }

  configure(configuration: RTCConfiguration): void {
    this.#configuration = configuration;
    for (const { link } of this.#links.values()) link.configure(configuration);
  }

  retry(): void {
    for (const { link } of this.#links.values()) link.retry();
  }

  close(): void {
    for (const { link } of this.#links.values()) link.close();
    this.#links.clear();
    this.#tracks.clear();
    this.#early.clear();
    this.#tell();
  }

  #tell(): void {
    this.peers.set(new Map([...this.#links].map(([replica, { link }]) => [replica, link.remote])));
  }
}
