import type * as Y from 'yjs';
import { TextCopy, textChangeOf, writerBehind } from '../../src/shared/capabilities/documents/text-copy.ts';
import { shownName } from '../../src/shared/capabilities/people/names.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { readBody } from '../../src/shared/session/table.ts';
import { type Readable, walked } from './walk.ts';

/** Characters that somebody has typed, pasted or deleted, in UTF-16 units. */
export interface Amount {
  typed: number;
  deleted: number;
}

/** Account of a recording, for people who read. */
export interface Summary {
  startedMs: number;
  endedMs: number;
  /** Time without the rests of the recording. */
  recordedMs: number;
  rests: number;
  people: ({ name: string; files: number } & Amount)[];
  files: { path: string; people: ({ name: string } & Amount)[] }[];
  commits: Happened[];
  marks: Happened[];
  saves: number;
  terminals: { title: string; atMs: number; outputBytes: number }[];
}

interface Happened {
  atMs: number;
  name: string;
  words: string;
}

const nobody = 'Somebody';
/** Author of everything that other programs changed on the disk. */
const otherPrograms = 'Other programs';

/** Reads a recording for what happened in it: who wrote how much in which file, commits, terminals and marks. */
export async function summaryOf(readable: Readable): Promise<Summary> {
  const { history } = readable;
  const counts = new Counts(readable);
  let stretch = -1;
  for await (const { entry, after } of walked(readable)) {
    if (after !== stretch) await counts.begin(after, entry.seq);
    stretch = after;
    await counts.take(entry);
  }
  counts.close();
  const { first, last } = history.timeline;
  const state = await history.stateAt(last.seq);
  const nameOf = (person: string | null) => shownName(state, person) ?? nobody;
  const { events } = history.index;
  const happened = (kind: string, words: (each: string) => string | null): Happened[] =>
    events.flatMap((event) => {
      const told = event.kind === kind ? words(event.words) : null;
      return told === null ? [] : [{ atMs: event.atMs, name: nameOf(event.person), words: told }];
    });
  return {
    startedMs: first.atMs,
    endedMs: last.atMs,
    recordedMs: counts.recordedMs,
    rests: Math.max(0, history.shown.length - 1),
    ...counts.made(nameOf, (ref) => state.documents[ref]?.path ?? null),
    commits: happened('git.done', (words) => /^committed (.*)$/s.exec(words)?.[1] ?? null),
    marks: happened('recording.marked', (words) => words.replace(/^marked: /, '')),
    saves: events.filter(({ kind }) => kind === 'doc.saved').length,
  };
}

class Counts {
  readonly #readable: Readable;
  /** By ref and person; '' for other programs. */
  readonly #amounts = new Map<string, Map<string, Amount>>();
  readonly #paths = new Map<string, string>();
  readonly #texts = new Map<string, Counted>();
  /** Documents whose text, as it was on the disk, has not come yet. */
  readonly #empty = new Set<string>();
  readonly #terminals = new Map<string, Summary['terminals'][number]>();
  #after = 0;
  #beganMs = 0;
  #lastMs = 0;
  recordedMs = 0;

  constructor(readable: Readable) {
    this.#readable = readable;
  }

  /** Begins a stretch: the texts are those of its beginning. */
  async begin(after: number, first: number): Promise<void> {
    this.close();
    this.#after = after;
    const { history } = this.#readable;
    this.#beganMs = history.index.timeOf(first);
    this.#lastMs = this.#beganMs;
    const { terminals } = await history.stateAt(after === 0 ? first : after);
    for (const [ref, { title }] of Object.entries(terminals)) this.#terminal(ref, title, this.#beganMs);
  }

  #terminal(ref: string, title: string, atMs: number): void {
    if (!this.#terminals.has(ref)) this.#terminals.set(ref, { title, atMs, outputBytes: 0 });
  }

  async take(entry: Entry): Promise<void> {
    this.#lastMs = entry.at;
    const { ref, kind } = entry;
    if (ref === null) return;
    if (kind === 'terminal.output') {
      const terminal = this.#terminals.get(ref);
      if (terminal) terminal.outputBytes += entry.body.length;
    }
    if (kind === 'terminal.opened') this.#opened(ref, entry);
    if (kind === 'doc.opened') this.#empty.add(ref);
    if (kind === 'doc.opened' || kind === 'doc.moved') this.#named(ref, kind, entry);
    const change = textChangeOf(entry);
    if (change === null) return;
    const text = this.#texts.get(ref) ?? (await this.#text(ref));
    const { facts } = this.#readable.history;
    const bound = facts.boundOf(entry.by) ?? undefined;
    const { typed, deleted } = text.take(change, writerBehind(entry.by, bound));
    if (typed + deleted === 0 || this.#empty.delete(ref)) return;
    const by = bound?.purpose === 'disk' ? '' : (bound?.person ?? '');
    const people = this.#amounts.get(ref) ?? new Map<string, Amount>();
    this.#amounts.set(ref, people);
    const before = people.get(by) ?? { typed: 0, deleted: 0 };
    people.set(by, { typed: before.typed + typed, deleted: before.deleted + deleted });
  }

  async #text(ref: string): Promise<Counted> {
    const text = new Counted();
    const base = await this.#readable.history.baseOf(ref, this.#after);
    if (base) text.copy.load(base.bytes);
    this.#texts.set(ref, text);
    return text;
  }

  #opened(ref: string, { body, at }: Entry): void {
    const said = readBody('terminal.opened', body);
    if (said) this.#terminal(ref, said.title, at);
  }

  #named(ref: string, kind: 'doc.opened' | 'doc.moved', { body }: Entry): void {
    const path = readBody(kind, body)?.path ?? null;
    if (path !== null) this.#paths.set(ref, path);
  }

  /** Ends a stretch. */
  close(): void {
    this.recordedMs += this.#lastMs - this.#beganMs;
    for (const { copy } of this.#texts.values()) copy.document.destroy();
    this.#texts.clear();
  }

  made(
    nameOf: (person: string | null) => string,
    pathOf: (ref: string) => string | null,
  ): Pick<Summary, 'people' | 'files' | 'terminals'> {
    const named = (person: string) => (person === '' ? otherPrograms : nameOf(person));
    const people = new Map<string, { files: number } & Amount>();
    const files = [...this.#amounts].map(([ref, amounts]) => ({
      path: pathOf(ref) ?? this.#paths.get(ref) ?? 'a text without a file',
      people: [...amounts].map(([person, amount]) => {
        const all = people.get(person) ?? { files: 0, typed: 0, deleted: 0 };
        people.set(person, {
          files: all.files + 1,
          typed: all.typed + amount.typed,
          deleted: all.deleted + amount.deleted,
        });
        return { name: named(person), ...amount };
      }),
    }));
    return {
      people: [...people].map(([person, amounts]) => ({ name: named(person), ...amounts })),
      files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
      terminals: [...this.#terminals.values()],
    };
  }
}

/** A text whose changes are counted. */
class Counted {
  readonly copy = new TextCopy();
  #delta: Y.YTextEvent['delta'] = [];

  constructor() {
    this.copy.text.observe((event) => {
      this.#delta = event.delta;
    });
  }

  take(change: NonNullable<ReturnType<typeof textChangeOf>>, writer: ReturnType<typeof writerBehind>): Amount {
    this.#delta = [];
    const amount = { typed: 0, deleted: 0 };
    if (!this.copy.take(change, writer)) return amount;
    for (const { insert, delete: deleted = 0 } of this.#delta) {
      amount.deleted += deleted;
      if (typeof insert === 'string') amount.typed += insert.length;
    }
    return amount;
  }
}
