import { newId } from '../../../shared/core/ids.ts';
import { calendarFile } from '../../../shared/text/calendar-event.ts';
import { plainWords } from '../../../shared/text/shown.ts';
import type { App } from '../../session/app.ts';
import type { PickItem } from '../../workbench/index.ts';

const hourMs = 3_600_000;

const durations: PickItem<number>[] = [
  { label: '30 minutes', value: hourMs / 2 },
  { label: '1 hour', value: hourMs },
  { label: '2 hours', value: 2 * hourMs },
  { label: 'Half a day', description: '4 hours', value: 4 * hourMs },
];

/** Reads a local time, such as `2026-12-01 15:00`; null where it is none. */
export function timeFrom(words: string): number | null {
  const found = /^(\d{4})-(\d{1,2})-(\d{1,2})[ T]+(\d{1,2}):(\d{2})$/.exec(words.trim());
  if (!found) return null;
  const [year, month, day, hour, minute] = found.slice(1).map(Number) as [number, number, number, number, number];
  const date = new Date(year, month - 1, day, hour, minute);
  // A date that there is not, such as the 30th of February, becomes another.
  const isThere = date.getMonth() === month - 1 && date.getDate() === day && date.getHours() === hour && minute < 60;
  return isThere ? date.getTime() : null;
}

/** Writes a local time as it is read. */
export function timeInWords(ms: number): string {
  const date = new Date(ms);
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `Ensemble: Schedule a Session…`: a file for calendars, with the time and the invite link. */
export async function scheduleSession({ workbench, workspace, client }: App): Promise<void> {
  const { quickInput, notifications, dialogs } = workbench;
  const { environment } = client.options;
  const { link } = await workspace.request('sharing.describe', {});
  if (link === null) {
    const button = 'Share';
    const words = 'This folder is not shared, so there is no link to meet by. Share it first; the link stays.';
    if ((await notifications.show('info', words, { buttons: [button] })) === button)
      await workbench.commands.execute('ensemble.share');
    return;
  }
  const folder = client.state.host?.folder ?? 'this folder';
  const heading = `Schedule a Session on ${folder}`;
  const title = await quickInput.input({
    title: `${heading} (1/3)`,
    prompt: 'What is it about?',
    value: `Session on ${folder}`,
    validate: (value) => (value.trim() === '' ? 'It needs a few words.' : null),
  });
  if (title === undefined) return;
  const nowMs = environment.nowMs();
  const time = await quickInput.input({
    title: `${heading} (2/3)`,
    prompt: 'When does it begin, in your local time? For example 2026-12-01 15:00.',
    value: timeInWords(Math.ceil((nowMs + 1) / hourMs) * hourMs),
    validate: (value) => {
      const ms = timeFrom(value);
      if (ms === null) return 'Write year, month, day and time: 2026-12-01 15:00.';
      return ms < nowMs ? 'That is over.' : null;
    },
  });
  if (time === undefined) return;
  const durationMs = await quickInput.pick(durations, { title: `${heading} (3/3)`, placeholder: 'How long is it?' });
  if (durationMs === undefined) return;
  const file = calendarFile({
    uid: newId(environment),
    title: plainWords(title),
    description: `Join ${plainWords(folder)} in Ensemble: ${link}\nThe host must be there. Whoever has this link can ask to join.`,
    url: link,
    startMs: timeFrom(time)!,
    durationMs,
    madeMs: nowMs,
  });
  dialogs.download('session.ics', new TextEncoder().encode(file), 'text/calendar');
  notifications.status('Saved session.ics: open it with your calendar, and invite the others there.');
}
