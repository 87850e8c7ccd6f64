import type { ReplayClient } from '../../../client/replay-client.ts';
import type { Moment, stepsOf } from '../../../shared/capabilities/replay/methods.ts';
import type { Timeline } from '../../../shared/core/timeline.ts';
import { createStore, type Store } from '../../ui/react-render.tsx';
import { advanced, type Hidden, movedTo, type Player, playerOf, toggled } from './player.ts';

/** Interval at which a playing recording goes on. */
const tickMs = 50;

/** Content of a player bar: the recording's overview, and where it is shown; null until the overview is here. */
export type Shown = {
  timeline: Timeline;
  player: Player;
  /** The last entry up to the moment, as the recording has told it; null before it has. */
  moment: Moment | null;
  hidden: Hidden;
} | null;

type Known = NonNullable<Shown>;
type Wanted = { by: 'seq' | 'time'; at: number };

/** Plays the recording of a window: its clock, and the requests to show another moment. */
export class Playing {
  readonly #client: ReplayClient;
  readonly #store = createStore<Shown>(null);
  /** Words about the connection, where there is none. */
  readonly trouble = createStore<string | null>(null);
  #timer: ReturnType<typeof setInterval> | null = null;
  #beatMs = 0;
  /** Moment to show next: of those that come while one is on its way, the newest counts. */
  #wanted: Wanted | null = null;
  #showing: Promise<void> | null = null;
  #stepping: Promise<void> = Promise.resolve();

  constructor(client: ReplayClient) {
    this.#client = client;
    client.events.on('timeline', (timeline) => this.#begin(timeline));
    client.events.on('status', (status) => {
      if (status.is === 'online') return this.trouble.set(null);
      if (status.is !== 'connecting') this.trouble.set(status.message);
      const shown = this.#store.get();
      if (shown?.player.isPlaying) this.#set({ ...shown, player: { ...shown.player, isPlaying: false } });
    });
    if (client.timeline) this.#begin(client.timeline);
  }

  /** Begins, or goes on where it was after a lost connection. */
  #begin(timeline: Timeline): void {
    const before = this.#store.get();
    const none = { moment: null, hidden: { names: [], people: [] } };
    this.#set(before ? { ...before, timeline } : { timeline, player: playerOf(timeline), ...none });
    this.#want({ by: 'time', at: before?.player.atMs ?? timeline.first.atMs });
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

  /** Sets the speed, or whether rests are passed over. */
  choose(choice: Partial<Pick<Player, 'speed' | 'skipsRests'>>): void {
    this.#change(({ player }) => ({ ...player, ...choice }));
  }

  /** Hides sorts of events and people, and no others. */
  hide(hidden: Hidden): void {
    const shown = this.#store.get();
    if (shown) this.#set({ ...shown, hidden });
  }

  /** Halts at the next entry of a sort, or at the one before; without one, at the end of the recording. */
  step(of: (typeof stepsOf)[number], way: 1 | -1): Promise<void> {
    this.#stepping = this.#stepping.then(() => this.#step(of, way)).catch(() => undefined);
    return this.#stepping;
  }

  async #step(of: (typeof stepsOf)[number], way: 1 | -1): Promise<void> {
    while (this.#showing) await this.#showing;
    const shown = this.#store.get();
    if (!shown) return;
    const { names, people } = shown.hidden;
    const without = { names: [...names], people: [...people] };
    const { moment } = await this.#client.request('replay.step', { of, way, without });
    const { first, last } = shown.timeline;
    await this.goTo(moment ?? (way === 1 ? last : first));
  }

  /** Halts at an entry, and resolves once it is shown. */
  async goTo({ seq, atMs }: { seq: number; atMs: number }): Promise<void> {
    const shown = this.#store.get();
    if (!shown) return;
    const player = { ...movedTo(shown.player, atMs, shown.timeline), isPlaying: false };
    this.#set({ ...shown, player });
    this.#want({ by: 'seq', at: seq });
    while (this.#showing) await this.#showing;
  }

  #change(next: (shown: Known) => Player): void {
    const shown = this.#store.get();
    if (!shown) return;
    const player = next(shown);
    this.#set({ ...shown, player });
    if (player.atMs !== shown.player.atMs) this.#want({ by: 'time', at: player.atMs });
  }

  #set(shown: Known): void {
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

  #want(wanted: Wanted): void {
    this.#wanted = wanted;
    this.#showing ??= this.#showAll();
  }

  /** Shows what is wanted, one after another; a lost connection ends that until it is back. */
  async #showAll(): Promise<void> {
    for (let wanted = this.#wanted; wanted !== null; wanted = this.#wanted) {
      this.#wanted = null;
      const moment = await this.#client.shown(wanted.by, wanted.at).catch(() => null);
      const shown = this.#store.get();
      if (shown && moment) this.#store.set({ ...shown, moment });
    }
    this.#showing = null;
  }
}
