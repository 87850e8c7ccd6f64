import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SessionServer } from '../../server/server.ts';
import { nodeEnvironment } from '../main/machine/environment.ts';
import { runningHost } from '../main/machine/host-lock.ts';
import { ensembleHome, freshState, readHostState, stateFolderOf } from '../main/machine/state-folder.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import type { Command } from './command.ts';
import { output } from './output.ts';

export interface Place {
  dataFolder: string;
  /** Id of the session; null for all that are there. */
  session: string | null;
}

/**
 * Finds the log of a folder's session, for a command of `ensemble` with its further arguments. Throws in words when it
 * is not on this machine, or in use.
 */
export function placeOf(folder: string, command = 'log'): Place {
  const real = existsSync(folder) ? realpathSync(folder) : resolve(folder);
  const dataFolder = stateFolderOf(real, ensembleHome());
  if (!existsSync(join(dataFolder, 'sessions.db')))
    throw new EnsembleError('not-found', `${folder} was never opened in Ensemble on this machine: it has no log.`);
  const running = runningHost(dataFolder);
  if (running)
    throw new EnsembleError(
      'exists',
      `The host of this folder runs (process ${running.pid}): end it first, then look into its log.`,
    );
  const { session, server } = readHostState(dataFolder, freshState);
  if (server !== null)
    throw new EnsembleError(
      'not-found',
      `The session of this folder is on ${server.origin}: run \`ensemble ${command} --data FOLDER --session ${session}\` there, with the data folder of that server.`,
    );
  return { dataFolder, session };
}

function seqOf(value: string): number {
  const seq = Number(value);
  if (!Number.isSafeInteger(seq) || seq < 1)
    throw new EnsembleError(
      'bad-request',
      `"${value}" is no number of an entry: give one that \`ensemble log\` lists.`,
    );
  return seq;
}

async function list(server: SessionServer, session: string): Promise<number> {
  const found = await server.unreadable(session);
  for (const { seq, at, by, kind, why } of found)
    output.line(`${session}  entry ${seq}  ${new Date(at).toISOString()}  ${kind} by ${by}: ${why}`);
  return found.length;
}

/** `ensemble log FOLDER [--bury SEQ]`: lists the unreadable entries of a folder's log, and takes one out. */
export const logCommand: Command = {
  async run([folder = '.'], values) {
    const { data, session: given, bury } = values as Record<string, string | undefined>;
    const place = data === undefined ? placeOf(folder) : { dataFolder: resolve(data), session: given ?? null };
    const server = SessionServer.open({
      ...place,
      environment: nodeEnvironment,
      report: (words) => output.problem(words),
    });
    try {
      if (bury !== undefined) {
        if (place.session === null)
          throw new EnsembleError('bad-request', 'Of which session? Give its id with --session.');
        await server.bury(place.session, seqOf(bury));
        output.line(`Entry ${bury} is taken out; a tombstone stands in its place.`);
        return 0;
      }
      let count = 0;
      for (const session of place.session === null ? await server.sessions() : [place.session])
        count += await list(server, session);
      output.line(
        count === 0
          ? 'Everything in the log can be read.'
          : `${count} cannot be read, and count as nothing. --bury takes one out for good, by its number.`,
      );
      return 0;
    } finally {
      await server.close();
    }
  },
};
