import type { DocumentInfo } from '../../../shared/capabilities/documents/document-state.ts';
import type { StreamParams, StreamResult, Workspace } from '../../../shared/session/contract.ts';
import { textAt } from './comparing.ts';
import type { Asking } from './in-time.ts';
import { plural, whenWords } from './in-time.ts';

/** Bytes of a file in one part. */
const partBytes = 32 * 1024;

type File = Pick<DocumentInfo, 'format'> & { ref: string; path: string };

const notInIt =
  'Only files that somebody had open by then are in a recording, as they were then, saved or not. All others, and hidden ones, are not.';

/** Makes a folder, or a branch of the folder's repository, with the files of the shown moment. */
export async function fork(asking: Asking): Promise<void> {
  const { app, playing } = asking;
  const { quickInput, notifications } = app.workbench;
  const moment = playing.shown.get()?.moment;
  if (!moment || app.ownHost === null) return;
  const files = filesOf(asking);
  if (files.length === 0) return void notifications.show('info', 'The recording has no file at this moment.');
  const ways = [
    { label: 'A new folder', detail: 'On this computer', icon: 'new-folder', value: 'folder' as const },
    {
      label: 'A Git branch',
      detail: 'Of this folder’s repository, on its last commit',
      icon: 'git-branch',
      value: 'branch' as const,
    },
  ];
  const title = `Fork ${plural(files.length, 'file')} from ${whenWords(asking, moment.atMs)}`;
  const way = await quickInput.pick(ways, { title, placeholder: 'Where are the files of this moment to go?' });
  if (way === undefined) return;
  const place = await quickInput.input(
    way === 'folder'
      ? { title, prompt: `Place of the new folder, or of an empty one. ${notInIt}`, placeholder: '~/fork' }
      : { title, prompt: `Name of the new branch. ${notInIt}`, placeholder: 'fork' },
  );
  if (!place) return;
  const message = `The files of ${new Date(moment.atMs).toISOString()}, from a recording`;
  const target =
    way === 'folder' ? { place: fromHome(place), branch: null, message } : { place: null, branch: place, message };
  await write(asking, app.ownHost, { files, seq: moment.seq, target });
}

/** Reads `~/` as the home folder, where places begin that are not whole. */
const fromHome = (place: string) => place.replace(/^~\//, '');

function filesOf({ app }: Asking): File[] {
  return Object.entries(app.session.state.documents).flatMap(([ref, { path, deleted, format }]) =>
    path === null || deleted ? [] : { ref, path, format },
  );
}

interface Wish {
  files: readonly File[];
  seq: number;
  target: StreamParams<'replay.fork'>;
}

async function write(asking: Asking, host: Workspace, wish: Wish): Promise<void> {
  const { notifications } = asking.app.workbench;
  // A rejection inside of it would go to the error log as well.
  const made = await notifications.withProgress(
    'Forking',
    (report, signal) =>
      send(asking, host, wish, { report, signal }).catch((thrown: unknown) =>
        String((thrown as Error | undefined)?.message ?? thrown),
      ),
    { cancellable: true },
  );
  if (typeof made === 'string') return void notifications.show('error', `Nothing was forked: ${made}`);
  const where = wish.target.branch === null ? `in ${made.place}` : `on the branch ${made.place}`;
  await notifications.show(
    'info',
    `${plural(made.files, 'file')} ${made.files === 1 ? 'is' : 'are'} ${where} now. ${notInIt}`,
  );
}

interface Watch {
  report: (words: string) => void;
  signal: AbortSignal;
}

/** Hands the files over to the host, which writes them. */
async function send(
  asking: Asking,
  host: Workspace,
  { files, seq, target }: Wish,
  { report, signal }: Watch,
): Promise<StreamResult<'replay.fork'>> {
  const stream = host.open('replay.fork', target, { signal });
  const { result } = stream;
  result.catch(() => undefined);
  for (const [index, { ref, path, format }] of files.entries()) {
    report(`${index + 1} of ${files.length}: ${path}`);
    const content = new TextEncoder().encode(await textAt(asking, ref, seq, signal));
    for (let at = 0; at === 0 || at < content.length; at += partBytes) {
      const isLast = at + partBytes >= content.length;
      const part = { path, content: content.slice(at, at + partBytes), format, isLast };
      // The host's own reason, where it has ended this meanwhile.
      await Promise.race([stream.send(part), result.then(() => undefined)]);
    }
  }
  await stream.send({ path: null, content: new Uint8Array(), format: files[0]!.format, isLast: true });
  return result;
}
