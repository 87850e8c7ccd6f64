import type { CopiedRecording, ShelvedRecording } from '../../../shared/capabilities/library/methods.ts';
import { hasSession } from '../../session/address.ts';
import type { App } from '../../session/app.ts';
import type { Opening } from './browse-files.ts';
import { chooseFromAll, chooseRecording } from './choose-recording.ts';
import { labelOf } from './recording-words.ts';

/** Ways to keep recordings for a time only, and to delete them, in windows of the host's own. */
export function keepingRecordings({ workbench, ownHost: host }: App): void {
  if (host === null || !hasSession(location.hash)) return;
  const opening = { workbench, host };
  const command = (id: string, title: string, run: () => unknown) =>
    workbench.commands.register({ id: `ensemble.recording.${id}`, title, category: 'Ensemble', run });
  command('limit', 'Keep Recording for…', () => limit(opening));
  command('delete', 'Delete Recording…', () => remove(opening));
}

const offeredDays: readonly (number | null)[] = [null, 1, 7, 30, 90, 365];
const daysWords = (days: number | null) => (days === null ? 'For ever' : days === 1 ? '1 day' : `${days} days`);

async function limit(opening: Opening): Promise<void> {
  const { quickInput } = opening.workbench;
  const recording = await chooseRecording(opening, 'Keep Recording for');
  if (!recording) return;
  const offered = offeredDays.includes(recording.keptDays) ? offeredDays : [recording.keptDays, ...offeredDays];
  const choice = await quickInput.pick<{ days: number | null | 'other' }>(
    [
      ...offered.map((days) => ({
        label: daysWords(days),
        description: days === recording.keptDays ? 'now' : '',
        detail: days === null ? 'Until somebody deletes it' : 'After its end; then it is deleted by itself',
        value: { days },
      })),
      { label: 'Another time…', value: { days: 'other' } },
    ],
    { title: `Keep Recording for: ${labelOf(recording)}` },
  );
  if (choice === undefined) return;
  const days = choice.days === 'other' ? await askDays(opening) : choice.days;
  if (days === undefined) return;
  const kept = days === null ? 'until it is deleted' : `for ${daysWords(days)} after its end`;
  await tell(opening, { recording: recording.ref, days }, 'library.limit', `The recording is kept ${kept}.`);
}

async function askDays({ workbench }: Opening): Promise<number | undefined> {
  const typed = await workbench.quickInput.input({
    title: 'Keep Recording for',
    prompt: 'Days after its end',
    placeholder: '14',
    validate: (value) => (/^[1-9]\d{0,3}$/.test(value.trim()) ? null : 'A whole number of days, from 1 to 9,999.'),
  });
  return typed === undefined ? undefined : Number(typed.trim());
}

const [atOnce, asHistory] = ['Delete, with All That Was Said', 'Delete the Recording Alone'];

async function remove(opening: Opening): Promise<void> {
  const { workbench, host } = opening;
  const chosen = await chooseFromAll(opening, 'Delete Recording');
  if (!chosen) return;
  if (chosen.is === 'copy') return removeCopy(opening, chosen.recording);
  const { recording } = chosen;
  if (recording.endedMs === null)
    return void workbench.notifications.show('info', 'This recording runs now: stop it first, then delete it.');
  const history = await host.request('storage.describe', {}).then(
    ({ historyDays }) => historyDays,
    () => null,
  );
  const answer = await workbench.dialogs.ask('warning', `Delete “${labelOf(recording)}” for good?`, {
    detail: detailsOf(recording, history),
    buttons: [atOnce, asHistory],
    careful: true,
  });
  if (answer === undefined) return;
  const wish = { recording: recording.ref, clears: answer === atOnce };
  await tell(opening, wish, 'library.delete', 'The recording is deleted.');
}

async function removeCopy(opening: Opening, copy: CopiedRecording): Promise<void> {
  const answer = await opening.workbench.dialogs.ask('warning', `Delete the copy “${labelOf(copy)}” for good?`, {
    detail: [
      'Its file goes from this computer, with its title and its tags. This cannot be undone.',
      'The recording itself stays where the session is kept, and so do files that were exported.',
    ],
    buttons: ['Delete the Copy'],
    careful: true,
  });
  if (answer === undefined) return;
  await tell(opening, { recording: copy.ref, clears: false }, 'library.delete', 'The copy is deleted.');
}

/** Says what goes with a recording, and what stays. */
function detailsOf({ marks }: Pick<ShelvedRecording, 'marks'>, historyDays: number | null): string[] {
  const marked = marks === 0 ? '' : marks === 1 ? ', its marked moment' : `, its ${marks} marked moments`;
  const time = historyDays === null ? 'for ever' : historyDays === 1 ? 'for 1 day' : `for ${historyDays} days`;
  return [
    `It goes with its title, its tags${marked} and the links to it. Whoever watches it now is told.`,
    `“${atOnce}”: everything that was typed, shown and said in it leaves the history of this session at once, but for what another recording has.`,
    `“${asHistory}”: that stays as any other history, which is kept ${time}.`,
    'Files, and what stands in them, stay. So do copies on this computer, and files that were exported. This cannot be undone.',
  ];
}

async function tell<M extends 'library.limit' | 'library.delete'>(
  { workbench, host }: Opening,
  params: Parameters<typeof host.request<M>>[1],
  method: M,
  done: string,
): Promise<void> {
  await host.request(method, params).then(
    () => workbench.notifications.status(done),
    (thrown: unknown) =>
      void workbench.notifications.show('error', String((thrown as Error | undefined)?.message ?? thrown)),
  );
}
