import { agoInWords } from '../../shared/text/age.ts';
import { plainWords } from '../../shared/text/shown.ts';
import type { PersonRow, Place } from './person-rows.ts';
import { asksInWords } from './right-words.ts';

/** Describes somebody's activity in words. */
export function stateInWords({ state, lastSeenMs }: Pick<PersonRow, 'state' | 'lastSeenMs'>, nowMs: number): string {
  switch (state) {
    case 'busy':
      return 'do not disturb';
    case 'background':
      return 'host running in background';
    case 'asking':
      return `asked to join ${agoInWords(lastSeenMs, nowMs)}`;
    case 'offline':
      return `offline, last seen ${agoInWords(lastSeenMs, nowMs)}`;
    default:
      return state;
  }
}

/** Describes the time at somebody's place, where theirs is another than mine; nothing where it is the same, or unknown. */
export function localTimeInWords(offsetMinutes: number | null, now: Date): string {
  if (offsetMinutes === null || offsetMinutes === -now.getTimezoneOffset()) return '';
  const there = new Date(now.getTime() + offsetMinutes * 60_000);
  return `${there.toISOString().slice(11, 16)} local time`;
}

/** Describes a place: `src/app.ts, line 3`, or nothing. */
export function placeInWords(place: Place | null): string {
  if (place === null) return '';
  if (place.terminal !== null) return `terminal ${place.terminal}`;
  return place.line === null ? place.label : `${place.label}, line ${place.line}`;
}

/** Describes a place so that the name of a file is seen where there is little room: `app.ts, line 3 · src`. */
export function placeNameFirst(place: Place | null): string {
  const path = place?.terminal === null ? place.path : null;
  if (!place || !path?.includes('/')) return placeInWords(place);
  const at = path.lastIndexOf('/');
  return `${placeInWords({ ...place, label: path.slice(at + 1) })} · ${path.slice(0, at)}`;
}

const taskTitleLength = 60;

/** Describes the task at which somebody is: `task: Fix the login`, or nothing. */
export function taskInWords({ task }: Pick<PersonRow, 'task'>): string {
  if (task === null) return '';
  const title = plainWords(task.title).trim();
  return `task: ${title.length > taskTitleLength ? `${title.slice(0, taskTitleLength - 1).trimEnd()}…` : title}`;
}

/** Describes the place of a row beside its task: nothing where that is the task's own text. */
function placeBesideTask({ place, task }: Pick<PersonRow, 'place' | 'task'>): Place | null {
  return place !== null && place.terminal === null && place.path !== null && place.path === task?.path ? null : place;
}

/** Describes where somebody is, in words, with their task first. */
export function whereInWords(row: Pick<PersonRow, 'place' | 'task'>, inWords = placeInWords): string {
  return [taskInWords(row), inWords(placeBesideTask(row))].filter((part) => part !== '').join(', ');
}

/** Describes a participant that is no person: `agent of Ada`, `computer`; nothing for people. */
export function programInWords({ program }: Pick<PersonRow, 'program'>): string {
  if (program === undefined) return '';
  return program.owner === null ? program.type : `${program.type} of ${program.owner}`;
}

/** Describes a person for screen readers, beside the name: role, state, time and place of theirs, file and line. */
export function descriptionOf(row: PersonRow, nowMs: number): string {
  return [
    programInWords(row),
    row.role,
    row.paths ? `sees ${partInWords(row.paths)}` : '',
    row.drives ? 'drives' : '',
    callInWords(row),
    asksInWords(row),
    stateInWords(row, nowMs),
    localTimeInWords(row.offsetMinutes, new Date(nowMs)),
    row.whereabouts ?? '',
    row.follows === null ? '' : `follows ${row.follows}`,
    whereInWords(row),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

const callWords = { muted: 'in the call, muted', heard: 'in the call', shows: 'in the call, shows a screen' };

/** Describes somebody's part in the call; nothing where they are not in it. */
export function callInWords({ call }: Pick<PersonRow, 'call'>): string {
  return call === undefined ? '' : callWords[call];
}

/** Part of the folder that somebody sees, in words: `docs and src/api only`. */
export function partInWords(paths: readonly string[]): string {
  const [first, second, ...more] = paths;
  if (second === undefined) return `${first} only`;
  return more.length === 0 ? `${first} and ${second} only` : `${first}, ${second} and ${more.length} more only`;
}

/** Text of a person for screen readers: the name, then what describes them. */
export function accessibleName(row: PersonRow, nowMs: number): string {
  return `${row.isMe ? `${row.name} (you)` : row.name}, ${descriptionOf(row, nowMs)}`;
}
