import type { CopiedRecording, ShelvedRecording } from '../../../shared/capabilities/library/methods.ts';
import { keptUntilMs } from '../../../shared/capabilities/recording/kept-until.ts';
import { isRecorded, type Recording } from '../../../shared/capabilities/recording/recording-state.ts';
import { lengthWords } from '../../../shared/length-words.ts';
import { counted } from '../../ui/words.ts';
import type { StatusBarEntry } from '../../workbench/index.ts';

/** Content of a recording, as everybody is told it. */
export const recordedContent =
  'texts, cursors, what each window shows, shared terminals, problems and Git. Hidden files, and what is typed into terminals, are in no recording.';

/** Names of the people who object, of whom `me` is called "you". */
export function objectorsOf({ objectors }: Recording, nameOf: (person: string) => string, me: string | null): string {
  return objectors.map((person) => (person === me ? 'you' : nameOf(person))).join(', ');
}

/** Item of the status bar about a recording. */
export function recordingItem(recording: Recording, objectors: string): StatusBarEntry {
  const title = recording.title === '' ? '' : ` “${recording.title}”`;
  if (isRecorded({ recording })) {
    const words = `This session is recorded${title}: ${recordedContent}`;
    return { icon: 'record', text: 'Recording', ariaLabel: 'Recording', tooltip: words, kind: 'error' };
  }
  const why = objectors === '' ? 'paused' : `${objectors} ${objectors === 'you' ? 'object' : 'objects'}`;
  return {
    icon: 'debug-pause',
    text: `Recording rests: ${why}`,
    ariaLabel: `The recording rests: ${why}`,
    tooltip: `The recording${title} rests: nothing of now is in it.`,
    kind: 'warning',
  };
}

/** Label of a recording in a list. */
export function labelOf({ title, startedMs }: Pick<ShelvedRecording, 'title' | 'startedMs'>): string {
  return title === '' ? `Recording of ${new Date(startedMs).toLocaleString()}` : title;
}

/** Describes when a recording was made, by whom, its length, and what is in it. */
export function detailOf({ startedMs, endedMs, name, marks, tags, keptDays, content }: ShelvedRecording): string {
  return [
    new Date(startedMs).toLocaleString(),
    endedMs === null ? 'runs now' : lengthWords(endedMs - startedMs),
    ...peopleWords(name, content?.people ?? []),
    ...untilWords({ endedMs, keptDays }),
    ...(content === null ? [] : [counted(content.files, 'file'), sizeWords(content.sizeBytes)]),
    ...(marks === 0 ? [] : [counted(marks, 'marked moment')]),
    ...tags.map((tag) => `#${tag}`),
  ].join(' · ');
}

/** Describes a copy in this computer's own library. */
export function detailOfCopy({ folder, keptMs, ...copy }: CopiedRecording): string {
  const of = folder === '' ? [] : [`of ${folder}`];
  const kept = `copied ${new Date(keptMs).toLocaleDateString()}`;
  return [...of, detailOf({ ...copy, keptDays: null }), kept].join(' · ');
}

/** Names whoever recorded once, and the others who were there. */
function peopleWords(name: string | null, people: readonly string[]): string[] {
  const others = people.filter((each) => each !== name).join(', ');
  const by = name === null ? [] : [`by ${name}`];
  return [...by, ...(others === '' ? [] : [name === null ? others : `with ${others}`])];
}

function untilWords(recording: Pick<ShelvedRecording, 'endedMs' | 'keptDays'>): string[] {
  const untilMs = keptUntilMs(recording);
  if (untilMs !== null) return [`kept until ${new Date(untilMs).toLocaleDateString()}`];
  return recording.keptDays === null ? [] : [`kept for ${counted(recording.keptDays, 'day')} after its end`];
}

/** Describes a size in its largest unit. */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1_000))} kB`;
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}
