import type { Timeline, TimelineMark } from '../../../shared/core/timeline.ts';
import { lookUp } from '../../../shared/session/table.ts';

/** Speeds that a player offers, in times of the recorded one. */
export const speeds = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

/** A player at a moment: where it is, and how it goes on. */
export interface Player {
  /** Moment that is shown, in milliseconds since the epoch. */
  atMs: number;
  isPlaying: boolean;
  speed: number;
  /** Whether stretches in which nobody did anything are passed over. */
  skipsRests: boolean;
}

/** Events and people that a viewer has chosen not to see on the timeline. */
export interface Hidden {
  /** Names of sorts of events. */
  names: readonly string[];
  people: readonly string[];
}

/** Time of a rest that is played before the rest of it is passed over. */
const playedRestMs = 1000;

/** Makes a player that stands at the beginning. */
export function playerOf({ first }: Timeline): Player {
  return { atMs: first.atMs, isPlaying: false, speed: 1, skipsRests: true };
}

/** Moves a player to a moment within its recording. */
export function movedTo(player: Player, atMs: number, { first, last }: Timeline): Player {
  return { ...player, atMs: Math.min(last.atMs, Math.max(first.atMs, atMs)) };
}

/** Lets a playing player go on by a stretch of the viewer's time; it stops at the end. */
export function advanced(player: Player, elapsedMs: number, timeline: Timeline): Player {
  if (!player.isPlaying) return player;
  const rest = player.skipsRests ? restAt(player.atMs, timeline) : undefined;
  const from =
    rest && player.atMs - rest[0] >= playedRestMs ? Math.max(player.atMs, rest[1] - playedRestMs) : player.atMs;
  const next = movedTo(player, from + elapsedMs * player.speed, timeline);
  return next.atMs >= timeline.last.atMs ? { ...next, isPlaying: false } : next;
}

/** Starts a player, or halts it. From the end it begins anew. */
export function toggled(player: Player, { first, last }: Timeline): Player {
  const atMs = !player.isPlaying && player.atMs >= last.atMs ? first.atMs : player.atMs;
  return { ...player, atMs, isPlaying: !player.isPlaying };
}

function restAt(atMs: number, { rests }: Timeline): [number, number] | undefined {
  return rests.find(([from, to]) => from <= atMs && atMs < to);
}

/** Gives the next faster speed, or the next slower one; the same at either end. */
export function speedBeside(speed: number, way: 1 | -1): number {
  const all: readonly number[] = speeds;
  return all[all.indexOf(speed) + way] ?? speed;
}

/** Name of the sort of an event. */
export function sortOf({ kind }: Pick<TimelineMark, 'kind'>): string {
  return lookUp(kind)?.mark?.name ?? kind;
}

/** Lists the events that a viewer wants to see. */
export function shownMarks({ marks }: Timeline, { names, people }: Hidden): TimelineMark[] {
  return marks.filter(
    (mark) => !names.includes(sortOf(mark)) && !(mark.person !== null && people.includes(mark.person)),
  );
}

/** Events so near each other on the timeline that one icon stands for them. */
export interface MarkGroup {
  /** Place of the first, from 0 at the beginning to 1. */
  place: number;
  marks: TimelineMark[];
}

/** Gathers events by their place, so that no more than so many icons stand beside each other. */
export function groupedMarks({ first, last }: Timeline, marks: readonly TimelineMark[], most: number): MarkGroup[] {
  const lengthMs = Math.max(1, last.atMs - first.atMs);
  const groups: MarkGroup[] = [];
  for (const mark of marks) {
    const place = (mark.atMs - first.atMs) / lengthMs;
    const group = groups.at(-1);
    if (group && place - group.place < 1 / most) group.marks.push(mark);
    else groups.push({ place, marks: [mark] });
  }
  return groups;
}

/** Describes a stretch of time: `0:07`, `12:34`, `1:02:03`. */
export function timeWords(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const two = (number: number) => String(number).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Describes a stretch of time for a listener: `1 hour 2 minutes 3 seconds`. */
export function spokenTime(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 3600), 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ];
  const words = parts.flatMap(([count, unit]) => (count === 0 ? [] : `${count} ${unit}${count === 1 ? '' : 's'}`));
  return words.join(' ') || '0 seconds';
}
