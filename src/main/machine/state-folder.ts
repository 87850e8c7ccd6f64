import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { historyDays, usualHistoryDays } from '../../shared/capabilities/storage/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { id, newId, newSecret } from '../../shared/core/ids.ts';
import type { ServerLink } from '../../shared/server-link.ts';
import { nodeEnvironment } from './environment.ts';

/**
 * Folder of everything that is not in the shared folder: sessions, links, recent folders. `ENSEMBLE_HOME` overrides it.
 */
export function ensembleHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env.ENSEMBLE_HOME) return env.ENSEMBLE_HOME;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Ensemble');
  if (process.platform === 'win32') return join(env.LOCALAPPDATA ?? homedir(), 'Ensemble');
  return join(env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'ensemble');
}

/** State folder of one shared folder, by its real path. */
export function stateFolderOf(folder: string, home: string): string {
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const name =
    basename(folder)
      .replace(/[^\w.-]+/g, '_')
      .slice(0, 40) || 'root';
  return join(home, 'folders', `${name}-${digest}`);
}

/** A stand-alone server with the folder's session, and the host's identity there. */
const homeServer = z.object({
  origin: z.string(),
  pin: z.string().nullable(),
  /** The server's host token; null for an owner without one. */
  token: z.string().nullable(),
  ticket: z.string(),
  /** True if the session has just been moved there: this disk's texts are still to be noted for other hosts. */
  isNew: z.boolean().default(false),
  /** True if this machine has been in it: its windows need not wait until the server is there. */
  isJoined: z.boolean().default(false),
});

export type HomeServer = z.infer<typeof homeServer>;

/** State that a host must find again after a restart, so that its links stay good. */
const hostState = z.object({
  session: id,
  person: id,
  /** Pages keep settings, layouts and unsent text by their origin, so the port stays too. */
  privatePort: z.number().int().min(0).max(65535),
  guestPort: z.number().int().min(0).max(65535),
  /** Name that the owner has chosen; null before. */
  name: z.string().nullable().default(null),
  /** Days for which history outside recordings is kept; null for ever. */
  historyDays: historyDays.default(usualHistoryDays),
  invite: z.string().nullable(),
  certificate: z.object({ key: z.string(), cert: z.string(), names: z.array(z.string()) }).nullable(),
  /** Null while the session is in this folder's own state. */
  server: homeServer.nullable().default(null),
});

export type HostState = z.infer<typeof hostState>;

/** State of a folder at first. */
export function freshState(): HostState {
  return {
    session: newId(nodeEnvironment),
    person: newId(nodeEnvironment),
    privatePort: 0,
    guestPort: 0,
    name: null,
    historyDays: usualHistoryDays,
    invite: null,
    certificate: null,
    server: null,
  };
}

const stateFile = 'host.json';

/** Reads a host's state; `fresh` makes one where there is none. A damaged file is an error: links depend on it. */
export function readHostState(folder: string, fresh: () => HostState): HostState {
  let text: string;
  try {
    text = readFileSync(join(folder, stateFile), 'utf8');
  } catch {
    return fresh();
  }
  const parsed = hostState.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new EnsembleError(
    'internal',
    `What Ensemble remembers of this folder is damaged (${join(folder, stateFile)}). Remove that file to begin anew; old invite links will not work then.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Writes a private JSON file atomically. */
export function writePrivateJson(folder: string, name: string, value: unknown): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  writeFileSync(`${path}.new`, JSON.stringify(value, null, 2), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function writeHostState(folder: string, state: HostState): void {
  writePrivateJson(folder, stateFile, state);
}

/** Gives the state with the server that was asked for: its session, or one to be begun. */
export function stateFor(link: ServerLink | null, state: HostState): HostState {
  if (link === null) return state;
  const { origin, pin, token, session } = link;
  const known = state.server?.origin === origin && (session === null || session === state.session);
  if (known) return { ...state, server: { ...state.server!, pin, token: token ?? state.server!.token } };
  const ticket = link.ticket ?? newSecret(nodeEnvironment);
  return {
    ...state,
    session: session ?? newId(nodeEnvironment),
    invite: null,
    server: { origin, pin, token, ticket, isNew: false, isJoined: false },
  };
}
