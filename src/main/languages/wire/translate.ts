import type { Places, Sees } from './places.ts';

/** Names of properties that hold a place. */
const placeNames = new Set(['uri', 'targetUri', 'oldUri', 'newUri', 'target', 'scopeUri', 'baseUri']);
/** Names of properties that hold code: it is passed on as it is. */
const codeNames = new Set(['newText', 'insertText', 'filterText', 'sortText', 'label', 'name', 'text', 'snippet']);
/** Properties that are left out where their place may not be named; without any other, their owner is. */
const lessNames = new Set(['target', 'codeDescription', 'targetUri?']);

const deepest = 40;
const hidden = Symbol('hidden');

/** Keeps what only the server understands, and gives a handle for it. */
export type Keep = (value: unknown) => unknown;

interface Down {
  places: Places;
  sees: Sees;
  keep: Keep;
  /** Says whether a command is the server's own; its arguments are for the server alone. */
  isOwn: (command: string) => boolean;
}

/**
 * Translates an answer of a server for a window. Parts that name a place which the window may not know are left out;
 * null where that is all of it.
 */
export function translatedDown(value: unknown, down: Down): unknown {
  const result = downward(value, down, 0);
  return result === hidden ? null : result;
}

function downward(value: unknown, down: Down, depth: number): unknown {
  if (depth > deepest) return hidden;
  if (typeof value === 'string') return down.places.inWords(value);
  if (Array.isArray(value))
    return value.map((each) => downward(each, down, depth + 1)).filter((each) => each !== hidden);
  if (typeof value !== 'object' || value === null) return value;
  const translated: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    const shown = property(name, part, value as Record<string, unknown>, down, depth);
    if (shown !== hidden) translated[name] = shown;
    else if (!lessNames.has(name)) return hidden;
  }
  return translated;
}

function property(name: string, part: unknown, owner: Record<string, unknown>, down: Down, depth: number): unknown {
  if (placeNames.has(name) && typeof part === 'string') return down.places.shown(part, down.sees) ?? hidden;
  // Versions of texts are counted for the server, and mean nothing to a window.
  if (name === 'version' && typeof owner.uri === 'string') return null;
  if (name === 'data' && part !== undefined && part !== null) return isTokens(owner) ? part : down.keep(part);
  if (name === 'arguments' && typeof owner.command === 'string' && down.isOwn(owner.command)) return [down.keep(part)];
  if (name === 'changes' && typeof part === 'object' && part !== null && !Array.isArray(part))
    return changes(part as Record<string, unknown>, down, depth);
  if (codeNames.has(name) && typeof part === 'string') return part;
  return downward(part, down, depth + 1);
}

/** Names of properties of semantic tokens, or of a change of them. */
const tokenNames = new Set(['data', 'resultId', 'start', 'deleteCount']);

/** Says whether these are semantic tokens, whose `data` are numbers for the editors to read. */
function isTokens(owner: Record<string, unknown>): boolean {
  const { data } = owner;
  const isOfNumbers = Array.isArray(data) && data.every((each) => Number.isInteger(each));
  return isOfNumbers && Object.keys(owner).every((name) => tokenNames.has(name));
}

/** Changes of an edit, by their places: one that may not be named makes all of it hidden. */
function changes(all: Record<string, unknown>, down: Down, depth: number): unknown {
  const translated: Record<string, unknown> = {};
  for (const [uri, edits] of Object.entries(all)) {
    const shown = down.places.shown(uri, down.sees);
    if (shown === null) return hidden;
    translated[shown] = downward(edits, down, depth + 2);
  }
  return translated;
}

/** Says whether an edit over several files was made smaller by a translation: then it must not be made at all. */
export function isWholeEdit(before: unknown, after: unknown): boolean {
  const count = (edit: unknown): number => {
    const { changes = {}, documentChanges = [] } = (edit ?? {}) as { changes?: object; documentChanges?: unknown[] };
    return Object.keys(changes).length + documentChanges.length;
  };
  return count(before) === count(after);
}

interface Up {
  places: Places;
  sees: Sees;
  /** Gives what a handle stands for; undefined where it is kept no more. */
  kept: (handle: unknown) => unknown;
}

/** Refusal of a window's message: it names a place that it may not, or a handle that was forgotten. */
export class NotAsked extends Error {}

/** Translates a window's message for a server. Throws `NotAsked`. */
export function translatedUp(value: unknown, up: Up, depth = 0): unknown {
  if (depth > deepest) throw new NotAsked('This is nested too deeply.');
  if (Array.isArray(value)) return value.map((each) => translatedUp(each, up, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const translated: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    if (placeNames.has(name) && typeof part === 'string') {
      const uri = up.places.asked(part, up.sees);
      if (uri === null) throw new NotAsked('There is no such file in this folder.');
      translated[name] = uri;
    } else if (name === 'data' && part !== undefined && part !== null) translated[name] = keptFor(part, up);
    else if (name === 'arguments' && Array.isArray(part))
      translated[name] = part.length > 0 ? keptFor(part[0], up) : [];
    else translated[name] = translatedUp(part, up, depth + 1);
  }
  return translated;
}

function keptFor(handle: unknown, up: Up): unknown {
  const value = up.kept(handle);
  if (value === undefined) throw new NotAsked('This is too old: ask anew.');
  return value;
}
