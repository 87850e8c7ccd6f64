import { z } from 'zod';
import { isRecorded } from '../../src/shared/capabilities/recording/recording-state.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { pack, unpack } from '../../src/shared/core/message-pack.ts';
import { type TimelineMark, timelineMark } from '../../src/shared/core/timeline.ts';
import { fold } from '../../src/shared/session/fold.ts';
import { emptyState, type SessionState } from '../../src/shared/session/state.ts';
import { LogFacts } from '../session/log-facts.ts';
import { EventReader } from './event-reader.ts';

/** Overview of an entry: everything that a player has to know of each one before it is shown. */
export interface EntryNote {
  seq: number;
  atMs: number;
  isEdit: boolean;
  /** Person of an edit. */
  person: string | null;
  /** Event that it is, for people. */
  event: TimelineMark | null;
  /** Recording in which it is; null for none. */
  recording: string | null;
}

/** Reads entries of a log in their order, and folds what is said by then. */
export class NoteReader {
  readonly facts: LogFacts;
  readonly #events: EventReader;
  state: SessionState;

  constructor(state: SessionState = emptyState, facts = new LogFacts()) {
    this.state = state;
    this.facts = facts;
    this.#events = new EventReader(facts);
  }

  /** Takes in the next entry. */
  read(entry: Entry): EntryNote {
    this.state = fold(this.state, entry);
    this.facts.note(entry);
    const isEdit = entry.kind === 'doc.updated';
    const { recording } = this.state;
    return {
      seq: entry.seq,
      atMs: entry.at,
      isEdit,
      person: isEdit ? (this.facts.boundOf(entry.by)?.person ?? null) : null,
      event: this.#events.read(entry),
      recording: recording !== null && isRecorded(this.state) ? recording.ref : null,
    };
  }
}

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Checked by hand: there are thousands. */
const counts = z.custom<number[]>(
  (value) => Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0),
  'expected counts',
);
const text = z.string().max(100);

/** Notes in columns: seqs and times as differences, persons by their place in `names` (0: no edit, 1: of nobody). */
const columns = z.object({
  names: z.array(text),
  seqs: counts,
  times: counts,
  persons: counts,
  events: z.array(z.tuple([count, timelineMark.omit({ seq: true, atMs: true })])),
  /** Places from which on another recording runs, or none. */
  recordings: z.array(z.tuple([count, text.nullable()])),
});

/** Values of the notes on as many entries as a segment has, each with an event. */
const packedLimits = { depth: 8, items: 50_000, keys: 100 } as const;

/** Packs the notes of a segment. */
export function packNotes(notes: readonly EntryNote[]): Uint8Array {
  const names = [...new Set(notes.flatMap(({ isEdit, person }) => (isEdit && person !== null ? person : [])))];
  const numbers = new Map(names.map((name, index) => [name, index + 2]));
  const packed: z.infer<typeof columns> = {
    names,
    seqs: notes.map(({ seq }, index) => seq - (notes[index - 1]?.seq ?? 0)),
    times: notes.map(({ atMs }, index) => atMs - (notes[index - 1]?.atMs ?? 0)),
    persons: notes.map(({ isEdit, person }) => (isEdit ? (numbers.get(person ?? '') ?? 1) : 0)),
    events: notes.flatMap(({ event }, index) => {
      if (event === null) return [];
      const { kind, person, words } = event;
      return [[index, { kind, person, words }] as [number, Omit<TimelineMark, 'seq' | 'atMs'>]];
    }),
    recordings: notes.flatMap(({ recording }, index) =>
      index > 0 && notes[index - 1]!.recording === recording ? [] : [[index, recording] as [number, string | null]],
    ),
  };
  return pack(packed);
}

/** Unpacks the notes of a segment. Throws for bytes that are none. */
export function unpackNotes(bytes: Uint8Array): EntryNote[] {
  const { names, seqs, times, persons, events, recordings } = columns.parse(unpack(bytes, packedLimits));
  const eventsAt = new Map(events);
  const recordingsAt = new Map(recordings);
  let [seq, atMs] = [0, 0];
  let recording: string | null = null;
  return seqs.map((step, index) => {
    seq += step;
    atMs += times[index] ?? 0;
    const person = persons[index] ?? 0;
    const event = eventsAt.get(index);
    const other = recordingsAt.get(index);
    if (other !== undefined) recording = other;
    return {
      seq,
      atMs,
      isEdit: person > 0,
      person: names[person - 2] ?? null,
      event: event ? { seq, atMs, ...event } : null,
      recording,
    };
  });
}

/** Makes packed notes anew without those of entries that were cut out; others have the place of some. */
export function withoutNotes(index: Uint8Array, gone: ReadonlySet<number>, instead: readonly Entry[]): Uint8Array {
  const others = new Map(instead.map((entry) => [entry.seq, entry]));
  const reader = new EventReader({ boundOf: () => null });
  const notes = unpackNotes(index).flatMap((note) => {
    if (!gone.has(note.seq)) return [note];
    const entry = others.get(note.seq);
    const event = entry ? reader.read(entry) : null;
    const person = event?.person ?? note.event?.person ?? null;
    return entry ? [{ ...note, isEdit: false, person: null, event: event && { ...event, person } }] : [];
  });
  return packNotes(notes);
}
