import type { exportForms } from '../../../shared/capabilities/library/methods.ts';
import { joinBytes } from '../../../shared/core/join-bytes.ts';
import type { StreamParams, StreamResult } from '../../../shared/session/contract.ts';
import { readAddress } from '../../session/address.ts';
import type { Opening } from './browse-files.ts';
import { chooseRecording } from './choose-recording.ts';
import { sizeWords } from './recording-words.ts';

type Form = (typeof exportForms)[number];

/** A recording to be exported. */
interface Wanted {
  recording: string;
  /** Whether it is a file already, of which only texts are made. */
  isFile: boolean;
}

/** Most bytes of one download, which the page holds in memory. */
const mostDownloadBytes = 256 * 1024 * 1024;

const forms: { label: string; detail: string; icon: string; value: Form }[] = [
  {
    label: 'Recording',
    detail: 'A file .ensemble, which everybody with Ensemble can watch',
    icon: 'device-camera-video',
    value: 'file',
  },
  {
    label: 'Report to read or print',
    detail: 'HTML: who, when, which files and how much',
    icon: 'book',
    value: 'html',
  },
  { label: 'Summary', detail: 'The same in Markdown', icon: 'markdown', value: 'markdown' },
  {
    label: 'Terminals',
    detail: 'asciicast v3, a file for each: asciinema plays them',
    icon: 'terminal',
    value: 'casts',
  },
];

const mediaTypes: Record<Form, string> = {
  file: 'application/x-ensemble-recording',
  html: 'text/html',
  markdown: 'text/markdown',
  casts: 'application/x-asciicast',
};

/** Asks for a recording, a form and a place, and has the host write it there. */
export async function exportRecording(opening: Opening): Promise<void> {
  const { workbench } = opening;
  const { quickInput, notifications } = workbench;
  const wanted = shownHere() ?? (await chosen(opening));
  if (wanted === undefined) return;
  const title = 'Export Recording';
  const offered = wanted.isFile ? forms.filter(({ value }) => value !== 'file') : forms;
  const as = await quickInput.pick(offered, { title, placeholder: 'What is to be made of it' });
  if (as === undefined) return;
  const passphrase = as === 'file' ? await choosePassphrase(opening) : null;
  if (passphrase === undefined) return;
  const place = await choosePlace(opening);
  if (place === undefined) return;
  const made = await write(opening, { recording: wanted.recording, as, passphrase, place });
  if (made === null) return;
  const where = made.places.length === 0 ? 'downloaded' : made.places.join(', ');
  const how = as !== 'file' ? '' : passphrase === null ? ', plain: everybody who has it can read it' : ', encrypted';
  await notifications.show('info', `The recording is exported: ${where} (${sizeWords(made.sizeBytes)}${how}).`);
}

/** Recording that this window shows, if it is one by itself. */
function shownHere(): Wanted | undefined {
  const address = readAddress(location);
  if (address.is !== 'replay') return undefined;
  if (address.isFile) return { recording: address.session, isFile: true };
  return address.recording === null ? undefined : { recording: address.recording, isFile: false };
}

async function chosen(opening: Opening): Promise<Wanted | undefined> {
  const recording = await chooseRecording(opening, 'Export Recording');
  return recording && { recording: recording.ref, isFile: false };
}

/** Asks for a passphrase twice; null for a plain file, and undefined where the person leaves. */
async function choosePassphrase({ workbench: { quickInput } }: Opening): Promise<string | null | undefined> {
  const title = 'Export Recording';
  const isSealed = await quickInput.pick(
    [
      { label: 'Encrypted by a passphrase', detail: 'Nobody can watch it without', icon: 'lock', value: true },
      { label: 'Plain', detail: 'Everybody who has the file can watch it', icon: 'unlock', value: false },
    ],
    { title },
  );
  if (isSealed === undefined) return undefined;
  if (!isSealed) return null;
  const first = await quickInput.input({
    title,
    prompt: 'The passphrase of the file. Ensemble keeps it nowhere: without it the file is lost.',
    placeholder: 'Passphrase',
    password: true,
    validate: (value) => (value.length < 8 ? 'At least 8 characters.' : value.length > 1000 ? 'At most 1,000.' : null),
  });
  if (first === undefined) return undefined;
  return quickInput.input({
    title,
    prompt: 'The same passphrase again',
    placeholder: 'Passphrase',
    password: true,
    validate: (value) => (value === first ? null : 'This is not the same passphrase.'),
  });
}

/** Asks for the place; null downloads, and undefined is where the person leaves. */
async function choosePlace({ workbench: { quickInput } }: Opening): Promise<string | null | undefined> {
  const title = 'Export Recording';
  const isDownload = await quickInput.pick(
    [
      { label: 'Download', icon: 'cloud-download', value: true },
      { label: 'Into a folder of this computer…', icon: 'folder', value: false },
    ],
    { title },
  );
  if (isDownload === undefined) return undefined;
  if (isDownload) return null;
  const place = await quickInput.input({
    title,
    prompt: 'A folder, or the path of a new file',
    placeholder: '~/recordings',
    validate: (value) => (value.trim() === '' ? 'Type a path.' : null),
  });
  return place?.trim();
}

/** Has the host write it, and hands the content over where it has no place; null where that fails. */
async function write(
  { workbench, host }: Opening,
  wish: StreamParams<'library.export'>,
): Promise<StreamResult<'library.export'> | null> {
  const { notifications, dialogs } = workbench;
  const run = async (report: (words: string) => void, signal: AbortSignal) => {
    const stream = host.open('library.export', wish, { signal });
    stream.result.catch(() => undefined);
    const files = new Map<string, Uint8Array[]>();
    let bytes = 0;
    for await (const { name, content, share } of stream) {
      report(`${Math.floor(share * 100)} %`);
      if (name === null) continue;
      bytes += content.length;
      if (bytes > mostDownloadBytes)
        throw new Error('It is too large for a download. Export it into a folder of this computer.');
      const pieces = files.get(name) ?? [];
      files.set(name, pieces);
      pieces.push(content.slice());
    }
    const made = await stream.result;
    for (const [name, pieces] of files) dialogs.download(name, joinBytes(pieces), mediaTypes[wish.as]);
    return made;
  };
  // A rejection inside of it would go to the error log as well.
  const done = await notifications.withProgress(
    'Exporting the recording',
    (report, signal) =>
      run(report, signal).catch((thrown: unknown) => String((thrown as Error | undefined)?.message ?? thrown)),
    { cancellable: true },
  );
  if (typeof done !== 'string') return done;
  void notifications.show('error', `The recording was not exported: ${done}`);
  return null;
}
