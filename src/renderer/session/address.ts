import { z } from 'zod';
import { id } from '../../shared/core/ids.ts';
import { parseInviteLink } from '../../shared/invite-link.ts';
import { readWatchFragment } from '../../shared/watch-link.ts';

/**
 * Origin of this window: its host's own window, a recording in such a window, a link to a recording, an invite, or
 * nothing to go to. Without an invite, a former member comes back by the ticket that this browser keeps.
 */
export type Address =
  | { is: 'host'; session: string; person: string; token: string; root: string }
  | {
      is: 'replay';
      /** Session of the recording, or the id under which its file is open at the door. */
      session: string;
      person: string;
      token: string;
      recording: string | null;
      /** True if it is in a file. */
      isFile: boolean;
      /** Name of the recorded folder. */
      folder: string;
    }
  /** One recording, by a link to it. */
  | { is: 'watch'; session: string; link: string }
  | { is: 'guest'; session: string; invite: string | null; origin: string }
  | { is: 'nowhere' };

const hostFragment = z.object({ session: id, person: id, token: z.string().min(16), root: z.string().min(1) });

/** Says whether this browser keeps a person's secret of a session. */
export function hasTicket(session: string): boolean {
  return localStorage.getItem(`ensemble.ticket.${session}`) !== null;
}

/** Place in a recording: an entry, and a line of a text as it is then. */
export interface WatchedPlace {
  seq: number;
  atMs: number;
  line: { ref: string; number: number } | null;
}

/** Recording that a window of the host's is to show: of its session, all of that, or a file that is open at its door. */
export type Watched =
  | { recording: string; place?: WatchedPlace | null }
  | { all: true }
  | { file: string; folder: string };

const ofReplay = ['replay', 'recording', 'file', 'of', 'at', 'seq', 'text', 'line'];

/** Fragment of a window's address that has it show a recording in place of the session; null leads back to that. */
export function fragmentFor(hash: string, watched: Watched | null): string {
  const parameters = new URLSearchParams(hash.slice(1));
  for (const name of ofReplay) parameters.delete(name);
  if (watched !== null) parameters.set('replay', '1');
  if (watched !== null && 'recording' in watched) {
    parameters.set('recording', watched.recording);
    const { place } = watched;
    if (place) {
      parameters.set('seq', String(place.seq));
      parameters.set('at', String(place.atMs));
    }
    if (place?.line) {
      parameters.set('text', place.line.ref);
      parameters.set('line', String(place.line.number));
    }
  }
  if (watched !== null && 'file' in watched) {
    parameters.set('file', watched.file);
    parameters.set('of', watched.folder);
  }
  return `#${parameters}`;
}

const place = z.object({ seq: z.coerce.number().int().min(0), at: z.coerce.number() });
const placeLine = z.object({ text: id, line: z.coerce.number().int().min(1) });

/** Reads the place in its recording that a window's address names; null for none. */
export function watchedPlace(hash: string): WatchedPlace | null {
  const parameters = Object.fromEntries(new URLSearchParams(hash.slice(1)));
  const found = place.safeParse(parameters);
  if (!found.success) return null;
  const line = placeLine.safeParse(parameters);
  const { seq, at: atMs } = found.data;
  return { seq, atMs, line: line.success ? { ref: line.data.text, number: line.data.line } : null };
}

/** Says whether a session is behind a window that shows a recording: not where `ensemble replay` shows a file, or by a link. */
export function hasSession(hash: string): boolean {
  const parameters = new URLSearchParams(hash.slice(1));
  return parameters.get('file') !== '1' && !parameters.has('watch');
}

/** Reads the page's address; everything that matters is in its fragment. */
export function readAddress(location: Location): Address {
  const host = hostFragment.safeParse(Object.fromEntries(new URLSearchParams(location.hash.slice(1))));
  if (host.success) {
    const parameters = new URLSearchParams(location.hash.slice(1));
    if (!parameters.has('replay')) return { is: 'host', ...host.data };
    const { session, person, token, root } = host.data;
    const recording = id.safeParse(parameters.get('recording'));
    const file = id.safeParse(parameters.get('file'));
    return {
      is: 'replay',
      session: file.success ? file.data : session,
      isFile: parameters.has('file'),
      person,
      token,
      recording: recording.success ? recording.data : null,
      folder: parameters.get('of') || (root.split('/').at(-1) ?? ''),
    };
  }
  const watched = readWatchFragment(location.hash);
  if (watched) return { is: 'watch', session: watched.session, link: watched.watch };
  try {
    const { session, invite } = parseInviteLink(location.href);
    return { is: 'guest', session, invite, origin: location.origin };
  } catch {
    const session = id.safeParse(new URLSearchParams(location.hash.slice(1)).get('session'));
    const isKnown = session.success && hasTicket(session.data);
    return isKnown ? { is: 'guest', session: session.data, invite: null, origin: location.origin } : { is: 'nowhere' };
  }
}
