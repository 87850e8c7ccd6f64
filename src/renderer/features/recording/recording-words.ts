import type { PastRecording } from '../../../shared/capabilities/recording/methods.ts';
import { isRecorded, type Recording } from '../../../shared/capabilities/recording/recording-state.ts';
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
export function labelOf({ title, startedMs }: Pick<PastRecording, 'title' | 'startedMs'>): string {
  return title === '' ? `Recording of ${new Date(startedMs).toLocaleString()}` : title;
}

/** Describes when a recording was made, by whom, and its length. */
export function detailOf({ startedMs, endedMs, name, marks }: PastRecording): string {
  const length = endedMs === null ? 'runs now' : lengthWords(endedMs - startedMs);
  const marked = marks === 0 ? '' : `, ${marks} marked ${marks === 1 ? 'moment' : 'moments'}`;
  return `${new Date(startedMs).toLocaleString()}, ${length}${name === null ? '' : `, by ${name}`}${marked}`;
}

/** Describes a length of time in its largest units. */
export function lengthWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.max(1, Math.round(ms / 1000))} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
