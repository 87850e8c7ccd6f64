import { z } from 'zod';
import type { App } from '../../session/app.ts';

/** Last moment that this window's person can have seen. */
export interface Seen {
  seq: number;
  atMs: number;
}

/** Shortest absence of which somebody is told. */
const absenceMs = 5 * 60_000;
/** Interval at which an active window notes the moment. */
const noteMs = 10_000;

const kept = z.object({ seq: z.number().int().min(0), atMs: z.number() });

/** Watches whether this window's person is here, and tells of each absence once they are back. */
export class Absence {
  readonly #app: App;
  readonly #back: (since: Seen) => void;
  #seen: Seen | null = null;
  #hasBegun = false;

  constructor(app: App, back: (since: Seen) => void) {
    [this.#app, this.#back] = [app, back];
    const { session } = app;
    session.events.on('state', () => this.#look());
    const timer = setInterval(() => this.#look(), noteMs);
    addEventListener('pagehide', () => {
      clearInterval(timer);
      this.#keep();
    });
  }

  get #key(): string {
    return `ensemble.activity.seen.${this.#app.session.person}`;
  }

  get #isHere(): boolean {
    const { session } = this.#app;
    const activity = session.state.replicas[session.replica]?.activity;
    return activity === 'active' || activity === 'busy';
  }

  #look(): void {
    const { session } = this.#app;
    if (session.person === null || session.status.is !== 'online' || session.applied === 0) return;
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#seen = this.#read();
    }
    if (!this.#isHere) return;
    const before = this.#seen;
    const now = { seq: session.applied, atMs: session.nowMs() };
    if (before && now.atMs - before.atMs < noteMs && now.atMs >= before.atMs) return;
    this.#seen = now;
    this.#keep();
    if (before && now.atMs - before.atMs >= absenceMs && now.seq > before.seq) this.#back(before);
  }

  #read(): Seen | null {
    try {
      const found = kept.safeParse(JSON.parse(localStorage.getItem(this.#key) ?? 'null'));
      // A session that begins anew has another past.
      return found.success && found.data.seq <= this.#app.session.applied ? found.data : null;
    } catch {
      return null;
    }
  }

  #keep(): void {
    if (this.#seen === null) return;
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#seen));
    } catch {
      // A browser without room keeps none: the next absence is not told of.
    }
  }
}
