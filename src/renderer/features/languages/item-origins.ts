import { inside, isObject, type Json, type JsonObject } from './json-rpc.ts';
import { completionItems } from './message-places.ts';

/** Key beside the server's own data under which an item keeps its origin. */
const originKey = 'ensembleOrigin';

/** Origin of an item: the text that it belongs to, and the number of a change that is kept for it. */
export interface Origin {
  uri: string;
  kept?: number;
}

/** Notes the origin in an item, so that a request to fill it in can name its text. */
export function withOrigin(item: JsonObject, origin: Origin, defaultData?: Json): JsonObject {
  const data = item.data ?? defaultData ?? null;
  return { ...item, data: { [originKey]: { ...origin }, data } };
}

/** Notes the text in all items of an answer. */
export function withOrigins(method: string, result: Json, uri: string): Json {
  if (method === 'textDocument/completion' && result !== null) {
    const fallback = inside(result, 'itemDefaults', 'data');
    const items = completionItems(result).map((item) => withOrigin(item, { uri }, fallback));
    return isObject(result) ? { ...result, items } : items;
  }
  if (!Array.isArray(result)) return result;
  return result.map((item) => (isObject(item) && typeof item.command !== 'string' ? withOrigin(item, { uri }) : item));
}

/** Takes the origin out of an item on its way back to the server. */
export function takeOrigin(item: Json): { item: Json; origin: Origin | null } {
  const origin = inside(item, 'data', originKey);
  const uri = inside(origin, 'uri');
  if (!isObject(item) || typeof uri !== 'string') return { item, origin: null };
  const kept = inside(origin, 'kept');
  const { data: own, ...rest } = item;
  const data = inside(own, 'data') ?? null;
  return {
    item: data === null ? rest : { ...rest, data },
    origin: typeof kept === 'number' ? { uri, kept } : { uri },
  };
}

/** Requests whose answers are items that can be filled in later. */
export const givesItems: ReadonlySet<string> = new Set([
  'textDocument/completion',
  'textDocument/codeAction',
  'textDocument/codeLens',
  'textDocument/inlayHint',
  'textDocument/documentLink',
]);
