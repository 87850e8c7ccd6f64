import type { FoundInLibrary } from '../../../shared/capabilities/library/methods.ts';
import { libraryLimits } from '../../../shared/capabilities/library/methods.ts';
import { append } from '../../../shared/core/append.ts';
import { fragmentFor, hasSession } from '../../session/address.ts';
import type { App } from '../../session/app.ts';
import type { Opening } from './browse-files.ts';
import { chooseFromAll, listRecordings } from './choose-recording.ts';
import { labelOf } from './recording-words.ts';

/** The library of a session's recordings, in windows of the host's own: their titles and tags, and words in them. */
export function libraryCommands({ workbench, ownHost: host }: App): void {
  if (host === null || !hasSession(location.hash)) return;
  const opening = { workbench, host };
  const command = (id: string, title: string, run: () => unknown) =>
    workbench.commands.register({ id: `ensemble.recording.${id}`, title, category: 'Ensemble', run });
  command('rename', 'Rename Recording…', () => rename(opening));
  command('tag', 'Tag Recording…', () => tag(opening));
  command('find', 'Search Recordings…', () => find(opening));
}

async function rename(opening: Opening): Promise<void> {
  const recording = (await chooseFromAll(opening, 'Rename Recording'))?.recording;
  if (!recording) return;
  const title = await opening.workbench.quickInput.input({
    title: 'Rename Recording',
    prompt: 'Its title in lists and in files; in the session’s own history it keeps the first',
    value: recording.title,
    validate: (value) => (value.trim().length > 200 ? 'At most 200 characters.' : null),
  });
  if (title !== undefined) await label(opening, recording, { title: title.trim(), tags: recording.tags });
}

/** Reads tags between commas, each once. */
export function tagsOf(words: string): string[] {
  const tags = words.split(',').map((each) => each.trim().replace(/^#+/, ''));
  return [...new Set(tags.filter((each) => each !== ''))];
}

async function tag(opening: Opening): Promise<void> {
  const recording = (await chooseFromAll(opening, 'Tag Recording'))?.recording;
  if (!recording) return;
  const { tags: most, tagLength } = libraryLimits;
  const words = await opening.workbench.quickInput.input({
    title: 'Tag Recording',
    prompt: 'Words between commas by which it is found',
    value: recording.tags.join(', '),
    validate: (value) =>
      tagsOf(value).length > most || tagsOf(value).some(({ length }) => length > tagLength)
        ? `At most ${most} tags of ${tagLength} characters.`
        : null,
  });
  if (words !== undefined) await label(opening, recording, { title: recording.title, tags: tagsOf(words) });
}

async function label(
  { workbench, host }: Opening,
  { ref }: { ref: string },
  given: { title: string; tags: string[] },
): Promise<void> {
  await host.request('library.label', { recording: ref, ...given }).then(
    () => workbench.notifications.status('The recording is kept under these words.'),
    (thrown: unknown) =>
      workbench.notifications.show('error', String((thrown as Error | undefined)?.message ?? thrown)),
  );
}

/** Finds words in all recordings of the session, and opens the one that is chosen. */
async function find(opening: Opening): Promise<void> {
  const { workbench, host } = opening;
  const { notifications, quickInput } = workbench;
  const recordings = await listRecordings(opening);
  if (!recordings) return;
  const text = await quickInput.input({
    title: 'Search Recordings',
    prompt: 'In their titles, tags, markers and comments, and in everything that their texts ever had',
    validate: (value) => (value.trim() === '' ? 'Type some words.' : null),
  });
  if (text === undefined) return;
  const run = async (report: (words: string) => void, signal: AbortSignal) => {
    const stream = host.open('library.find', { text: text.trim() }, { signal });
    stream.result.catch(() => undefined);
    const found: FoundInLibrary[] = [];
    for await (const part of stream) {
      report(`${Math.floor(part.share * 100)} %`);
      append(found, part.found);
    }
    await stream.result;
    return found;
  };
  // A rejection inside of it would go to the error log as well.
  const found = await notifications.withProgress(
    'Searching the recordings',
    (report, signal) =>
      run(report, signal).catch((thrown: unknown) => String((thrown as Error | undefined)?.message ?? thrown)),
    { cancellable: true },
  );
  if (typeof found === 'string') return void notifications.show('error', found);
  if (found.length === 0) return void notifications.show('info', `No recording of this session has “${text.trim()}”.`);
  const byRef = new Map(recordings.map((each) => [each.ref, each]));
  const choice = await quickInput.pick(
    found.map((each) => {
      const recording = byRef.get(each.recording);
      return {
        label: recording ? labelOf(recording) : 'A recording',
        description: new Date(each.atMs).toLocaleString(),
        detail: `${each.path ?? placeWords[each.in]}: ${each.words}`,
        icon: 'play-circle',
        value: each,
      };
    }),
    { title: `Search Recordings: ${text.trim()}` },
  );
  if (choice === undefined) return;
  const { recording, seq, atMs, line } = choice;
  const place = seq === null ? null : { seq, atMs, line };
  location.hash = fragmentFor(location.hash, { recording, place });
}

const placeWords = { title: 'Title', tag: 'Tag', marker: 'Marker', comment: 'Comment', text: 'A text' } as const;
