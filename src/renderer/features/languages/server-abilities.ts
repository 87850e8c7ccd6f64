import { inside, isObject, type Json, type JsonObject } from './json-rpc.ts';

/** Finds the commands that a server runs itself, in its answer to `initialize`. */
export function ownCommands(result: Json): ReadonlySet<string> {
  const commands = inside(result, 'capabilities', 'executeCommandProvider', 'commands');
  return new Set(Array.isArray(commands) ? commands.filter((each) => typeof each === 'string') : []);
}

/**
 * Takes out of a server's abilities what the host does for all windows: it keeps the server's texts, and tells its
 * problems. Actions can always be filled in, because their changes are kept until they are wanted.
 */
export function withoutSync(result: Json): Json {
  const abilities = inside(result, 'capabilities');
  if (!isObject(result) || !isObject(abilities)) return result;
  const { textDocumentSync: _, diagnosticProvider: __, codeActionProvider, ...rest } = abilities;
  const kept: JsonObject = rest;
  if (codeActionProvider !== undefined && codeActionProvider !== false) {
    const options = isObject(codeActionProvider) ? codeActionProvider : {};
    kept.codeActionProvider = { ...options, resolveProvider: true };
  }
  return { ...result, capabilities: kept };
}
