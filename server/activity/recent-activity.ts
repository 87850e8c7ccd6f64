import {
  type Activity,
  type ActivityEdits,
  type ActivityEvent,
  activityLimits,
} from '../../src/shared/capabilities/activity/methods.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { EventReader } from '../../src/shared/session/event-reader.ts';
import { personBehind } from '../../src/shared/session/person-behind.ts';
import type { Log } from '../log/log.ts';
import type { Session } from '../session/session.ts';
import { lastAdmission, pageEntries } from './last-admissions.ts';

/** Wish to know what happened behind an entry; null for of late. */
export interface ActivityWish {
  after: number | null;
  /** The asker; everything is told to the host's owner, and to others what happened since they were admitted. */
  person: string;
  isOwner: boolean;
}

/** Reads the newest entries of a log as events of people, and counts edits by person and text. */
export async function recentActivity(
  log: Log,
  id: string,
  { state, facts }: Pick<Session, 'state' | 'facts'>,
  { after, person, isOwner }: ActivityWish,
): Promise<Activity> {
  const head = await log.head(id);
  const earliest = Math.max(0, head - activityLimits.entries);
  const gathered = new Gathered(state, facts);
  const admission = isOwner ? 0 : ((await lastAdmission(log, id, { facts }, person, head)) ?? 0);
  let at = Math.max(after ?? earliest, earliest, admission - 1);
  for (;;) {
    const page = await log.read(id, at, head, pageEntries);
    for (const entry of page) gathered.add(entry, person);
    if (page.length < pageEntries) break;
    at = page.at(-1)!.seq;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { ...gathered.told(), isCut: after !== null && after < earliest };
}

class Gathered {
  readonly #state: Session['state'];
  readonly #facts: Session['facts'];
  readonly #events: EventReader;
  #told: ActivityEvent[] = [];
  readonly #edits = new Map<string, ActivityEdits>();
  #fromMs: number | null = null;

  constructor(state: Session['state'], facts: Session['facts']) {
    [this.#state, this.#facts] = [state, facts];
    this.#events = new EventReader(facts);
  }

  add(entry: Entry, asker: string): void {
    this.#fromMs ??= entry.at;
    const path = entry.ref === null ? null : (this.#state.documents[entry.ref]?.path ?? null);
    if (entry.kind === 'doc.updated') return this.#edited(entry, path);
    const event = this.#events.readWhole(entry);
    if (event === null) return;
    const { mentions, ...mark } = event;
    this.#told.push({ ...mark, path, isForMe: mentions.includes(asker) });
    if (this.#told.length > 2 * activityLimits.events) this.#told = this.#told.slice(-activityLimits.events);
  }

  #edited(entry: Entry, path: string | null): void {
    const { ref, at } = entry;
    const person = personBehind(entry, this.#facts);
    if (person === null || ref === null) return;
    const key = `${person} ${ref}`;
    const known = this.#edits.get(key);
    const shown = path ?? this.#state.documents[ref]?.title ?? '';
    this.#edits.set(key, { person, path: shown, count: (known?.count ?? 0) + 1, lastMs: at });
  }

  told(): Omit<Activity, 'isCut'> {
    const edits = [...this.#edits.values()].sort((a, b) => b.lastMs - a.lastMs).slice(0, activityLimits.edits);
    return { events: this.#told.slice(-activityLimits.events), edits, fromMs: this.#fromMs };
  }
}
