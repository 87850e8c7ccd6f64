import * as Y from 'yjs';
import { limits } from '../../core/version.ts';
import type { DocumentBody } from './kinds.ts';

/** Name of a document's one text. */
export const textName = 'text';

/** The replica behind an entry about a text: its id, its author, and whether it is the host's disk, or an agent's. */
export interface Writer {
  replica: string;
  author: string;
  isDisk: boolean;
  isAgent?: boolean;
}

/**
 * Facts of a text's ids, as the log tells: the clock up to which each Yjs client has written, and the owner of each
 * client id.
 */
export interface KnownIds {
  clockOf(client: number): number;
  ownerOf(client: number): string | undefined;
}

export type DecodedUpdate = ReturnType<typeof Y.decodeUpdate>;

/** The clocks [start, end) that an update has of one client. */
interface Span {
  start: number;
  end: number;
}

const largestClock = 2 ** 48;

/** Accepts text in the one form that every door lets in: LF only, whole code points. */
const isNormal = (text: string) => !text.includes('\r') && text.isWellFormed();

function isPlainText({ parent, parentSub, content }: Y.Item): boolean {
  if (parentSub !== null || (parent !== null && parent !== (textName as unknown))) return false;
  if (content instanceof Y.ContentString) return content.str.length > 0 && isNormal(content.str);
  return content instanceof Y.ContentDeleted;
}

/**
 * Rule of `doc.updated` v2: the reason for which an update folds as nothing, or null. Only ids of the writer, without
 * gaps; only text; nothing that points to ids the log does not have, since that would stay pending in Yjs for ever and
 * end all checkpoints. It looks at the log's entries and at nothing else, so that everybody decides alike, also those
 * who have typed meanwhile. A host's disk may bring others' ids: its journal, and text that savers had not sent.
 */
export function objectionToUpdate(
  { structs, ds }: DecodedUpdate,
  { restores = [] }: DocumentBody<'doc.updated'>,
  { replica, isDisk }: Writer,
  known: KnownIds,
): string | null {
  const spans = new Map<number, Span>();
  for (const struct of structs) {
    const objection = objectionToStruct(struct, spans, isDisk, known);
    if (objection) return objection;
  }
  if (!isDisk)
    for (const client of spans.keys()) if (known.ownerOf(client) !== replica) return 'an id of somebody else';
  if (hasOnePlaceTwice(structs)) return 'two texts at the very same place';
  const endOf = (client: number) => Math.max(known.clockOf(client), spans.get(client)?.end ?? 0);
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    for (const id of [struct.origin, struct.rightOrigin]) {
      if (id === null) continue;
      const isBefore = id.client === struct.id.client && id.clock < struct.id.clock;
      const isKnown =
        id.clock < (isDisk && id.client !== struct.id.client ? endOf(id.client) : known.clockOf(id.client));
      if (!isBefore && !isKnown) return 'a place beside what is not there';
    }
  }
  for (const [client, ranges] of ds.clients)
    for (const { clock, len } of ranges) if (clock + len > endOf(client)) return 'a deletion of what is not there';
  return objectionToRestores(restores, spans, endOf);
}

function objectionToStruct(
  struct: Y.Item | Y.GC | Y.Skip,
  spans: Map<number, Span>,
  isDisk: boolean,
  known: KnownIds,
): string | null {
  const { client, clock } = struct.id;
  const span = spans.get(client);
  if (span ? clock !== span.end : clock > known.clockOf(client)) return 'a gap in its ids';
  const end = clock + struct.length;
  // An item of no length takes an id twice, on which Yjs fails, then and at every later start.
  if (struct.length < 1 || struct.length > limits.documentBytes) return 'a text of no length, or of more than may be';
  if (struct instanceof Y.Skip || end > largestClock) return 'a gap in its ids';
  if (struct instanceof Y.Item ? !isPlainText(struct) : !isDisk) return 'something that is no text';
  if (span) span.end = end;
  else spans.set(client, { start: clock, end });
  return null;
}

/**
 * Says whether two items claim to stand between the same neighbours. Typing never does that: the text typed there
 * before is the next item's neighbour. Yjs walks over all of them for each, in time that grows with the square of their
 * number.
 */
function hasOnePlaceTwice(structs: DecodedUpdate['structs']): boolean {
  if (structs.length < 2) return false;
  const places = new Set<string>();
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    const { origin, rightOrigin, id } = struct;
    const place = `${id.client} ${origin?.client} ${origin?.clock} ${rightOrigin?.client} ${rightOrigin?.clock}`;
    if (places.has(place)) return true;
    places.add(place);
  }
  return false;
}

/**
 * Requires the copies of restored text in this very update, one after another, so that checking them takes time linear
 * in its length.
 */
function objectionToRestores(
  restores: NonNullable<DocumentBody<'doc.updated'>['restores']>,
  spans: ReadonlyMap<number, Span>,
  endOf: (client: number) => number,
): string | null {
  let last: { client: number; end: number } | null = null;
  for (const { client, clock, length, copyClient, copyClock } of restores) {
    const span = spans.get(copyClient);
    const from = last?.client === copyClient ? last.end : (span?.start ?? 0);
    if (!span || copyClock < from || copyClock + length > span.end) return 'a copy that is not in it';
    if (last && last.client !== copyClient) return 'copies under two ids';
    if (clock + length > endOf(client)) return 'a copy of what is not there';
    last = { client: copyClient, end: copyClock + length };
  }
  return null;
}
