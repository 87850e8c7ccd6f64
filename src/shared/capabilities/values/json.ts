import { valueLimits } from './limits.ts';

/** A value as programs share it (RFC 8259). */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Depth of nested arrays and objects in a JSON text; texts are told apart from them by their quotes. */
export function jsonDepth(json: string): number {
  let [depth, most, isText] = [0, 0, false];
  for (let i = 0; i < json.length; i++) {
    const unit = json[i];
    if (isText && unit === '\\') i++;
    else if (unit === '"') isText = !isText;
    else if (!isText && (unit === '[' || unit === '{')) most = Math.max(most, ++depth);
    else if (!isText && (unit === ']' || unit === '}')) depth--;
  }
  return most;
}

/** Says whether a text is JSON that may be shared: not too deep, since values are walked by recursion. */
export function isSharedJson(json: string): boolean {
  if (jsonDepth(json) > valueLimits.depth) return false;
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Applies a patch to a value (JSON Merge Patch, RFC 7396): objects are merged, null removes a key, all else replaces. */
export function merged(value: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const all = new Map<string, Json>(isObject(value) ? Object.entries(value) : []);
  for (const [key, part] of Object.entries(patch)) {
    if (part === null) all.delete(key);
    else all.set(key, merged(all.get(key) ?? null, part));
  }
  return Object.fromEntries(all);
}
