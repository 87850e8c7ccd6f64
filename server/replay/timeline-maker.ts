import type { Entry } from '../../src/shared/core/entry.ts';
import { mostMarks, type Timeline, timelineParts } from '../../src/shared/core/timeline.ts';
import type { SessionState } from '../../src/shared/session/state.ts';

/** Kinds that a timeline names one by one. */
const marked: ReadonlySet<string> = new Set([
  'doc.saved',
  'doc.conflicted',
  'doc.resolved',
  'participant.admitted',
  'participant.removed',
  'host.claimed',
  'git.done',
  'terminal.opened',
  'terminal.ended',
  'recording.marked',
  'recording.started',
  'recording.stopped',
]);

/** Shortest stretch without an entry that counts as a rest. */
const shortestRestMs = 10_000;

const secondMs = 1000;

/** Gathers the overview of a log while it is read, entry by entry in its order. */
export class TimelineMaker {
  readonly #marks: Timeline['marks'] = [];
  readonly #rests: Timeline['rests'] = [];
  /** Edits of each person in each second. */
  readonly #edits = new Map<string, Map<number, number>>();
  #first: Timeline['first'] | null = null;
  #last: Timeline['last'] = { seq: 0, atMs: 0 };

  /** Takes in the next entry; `state` is that after it. */
  note({ seq, at, by, kind }: Entry, state: SessionState): void {
    const person = state.replicas[by]?.person ?? null;
    this.#first ??= { seq, atMs: at };
    if (this.#last.seq > 0 && at - this.#last.atMs >= shortestRestMs && this.#rests.length < mostMarks)
      this.#rests.push([this.#last.atMs, at]);
    this.#last = { seq, atMs: at };
    if (marked.has(kind) && this.#marks.length < mostMarks) this.#marks.push({ seq, atMs: at, kind, person });
    if (kind !== 'doc.updated' || person === null) return;
    const second = Math.floor(at / secondMs);
    const edits = this.#edits.get(person) ?? new Map<number, number>();
    this.#edits.set(person, edits.set(second, (edits.get(second) ?? 0) + 1));
  }

  /** Gives the overview of everything that was noted. */
  made(): Timeline {
    const first = this.#first ?? this.#last;
    const partMs = Math.max(1, (this.#last.atMs - first.atMs) / timelineParts);
    const density = [...this.#edits].slice(0, 200).map(([person, edits]) => {
      const counts = new Array<number>(timelineParts).fill(0);
      for (const [second, count] of edits) {
        const part = Math.floor((second * secondMs - first.atMs) / partMs);
        counts[Math.min(timelineParts - 1, Math.max(0, part))]! += count;
      }
      return { person, counts };
    });
    return { first, last: this.#last, marks: this.#marks, rests: this.#rests, density };
  }
}
