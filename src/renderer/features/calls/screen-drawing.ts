import { everybodysCall, membersOf } from '../../../shared/capabilities/calls/calls-state.ts';
import { callLimits } from '../../../shared/capabilities/calls/limits.ts';
import { drawingMs } from '../../../shared/capabilities/drawing/drawing.ts';
import { thinned } from '../../../shared/capabilities/drawing/thinned.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { Entry } from '../../../shared/core/entry.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { createStore } from '../../ui/react-render.tsx';
import type { Place } from './screen-geometry.ts';
import {
  drawnOver,
  erasedOver,
  firstEndMs,
  noMarks,
  pointedOver,
  restingMs,
  type ScreenMarks,
  withoutOver,
} from './screen-marks.ts';

/** Shortest time between two places of the pointer that are told. */
const tellingMs = 120;
/** Shortest time between two strokes that are told: the next waits. */
const strokeMs = 260;

/** Strokes and pointers over the screens of the call: hears of the others', and tells of this person's. */
export class ScreenDrawing {
  readonly store = createStore<ScreenMarks>(noMarks);
  readonly #app: App;
  #ending: ReturnType<typeof setTimeout> | undefined;
  #strokes = 0;
  #waiting: { screen: string; stroke: number; points: readonly Place[] }[] = [];
  #drawing: ReturnType<typeof setTimeout> | undefined;
  #pointing: ReturnType<typeof setTimeout> | undefined;
  #pointer: { screen: string; at: Place | null } | null = null;
  #pointedMs = Number.NEGATIVE_INFINITY;

  constructor(app: App) {
    this.#app = app;
    app.session.events.on('entry', (entry) => this.#hear(entry));
    app.session.events.on('state', () => this.#set(this.store.get()));
  }

  /** True while this window is in the call, with the right to draw. */
  get mayDraw(): boolean {
    const { session, recording } = this.#app;
    return (
      recording === null &&
      Object.hasOwn(membersOf(session.state), session.replica) &&
      replicaMay(session.state, session.replica, 'annotate')
    );
  }

  /** Tells of a stroke of this person. */
  draw(screen: string, points: readonly Place[]): void {
    if (points.length < 2) return;
    this.#strokes = Math.max(this.#strokes + 1, Math.round(this.#app.session.nowMs()));
    this.#waiting.push({ screen, stroke: this.#strokes, points: thinned(points, callLimits.strokePoints) });
    this.#tellStroke();
  }

  /** Takes this person's newest stroke over a screen back. */
  undo(screen: string): void {
    const waiting = this.#waiting.findLastIndex((each) => each.screen === screen);
    if (waiting >= 0) return void this.#waiting.splice(waiting, 1);
    const last = this.#own(screen).at(-1);
    if (last) this.#app.client.publishLatest('call.erased', { screen, stroke: last.stroke }, everybodysCall);
  }

  /** Takes all of this person's strokes over a screen back. */
  clear(screen: string): void {
    this.#waiting = this.#waiting.filter((each) => each.screen !== screen);
    if (this.#own(screen).length > 0)
      this.#app.client.publishLatest('call.erased', { screen, stroke: null }, everybodysCall);
  }

  /** Tells of this person's pointer over a screen, or that it has left. */
  point(screen: string, at: Place | null): void {
    this.#pointer = { screen, at };
    const waitMs = at === null ? 0 : this.#pointedMs + tellingMs - performance.now();
    if (at === null) clearTimeout(this.#pointing);
    else if (this.#pointing !== undefined) return;
    this.#pointing = setTimeout(() => this.#tellPointer(), Math.max(0, waitMs));
  }

  #own(screen: string) {
    return this.store.get().strokes.filter((each) => each.by === this.#app.session.replica && each.screen === screen);
  }

  #tellStroke(): void {
    if (this.#drawing !== undefined) return;
    const next = this.#waiting.shift();
    if (!next || !this.mayDraw) return;
    const points = next.points.map(([x, y]): [number, number] => [x, y]);
    this.#app.client.publishLatest('call.drawn', { ...next, points }, everybodysCall);
    this.#drawing = setTimeout(() => {
      this.#drawing = undefined;
      this.#tellStroke();
    }, strokeMs);
  }

  #tellPointer(): void {
    this.#pointing = undefined;
    const { screen, at } = this.#pointer!;
    if (!this.mayDraw) return;
    this.#pointedMs = performance.now();
    this.#app.client.publishLatest('call.pointed', { screen, at: at && [at[0], at[1]] }, everybodysCall);
  }

  #hear({ kind, by, at, body }: Entry): void {
    // On coming into a session, a window hears of the last ones, which are over.
    const isOf = (validMs: number) => this.#app.session.nowMs() - at < validMs;
    const marks = this.store.get();
    if (kind === 'call.drawn' && isOf(drawingMs)) this.#set(drawnOver(marks, by, decodeBody(kind, body), at));
    else if (kind === 'call.erased') this.#set(erasedOver(marks, by, decodeBody(kind, body)));
    else if (kind === 'call.pointed' && isOf(restingMs)) this.#set(pointedOver(marks, by, decodeBody(kind, body), at));
  }

  #set(next: ScreenMarks): void {
    const { session } = this.#app;
    const members = membersOf(session.state);
    const marks = withoutOver(next, session.nowMs(), (replica) => Object.hasOwn(members, replica));
    clearTimeout(this.#ending);
    const endMs = firstEndMs(marks);
    this.#ending =
      endMs === null ? undefined : setTimeout(() => this.#set(this.store.get()), Math.max(20, endMs - session.nowMs()));
    this.store.set(marks);
  }
}
