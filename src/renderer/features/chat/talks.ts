import { everybodysRoom } from '../../../shared/capabilities/chat/chat-state.ts';
import type { Snippet } from '../../../shared/capabilities/chat/kinds.ts';
import { isPairRef, otherOfPair, pairRef } from '../../../shared/capabilities/direct/pairs.ts';
import type { App } from '../../session/app.ts';
import { createStore } from '../../ui/react-render.tsx';
import { VoiceRecorder } from '../../ui/voice-recorder.ts';
import { Attaching } from './attaching.ts';
import { ChatModel } from './chat-model.ts';
import { Typing } from './typing.ts';

/** Pause in which people who come in are gathered, before their pairs are asked about. */
const gatherMs = 1_000;

/** One conversation: the room, or that with one other person; with all that is being written in it. */
export class Talk {
  readonly model: ChatModel;
  readonly typing: Typing;
  readonly attaching: Attaching;
  readonly voice = new VoiceRecorder();
  readonly snippet = createStore<Snippet | null>(null);
  /** Words of the box, while another conversation is shown. */
  draft = '';

  /** `other`: the other person; null for the room. */
  constructor(app: App, ref: string, other: string | null) {
    this.model = new ChatModel(app, ref, other);
    this.typing = new Typing(app, this.model);
    this.attaching = new Attaching(app);
  }

  get other(): string | null {
    return this.model.other;
  }
}

/** All conversations of this window's person. Those with others are here once something was said in them. */
export class Talks {
  readonly room: Talk;
  readonly shown;
  /** Counts up with each change of the list, or of what is unread. */
  readonly version = createStore(0);
  readonly #app: App;
  readonly #direct = new Map<string, Talk>();
  readonly #known = new Set<string>();
  #gathering: ReturnType<typeof setTimeout> | null = null;

  constructor(app: App) {
    this.#app = app;
    this.room = new Talk(app, everybodysRoom, null);
    this.shown = createStore<Talk>(this.room);
    this.room.model.store.subscribe(this.#changed);
    if (app.recording !== null) return;
    app.client.events.on('state', () => this.#gatherSoon());
    app.client.events.on('entry', ({ ref }) => {
      if (ref !== null && isPairRef(ref)) this.#found(ref);
    });
  }

  readonly #changed = () => this.version.set(this.version.get() + 1);

  /** The room, and conversations with others, the newest first. */
  get all(): Talk[] {
    const newest = ({ model }: Talk) => model.room.newest?.seq ?? Number.POSITIVE_INFINITY;
    return [this.room, ...[...this.#direct.values()].sort((a, b) => newest(b) - newest(a))];
  }

  /** Messages of others that are not seen, in all conversations. */
  get unread(): number {
    return this.all.reduce((sum, { model }) => sum + model.unread.length, 0);
  }

  /** Gives the conversation with somebody. */
  with(person: string): Talk {
    const known = this.#direct.get(person);
    if (known) return known;
    const talk = new Talk(this.#app, pairRef(this.#app.session.person ?? '', person), person);
    this.#direct.set(person, talk);
    talk.model.store.subscribe(this.#changed);
    this.#changed();
    return talk;
  }

  show(talk: Talk): void {
    this.shown.set(talk);
  }

  #found(ref: string): void {
    const { person, state } = this.#app.session;
    const other = person === null ? null : otherOfPair(state, person, ref);
    if (other !== null) this.with(other);
  }

  /** Has the session tell of the first word that somebody new writes to this person, and of those from before. */
  #gatherSoon(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = null;
      const { client } = this.#app;
      const me = client.person;
      if (me === null) return;
      const fresh = Object.keys(client.state.participants).filter((each) => each !== me && !this.#known.has(each));
      for (const each of fresh) this.#known.add(each);
      const refs = fresh.filter((each) => !this.#direct.has(each)).map((each) => pairRef(me, each));
      void client.followed.resting.add(
        refs.map((ref) => [ref, 0] as const),
        (ref) => this.#found(ref),
      );
    }, gatherMs);
  }
}
