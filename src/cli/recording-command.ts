import { existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SessionServer } from '../../server/server.ts';
import { nodeEnvironment } from '../main/machine/environment.ts';
import type { PastRecording } from '../shared/capabilities/recording/methods.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import type { Command } from './command.ts';
import { placeOf } from './log-command.ts';
import { output } from './output.ts';
import { passphraseFrom } from './passphrase.ts';

type Values = Record<string, string | undefined>;

/** Writes a new file: its name is there once it is whole. Throws where there is one of this name. */
async function writeNew(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  if (existsSync(path)) throw new EnsembleError('exists', `${path} is there already: give another name with --out.`);
  const unfinished = `${path}.part`;
  const file = await open(unfinished, 'w', 0o600);
  try {
    await write(file);
    await file.sync();
    await file.close();
    await rename(unfinished, path);
  } catch (thrown) {
    await file.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw thrown;
  }
}

const minutesOf = ({ startedMs, endedMs }: PastRecording) =>
  endedMs === null ? 'not stopped' : `${Math.max(1, Math.round((endedMs - startedMs) / 60_000))} min`;

function list(recordings: readonly PastRecording[]): void {
  if (recordings.length === 0) output.line('This session has no recording.');
  for (const each of recordings)
    output.line(
      `${each.ref}  ${new Date(each.startedMs).toISOString()}  ${minutesOf(each)}  ${each.marks} markers  by ${each.name ?? 'somebody'}  ${each.title}`,
    );
}

async function exportTo(server: SessionServer, session: string, ref: string, values: Values): Promise<void> {
  const { out, 'passphrase-from': from } = values;
  if (out === undefined) throw new EnsembleError('bad-request', 'Into which file? Give its name with --out.');
  const passphrase = from === undefined ? null : await passphraseFrom(from);
  let sizeBytes = 0;
  await writeNew(resolve(out), async (file) => {
    const sink = async (piece: Uint8Array) => {
      sizeBytes += piece.length;
      await file.writeFile(piece);
    };
    await server.exportRecording(session, ref, { sink, passphrase });
  });
  const how = passphrase === null ? 'plain: everybody who has it can read it' : 'encrypted';
  output.line(`${out}: ${(sizeBytes / 1024 / 1024).toFixed(1)} MB, ${how}. Watch it with: ensemble replay FILE`);
}

/** `ensemble recording list FOLDER`, `ensemble recording export FOLDER RECORDING --out FILE`. */
export const recordingCommand: Command = {
  options: {
    out: { type: 'string' },
    'passphrase-from': { type: 'string' },
    data: { type: 'string' },
    session: { type: 'string' },
  },
  async run([act, folder = '.', recording], given) {
    const values = given as Values;
    if (act !== 'list' && act !== 'export')
      throw new EnsembleError('bad-request', 'Say `ensemble recording list` or `ensemble recording export`.');
    const { data, session } = values;
    const place =
      data === undefined
        ? placeOf(folder, `recording ${act} FOLDER`)
        : { dataFolder: resolve(data), session: session ?? null };
    if (place.session === null) throw new EnsembleError('bad-request', 'Of which session? Give its id with --session.');
    const ref = data === undefined ? recording : (recording ?? folder);
    if (act === 'export' && ref === undefined)
      throw new EnsembleError('bad-request', 'Which recording? `ensemble recording list` names them.');
    const report = (words: string) => output.problem(words);
    const server = SessionServer.open({ ...place, environment: nodeEnvironment, report });
    try {
      if (act === 'list') list(await server.recordings(place.session));
      else await exportTo(server, place.session, ref!, values);
      return 0;
    } finally {
      await server.close();
    }
  },
};
