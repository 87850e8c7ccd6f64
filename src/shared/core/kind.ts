import type { z } from 'zod';
import type { QuickList } from './quick-lists.ts';
import type { Right } from './rights.ts';

/** Event of people that the timeline of a recording names. */
export interface Mark {
  /** Sort of event, in the plural, by which a viewer filters. */
  name: string;
  /** A codicon's name. */
  icon: string;
  /**
   * Describes the event behind a person's name: `saved notes.txt`; null for one that is none. Of a kind of which only
   * the newest counts, `before` is the one that it replaces.
   */
  words: { of(body: never, before: never): string | null }['of'];
  /** Person behind the event, where that is not the replica's. */
  person?: { of(body: never): string | null | undefined }['of'];
  /** People whom the event is for. */
  mentions?: { of(body: never): readonly string[] }['of'];
}

/** File that entries of a kind carry. */
export interface CarriedFile {
  mostBytes: number;
  /** Size that the body names: the server holds it to the truth, so that nobody fetches more than they were told. */
  sizeOf: { of(body: never): number }['of'];
}

/** One line of the table of kinds: everything that doors, log, fan-out and recording need to know of a kind. */
export interface Kind<Body extends z.ZodType = z.ZodType> {
  /** A new meaning is a new version, with an upcaster; a kind never changes what it means. */
  v: number;
  body: Body;
  /** The right that its sender needs; `server` entries come from the session server only. */
  right: Right | 'server';
  audience: 'all' | 'to';
  /** True if any replica may direct it to any other, within its capability's rules; else the host is at one end. */
  amongPeers: boolean;
  /**
   * history: for ever. latest: only the newest per by + kind + ref (+ key); of the host's kinds per kind + ref (+ key),
   * whichever replica of whichever host said it; all others go when the replica is forgotten, as what it says of
   * itself. none: relayed only, without `seq`.
   */
  keep: 'history' | 'latest' | 'none';
  /** Key of a body of a `latest` kind that is never large: the newest of each counts, and holds the whole set. */
  key?: (body: unknown) => string;
  /** Kind of an entry with which all earlier ones of this `latest` kind fold to nothing: the log drops them. */
  voidedBy?: string;
  /** Replica that an entry of this kind takes out of the state, and its own `latest` entries out of the log. */
  forgets?: (body: unknown) => string | null;
  /** session: every client gets it. ref: those who subscribe to its ref. */
  interest: 'session' | 'ref';
  priority: 'interactive' | 'bulk';
  /** The body's greatest size, inline or as a blob. */
  maxBytes: number;
  /** Rate limit of one connection, averaged over ten seconds. */
  perSecond: number;
  /** True if the body carries the host's `term`, which must be the current one. */
  hostOnly: boolean;
  /**
   * True if its body may be larger than a frame takes, and then travels as a blob. False for bodies that decide rights
   * or terms.
   */
  large: boolean;
  /**
   * A file that each of its entries carries as an attachment, beside the body: nobody opens it, and it is fetched when
   * somebody asks for it. None for most kinds.
   */
  file?: CarriedFile;
  says: string;
  /** True if the session server only checks that its body can be decoded, and never opens it: the hot path. */
  opaque: boolean;
  /** True if the ref that it may carry is a document's, which the session must have. */
  ofDocument: boolean;
  /**
   * True if small bodies may be shown before they are on the log's disk: nobody's work, of which nothing is lost but a
   * moment of a screen. They come in the log all the same.
   */
  ahead: boolean;
  /** Paths that its body names; a server that knows which are hidden lets nobody name those. */
  names?: { of(body: never): readonly string[] }['of'];
  /** A list of thousands of parts in its body, judged by hand. */
  quickList?: QuickList;
  /** Its event on a timeline; none for most kinds. */
  mark?: Mark;
}

type Options = Partial<Omit<Kind, 'body' | 'right' | 'says'>>;

/** Makes a line of the table. The defaults are the common case: kept history for all, small and interactive. */
export function kind<Body extends z.ZodType>(
  right: Kind['right'],
  says: string,
  body: Body,
  options: Options = {},
): Kind<Body> {
  return {
    v: 1,
    audience: 'all',
    amongPeers: false,
    keep: 'history',
    interest: 'session',
    priority: 'interactive',
    maxBytes: 16 * 1024,
    perSecond: 50,
    hostOnly: false,
    large: false,
    opaque: false,
    ofDocument: true,
    ahead: false,
    ...options,
    right,
    says,
    body,
  };
}
