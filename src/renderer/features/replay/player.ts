import type { Timeline } from '../../../shared/core/timeline.ts';

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

/** Finds the nearest mark behind a moment, or before it; undefined where there is none. */
export function markBeside({ marks }: Timeline, atMs: number, way: 1 | -1): Timeline['marks'][number] | undefined {
  return way === 1 ? marks.find((mark) => mark.atMs > atMs) : marks.findLast((mark) => mark.atMs < atMs);
}

function restAt(atMs: number, { rests }: Timeline): [number, number] | undefined {
  return rests.find(([from, to]) => from <= atMs && atMs < to);
}

/** Describes a stretch of time: `0:07`, `12:34`, `1:02:03`. */
export function timeWords(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const two = (number: number) => String(number).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
