import type { Activity, ActivityEvent } from '../../../shared/capabilities/activity/methods.ts';
import { EventReader } from '../../../shared/session/event-reader.ts';
import { lookUp } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { createStore } from '../../ui/react-render.tsx';
import { Absence, type Seen } from './absence.ts';

/** Most events that are shown. */
const mostShown = 500;

/** Everything that happened while this window's person was away. */
export interface Missed extends Activity {
  since: Seen;
}

export interface ActivityShown {
  /** The newest first. */
  events: readonly ActivityEvent[];
  missed: Missed | null;
  /** Reason for which the past is not shown. */
  notice: string | null;
}

/** Sort of an event, by which people filter. */
export function areaOf({ kind }: Pick<ActivityEvent, 'kind'>): string {
  return lookUp(kind)?.mark?.name ?? 'Others';
}

/** The events of the session: of late, and as they come. */
export class ActivityModel {
  readonly store = createStore<ActivityShown>({ events: [], missed: null, notice: null });
  readonly #app: App;
  #hasAsked = false;
  #isAsking = false;

  constructor(app: App) {
    this.#app = app;
    const { session } = app;
    const reader = new EventReader({ boundOf: (replica) => session.state.replicas[replica] ?? null });
    session.events.on('entry', (entry) => {
      const event = reader.readWhole(entry);
      if (event === null) return;
      const { mentions, ...mark } = event;
      const path = entry.ref === null ? null : (session.state.documents[entry.ref]?.path ?? null);
      const isForMe = session.person !== null && mentions.includes(session.person);
      this.#add([{ ...mark, path, isForMe }]);
    });
    new Absence(app, (since) => void this.#miss(since));
  }

  #set(change: Partial<ActivityShown>): void {
    this.store.set({ ...this.store.get(), ...change });
  }

  #add(events: readonly ActivityEvent[]): void {
    const known = new Map(this.store.get().events.map((event) => [event.seq, event]));
    for (const event of events) known.set(event.seq, event);
    const sorted = [...known.values()].sort((a, b) => b.seq - a.seq).slice(0, mostShown);
    this.#set({ events: sorted });
  }

  /** Asks for the events of late, once somebody looks. */
  async look(): Promise<void> {
    if (this.#hasAsked || this.#isAsking) return;
    this.#isAsking = true;
    try {
      const { events } = await this.#app.workspace.request('activity.since', { after: null });
      this.#hasAsked = true;
      this.#add(events);
      this.#set({ notice: null });
    } catch (thrown) {
      this.#set({ notice: thrown instanceof Error ? thrown.message : String(thrown) });
    } finally {
      this.#isAsking = false;
    }
  }

  async #miss(since: Seen): Promise<void> {
    const { session, workspace } = this.#app;
    const activity = await workspace.request('activity.since', { after: since.seq }).catch(() => null);
    if (!activity) return;
    const isOther = ({ person }: { person: string | null }) => person !== null && person !== session.person;
    const missed = {
      ...activity,
      since,
      events: activity.events.filter(isOther),
      edits: activity.edits.filter(isOther),
    };
    if (missed.events.length + missed.edits.length > 0) this.#set({ missed });
  }

  /** Puts away the words about an absence. */
  dismiss(): void {
    this.#set({ missed: null });
  }
}
