import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Output, outputsOf, RecordingFile, SessionServer } from '../../server/server.ts';
import { nodeEnvironment } from '../main/machine/environment.ts';
import { writeNewFile } from '../main/machine/new-file.ts';
import type { TextForm } from '../shared/capabilities/library/methods.ts';
import { keptUntilMs } from '../shared/capabilities/recording/kept-until.ts';
import type { PastRecording } from '../shared/capabilities/recording/methods.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import type { Command } from './command.ts';
import { placeOf } from './log-command.ts';
import { output } from './output.ts';
import { askPassphrase, passphraseFrom } from './passphrase.ts';

interface Values {
  out?: string;
  html?: boolean;
  'passphrase-from'?: string;
  data?: string;
  session?: string;
}

const acts = ['list', 'export', 'report', 'casts'] as const;
type Act = (typeof acts)[number];

const minutesOf = ({ startedMs, endedMs }: PastRecording) =>
  endedMs === null ? 'not stopped' : `${Math.max(1, Math.round((endedMs - startedMs) / 60_000))} min`;

function untilWords(recording: PastRecording): string {
  const untilMs = keptUntilMs(recording);
  return untilMs === null ? '' : `  (kept until ${new Date(untilMs).toISOString()})`;
}

function list(recordings: readonly PastRecording[]): void {
  if (recordings.length === 0) output.line('This session has no recording.');
  for (const each of recordings)
    output.line(
      `${each.ref}  ${new Date(each.startedMs).toISOString()}  ${minutesOf(each)}  ${each.marks} markers  by ${each.name ?? 'somebody'}  ${each.title}${untilWords(each)}`,
    );
}

const needsOut = () => new EnsembleError('bad-request', 'Into which file? Give its name with --out.');

async function exportTo(server: SessionServer, session: string, ref: string, values: Values): Promise<void> {
  const { out, 'passphrase-from': from } = values;
  if (out === undefined) throw needsOut();
  const passphrase = from === undefined ? null : await passphraseFrom(from);
  let sizeBytes = 0;
  await writeNewFile(resolve(out), async (file) => {
    const sink = async (piece: Uint8Array) => {
      sizeBytes += piece.length;
      await file.writeFile(piece);
    };
    await server.library.export(session, ref, { sink, passphrase });
  });
  const how = passphrase === null ? 'plain: everybody who has it can read it' : 'encrypted';
  output.line(`${out}: ${(sizeBytes / 1024 / 1024).toFixed(1)} MB, ${how}. Watch it with: ensemble replay FILE`);
}

/** Writes texts that are made of a recording: a report to the file that was named, or to the terminal; tracks into a folder. */
async function write(form: TextForm, texts: readonly Output[], { out }: Values): Promise<void> {
  if (form !== 'casts') {
    const [text] = texts;
    if (out === undefined) return output.text(new TextDecoder().decode(text!.content));
    await writeNewFile(resolve(out), (file) => file.writeFile(text!.content));
    return output.line(out);
  }
  if (texts.length === 0) return output.line('No terminal was shared in this recording.');
  if (out === undefined) throw new EnsembleError('bad-request', 'Into which folder? Give its name with --out.');
  mkdirSync(resolve(out), { recursive: true });
  for (const { name, content } of texts) {
    await writeNewFile(join(resolve(out), name), (file) => file.writeFile(content));
    output.line(join(out, name));
  }
}

/** Makes texts of a recording's file. */
async function textsOfFile(path: string, form: TextForm, values: Values): Promise<Output[]> {
  const { 'passphrase-from': from } = values;
  const file = await RecordingFile.open(path, () =>
    from === undefined ? askPassphrase('Passphrase of the recording: ') : passphraseFrom(from),
  );
  try {
    const { header, damage } = file;
    if (damage !== null) output.problem(damage);
    const readable = { history: await file.history(), getBlob: (hash: string) => file.blob(hash) };
    return await outputsOf(form, { title: header.title, folder: header.folder, damage }, readable);
  } finally {
    await file.close();
  }
}

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/**
 * `ensemble recording list FOLDER`, `export FOLDER RECORDING --out FILE`, `report FOLDER RECORDING` and `casts FOLDER
 * RECORDING`; the last two also of a recording's file.
 */
export const recordingCommand: Command = {
  async run([given, folder = '.', recording], all) {
    const values = all as Values;
    const act = acts.find((each) => each === given);
    if (!act) throw new EnsembleError('bad-request', `Say \`ensemble recording\` with ${acts.join(', ')}.`);
    const form = formOf(act, values);
    if (form && isFile(resolve(folder))) {
      await write(form, await textsOfFile(resolve(folder), form, values), values);
      return 0;
    }
    const { data, session } = values;
    const place =
      data === undefined
        ? placeOf(folder, `recording ${act} FOLDER`)
        : { dataFolder: resolve(data), session: session ?? null };
    if (place.session === null) throw new EnsembleError('bad-request', 'Of which session? Give its id with --session.');
    const ref = data === undefined ? recording : (recording ?? folder);
    if (act !== 'list' && ref === undefined)
      throw new EnsembleError('bad-request', 'Which recording? `ensemble recording list` names them.');
    const report = (words: string) => output.problem(words);
    const server = SessionServer.open({ ...place, environment: nodeEnvironment, report });
    try {
      if (act === 'list') list(await server.library.list(place.session));
      else if (!form) await exportTo(server, place.session, ref!, values);
      else await write(form, await server.library.texts(place.session, ref!, form), values);
      return 0;
    } finally {
      await server.close();
    }
  },
};

function formOf(act: Act, { html }: Values): TextForm | null {
  if (act === 'casts') return 'casts';
  return act === 'report' ? (html ? 'html' : 'markdown') : null;
}
