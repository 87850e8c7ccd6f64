import { everybodysRoom } from '../../../src/shared/capabilities/chat/chat-state.ts';
import { isPairRef, otherOfPair, pairRef } from '../../../src/shared/capabilities/direct/pairs.ts';
import { changedValues } from '../../../src/shared/capabilities/values/outcomes.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';
import { EventReader } from '../../../src/shared/session/event-reader.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import { readBody } from '../../../src/shared/session/table.ts';
import { type Acting, toldLock, toldParticipants } from './acts.ts';
import type { Topic } from './requests.ts';
import { WatchedTasks } from './watched-tasks.ts';

/** Most people with whom a program hears direct messages. */
const mostPairs = 200;

/** Topics that a program hears of, and what it is told. */
export class Subscriptions {
  readonly #acting: Acting;
  readonly #tell: (event: object) => void;
  /** Beginnings of keys or kinds, by topic. */
  readonly #prefixes = new Map<Topic, string>();
  readonly #pairs = new Set<string>();
  readonly #reader: EventReader;
  readonly #tasks: WatchedTasks;
  /** Participants as they were told last, by person. */
  #told = new Map<string, string>();

  constructor(acting: Acting, tell: (event: object) => void) {
    this.#acting = acting;
    this.#tell = tell;
    this.#tasks = new WatchedTasks(acting, tell);
    this.#reader = new EventReader({ boundOf: (replica) => acting.member.state.replicas[replica] ?? null });
  }

  /** Begins to tell of a topic. Gives what the answer says beside that. */
  async add(topic: Topic, prefix: string): Promise<object> {
    if (topic === 'tasks') return this.#tasks.follow();
    this.#prefixes.set(topic, prefix);
    if (topic === 'presence') this.#told = this.#participants();
    if (topic === 'messages') {
      this.#acting.member.subscribe(everybodysRoom);
      this.#followPairs();
    }
    return {};
  }

  /** Ends what is under way. */
  stop(): void {
    this.#tasks.leave();
  }

  remove(topic: Topic): void {
    if (topic === 'tasks') return this.#tasks.leave();
    if (!this.#prefixes.delete(topic) || topic !== 'messages') return;
    for (const ref of [everybodysRoom, ...this.#pairs]) this.#acting.member.unsubscribe(ref);
    this.#pairs.clear();
  }

  #followPairs(): void {
    const { member } = this.#acting;
    for (const other of Object.keys(member.state.participants)) {
      const ref = pairRef(member.person, other);
      if (other === member.person || this.#pairs.has(ref) || this.#pairs.size >= mostPairs) continue;
      this.#pairs.add(ref);
      member.subscribe(ref);
    }
  }

  #participants(): Map<string, string> {
    return new Map(toldParticipants(this.#acting).map((each) => [each.id, JSON.stringify(each)]));
  }

  /** Tells of an entry what the program wants to hear of it. */
  entry(entry: Entry, before: SessionState): void {
    const { state } = this.#acting.member;
    const values = this.#prefixes.get('values');
    if (values !== undefined)
      for (const [key, now] of changedValues(before, state, values))
        this.#tell({ event: 'value', ...(now ?? { key, value: null, version: 0 }) });
    if (this.#prefixes.has('locks') && before.locks !== state.locks) this.#tellLocks(before);
    if (before.participants !== state.participants || before.replicas !== state.replicas) this.#tellPresence();
    if (this.#prefixes.has('messages')) this.#tellMessage(entry);
    const events = this.#prefixes.get('events');
    if (events !== undefined && entry.kind.startsWith(events)) this.#tellEvent(entry);
    this.#tasks.entry(entry, before);
  }

  #tellLocks(before: SessionState): void {
    const { state } = this.#acting.member;
    for (const lock of Object.values(state.locks.held))
      if (!before.locks.held[lock.id]) this.#tell({ event: 'lock', is: 'held', ...toldLock(state, lock) });
    for (const lock of Object.values(before.locks.held))
      if (!state.locks.held[lock.id]) this.#tell({ event: 'lock', is: 'released', ...toldLock(before, lock) });
  }

  #tellPresence(): void {
    if (this.#prefixes.has('messages')) this.#followPairs();
    if (!this.#prefixes.has('presence')) return;
    const now = this.#participants();
    for (const [person, text] of now)
      if (this.#told.get(person) !== text) this.#tell({ event: 'presence', participant: JSON.parse(text) as object });
    this.#told = now;
  }

  #tellMessage({ kind, ref, by, seq, at, body }: Entry): void {
    if ((kind !== 'chat.posted' && kind !== 'direct.posted') || ref === null) return;
    const said = readBody(kind, body);
    const { member } = this.#acting;
    const from = member.state.replicas[by]?.person;
    if (said === null || from === undefined) return;
    const other = isPairRef(ref) ? otherOfPair(member.state, member.person, ref) : null;
    const { message, words, priority, mentions } = said;
    this.#tell({ event: 'message', message, from, with: other, text: words, priority, mentions, seq, atMs: at });
  }

  #tellEvent(entry: Entry): void {
    const { seq, at, kind, ref } = entry;
    const { documents } = this.#acting.member.state;
    const path = ref === null ? null : (documents[ref]?.path ?? null);
    this.#tell({ event: 'entry', seq, atMs: at, kind, path, ...this.#reader.tell(entry) });
  }
}
