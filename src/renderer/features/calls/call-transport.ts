import { type CallBody, callRoles, type Signal } from '../../../shared/capabilities/calls/kinds.ts';
import type { Store } from '../../ui/react-render.tsx';
import type { Measured, Quality } from './quality.ts';
import type { WayRefusal } from './way-problems.ts';

/** Roles of tracks: each has its own way through a connection, for as long as that stands. */
export const trackRoles = callRoles;

export type TrackRole = (typeof trackRoles)[number];

/** One of the others, as the transport reaches them. */
export interface RemotePeer {
  is: 'connecting' | 'connected' | 'interrupted';
  quality: Quality | null;
  /** Newest measurements of the way to them; null before there are any. */
  measured: Measured | null;
  /** True once no way has been found for long. */
  isLost: boolean;
  /** Server that could not be used for it, or its answer. */
  refusal: WayRefusal | null;
  /** Tracks of theirs, to be played; one without content stays silent or black, or is not there. */
  tracks: Readonly<Partial<Record<TrackRole, MediaStreamTrack>>> | null;
  /** Loudness of their voice now, from 0 to 1. */
  level(): number;
}

/** Way of sound and pictures between the windows of a call. */
export interface CallTransport {
  /** The others, by replica. */
  readonly peers: Store<ReadonlyMap<string, RemotePeer>>;
  /** Sets the others who are in the call, with the seq of their joining: newcomers are met, and the rest is left. */
  meet(mine: number, others: ReadonlyMap<string, number>): void;
  /** Sends a track to everybody from now on, in place of the one before; null for none. */
  send(role: TrackRole, track: MediaStreamTrack | null): void;
  /** Takes words of one of the others. */
  hear(from: string, signal: Signal): void;
  /** Uses other servers from now on, also for ways that are looked for now. */
  configure(configuration: RTCConfiguration): void;
  /** Tries again at once where a connection is interrupted. */
  retry(): void;
  close(): void;
}

/** Means of a transport. */
export interface TransportOptions {
  replica: string;
  /** Servers that help to find ways (STUN), or relay (TURN). */
  configuration: RTCConfiguration;
  /** Tells another window something; it may be lost. */
  say(to: string, signal: Signal): void;
  /** Tells the session server something about a call that is forwarded. */
  forward(said: CallBody<'call.forwardSaid'>): void;
  /** Told that a relay did not take the password. */
  turnedDown(): void;
}
