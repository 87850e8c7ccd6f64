import type { ReplayClient } from '../../../client/replay-client.ts';
import type { Timeline } from '../../../shared/core/timeline.ts';
import { createStore, type Store } from '../../ui/react-render.tsx';
import { advanced, markBeside, movedTo, type Player, playerOf, toggled } from './player.ts';

/** Interval at which a playing recording goes on. */
const tickMs = 50;

/** Content of a player bar: the recording's overview, and where it is shown; null until the overview is here. */
export type Shown = { timeline: Timeline; player: Player } | null;

/** Plays the recording of a window: its clock, and the requests to show another moment. */
export class Playing {
  readonly #client: ReplayClient;
  readonly #store = createStore<Shown>(null);
  #timer: ReturnType<typeof setInterval> | null = null;
  #beatMs = 0;

  constructor(client: ReplayClient) {
    this.#client = client;
    client.events.on('timeline', (timeline) => this.#begin(timeline));
    if (client.timeline) this.#begin(client.timeline);
  }

  /** Begins, or goes on where it was after a lost connection. */
  #begin(timeline: Timeline): void {
    const before = this.#store.get();
    this.#set({ timeline, player: before?.player ?? playerOf(timeline) });
    if (before) this.#show();
  }

  get shown(): Store<Shown> {
    return this.#store;
  }

  /** Plays, or halts. */
  toggle(): void {
    this.#change(({ player, timeline }) => toggled(player, timeline));
  }

  /** Shows the recording as it was at a time. */
  seek(atMs: number): void {
    this.#change(({ player, timeline }) => movedTo(player, atMs, timeline));
  }

  /** Goes on, or back, by some milliseconds. */
  skip(ms: number): void {
    this.#change(({ player, timeline }) => movedTo(player, player.atMs + ms, timeline));
  }

  /** Goes to the next mark, or to the one before. */
  toMark(way: 1 | -1): void {
    this.#change(({ player, timeline }) => {
      const { first, last } = timeline;
      return movedTo(player, markBeside(timeline, player.atMs, way)?.atMs ?? (way === 1 ? last : first).atMs, timeline);
    });
  }

  /** Sets the speed, or whether rests are passed over. */
  choose(choice: Partial<Pick<Player, 'speed' | 'skipsRests'>>): void {
    this.#change(({ player }) => ({ ...player, ...choice }));
  }

  #change(next: (shown: NonNullable<Shown>) => Player): void {
    const shown = this.#store.get();
    if (!shown) return;
    const player = next(shown);
    this.#set({ ...shown, player });
    if (player.atMs !== shown.player.atMs) this.#show();
  }

  #set(shown: NonNullable<Shown>): void {
    this.#store.set(shown);
    if (shown.player.isPlaying === (this.#timer !== null)) return;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#beatMs = performance.now();
    this.#timer = shown.player.isPlaying ? setInterval(() => this.#beat(), tickMs) : null;
  }

  #beat(): void {
    const nowMs = performance.now();
    const elapsedMs = nowMs - this.#beatMs;
    this.#beatMs = nowMs;
    this.#change(({ player, timeline }) => advanced(player, elapsedMs, timeline));
  }

  #show(): void {
    const shown = this.#store.get();
    if (shown) this.#client.show('time', shown.player.atMs);
  }
}
