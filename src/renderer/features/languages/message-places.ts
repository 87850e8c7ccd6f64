import { isObject, type Json, type JsonObject } from './json-rpc.ts';
import type { Position, Range } from './line-places.ts';

/** Places of one text in another version of it. */
export interface Places {
  /** Finds a range; `isEdit` where it is to be replaced: throws `StaleEdit` where its text has changed. */
  range(range: Range, isEdit: boolean): Range;
  position(position: Position): Position;
}

/** Error for an edit of a text that somebody else has changed meanwhile. */
export class StaleEdit extends Error {}

/** Gives the places of a text by its URI. */
export type PlacesOf = (uri: string) => Places;

/** Keys whose values are the server's own affair, or hold no places. */
const opaque = new Set(['data', 'arguments', 'documentation', 'contents', 'context']);

const isPosition = (value: Json | undefined): boolean =>
  isObject(value) && typeof value.line === 'number' && typeof value.character === 'number';

const isRange = (value: Json): boolean => isObject(value) && isPosition(value.start) && isPosition(value.end);

/** Carries every place of an answer or of a request over; `own` are those of the text that it is about. */
export function carryPlaces(value: Json, own: Places, of: PlacesOf): Json {
  const walk = (value: Json, places: Places, isEdit: boolean): Json => {
    if (Array.isArray(value)) return value.map((each) => walk(each, places, isEdit));
    if (!isObject(value)) return value;
    if (isRange(value)) return places.range(value as unknown as Range, isEdit) as unknown as Json;
    if (isPosition(value)) return places.position(value as unknown as Position) as unknown as Json;
    const here = typeof value.uri === 'string' ? of(value.uri) : placesOfEdits(value, places);
    const edits = typeof value.newText === 'string';
    const carried: JsonObject = {};
    for (const [key, each] of Object.entries(value)) {
      if (opaque.has(key)) carried[key] = each;
      else if (key === 'changes' && isObject(each)) carried[key] = walkChanges(each);
      else carried[key] = walk(each, placesFor(key, value, here), edits);
    }
    return carried;
  };
  const walkChanges = (changes: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(changes).map(([uri, edits]) => [uri, walk(edits, of(uri), true)]));
  const placesOfEdits = ({ textDocument }: JsonObject, places: Places): Places =>
    isObject(textDocument) && typeof textDocument.uri === 'string' ? of(textDocument.uri) : places;
  const placesFor = (key: string, value: JsonObject, here: Places): Places => {
    const { targetUri, from } = value;
    if (typeof targetUri === 'string') return key === 'originSelectionRange' ? own : of(targetUri);
    // The ranges of an incoming call are in the caller's text, those of an outgoing one in the text asked about.
    if (key === 'fromRanges') return isObject(from) && typeof from.uri === 'string' ? of(from.uri) : own;
    return here;
  };
  return walk(value, own, false);
}

/** Gives the items of a completion, which come as a list or in an object. */
export function completionItems(result: Json): JsonObject[] {
  const items = isObject(result) ? result.items : result;
  return Array.isArray(items) ? items.filter(isObject) : [];
}

/** Lists the texts that a workspace edit changes, by their URIs. */
export function editedTexts(edit: Json | undefined): string[] {
  if (!isObject(edit)) return [];
  const { changes, documentChanges } = edit;
  const uris = isObject(changes) ? Object.keys(changes) : [];
  for (const each of Array.isArray(documentChanges) ? documentChanges : []) {
    const { textDocument } = isObject(each) ? each : {};
    if (isObject(textDocument) && typeof textDocument.uri === 'string') uris.push(textDocument.uri);
  }
  return [...new Set(uris)];
}
