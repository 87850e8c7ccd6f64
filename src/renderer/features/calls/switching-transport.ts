import type { CallBody, Signal } from '../../../shared/capabilities/calls/kinds.ts';
import { createStore } from '../../ui/react-render.tsx';
import type { CallTransport, RemotePeer, TrackRole, TransportOptions } from './call-transport.ts';
import { ForwardTransport } from './forward-transport.ts';
import { MeshTransport } from './mesh-transport.ts';
import { forwardedTierFor, type Tier, tierFor } from './quality.ts';

/** Time in which both ways stand side by side, until everybody has changed over. */
const overlapMs = 5_000;

/** A mesh, and the forwarding server in its place for as long as the session server says so. */
export class SwitchingTransport implements CallTransport {
  readonly peers = createStore<ReadonlyMap<string, RemotePeer>>(new Map());
  readonly #options: TransportOptions;
  readonly #mesh: MeshTransport;
  #forward: ForwardTransport | null = null;
  #configuration: RTCConfiguration;
  readonly #tracks = new Map<TrackRole, MediaStreamTrack>();
  #mine = 0;
  #others: ReadonlyMap<string, number> = new Map();
  #isMeshed = true;
  #leaving: ReturnType<typeof setTimeout> | null = null;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#configuration = options.configuration;
    this.#mesh = new MeshTransport(options);
    this.#mesh.peers.subscribe(() => this.#tell());
  }

  get tier(): Tier {
    return (this.#forward ? forwardedTierFor : tierFor)(this.#others.size);
  }

  meet(mine: number, others: ReadonlyMap<string, number>): void {
    this.#mine = mine;
    this.#others = others;
    this.#meetAgain();
  }

  #meetAgain(): void {
    this.#mesh.meet(this.#mine, this.#isMeshed ? this.#others : new Map());
    this.#forward?.meet(this.#others);
  }

  /** Follows the session server's word about the way of this call. */
  told(told: CallBody<'call.forwardTold'>): void {
    if (!told.isOn) return this.#stopForwarding();
    if (this.#forward?.since !== told.since) {
      this.#forward?.close();
      const { forward } = this.#options;
      const made = new ForwardTransport({ since: told.since, configuration: this.#configuration, say: forward });
      this.#forward = made;
      made.peers.subscribe(() => this.#forward === made && this.#changeOver());
      for (const [role, track] of this.#tracks) made.send(role, track);
      made.meet(this.#others);
    }
    this.#forward.hear(told);
  }

  #changeOver(): void {
    if (this.#forward?.isUp && this.#isMeshed)
      this.#leaving ??= setTimeout(() => {
        this.#leaving = null;
        if (!this.#forward?.isUp) return;
        this.#isMeshed = false;
        this.#meetAgain();
      }, overlapMs);
    this.#tell();
  }

  #stopForwarding(): void {
    if (this.#leaving !== null) clearTimeout(this.#leaving);
    this.#leaving = null;
    this.#forward?.close();
    this.#forward = null;
    this.#isMeshed = true;
    this.#meetAgain();
    this.#tell();
  }

  send(role: TrackRole, track: MediaStreamTrack | null): void {
    if (track) this.#tracks.set(role, track);
    else this.#tracks.delete(role);
    this.#mesh.send(role, track);
    this.#forward?.send(role, track);
  }

  hear(from: string, signal: Signal): void {
    this.#mesh.hear(from, signal);
  }

  configure(configuration: RTCConfiguration): void {
    this.#configuration = configuration;
    this.#mesh.configure(configuration);
    this.#forward?.configure(configuration);
  }

  retry(): void {
    this.#mesh.retry();
    this.#forward?.retry();
  }

  close(): void {
    if (this.#leaving !== null) clearTimeout(this.#leaving);
    const forward = this.#forward;
    this.#forward = null;
    forward?.close();
    this.#mesh.close();
  }

  /** Shows each of the others by the way on which they are reached. */
  #tell(): void {
    const all = new Map(this.#mesh.peers.get());
    for (const [replica, peer] of this.#forward?.peers.get() ?? [])
      if (peer.is === 'connected' || all.get(replica)?.is !== 'connected') all.set(replica, peer);
    this.peers.set(all);
  }
}
