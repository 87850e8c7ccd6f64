import type * as Y from 'yjs';
import { TextCopy, textChangeOf, writerBehind } from '../../src/shared/capabilities/documents/text-copy.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { readBody } from '../../src/shared/session/table.ts';
import type { ReplayHistory } from './replay-history.ts';

/** Longest stretch of work before others get a turn, and longest work for one question. */
const sliceMs = 8;
const mostMs = 60_000;

/** Bounds the work for one question: it gives way to others, and ends where it is cancelled or takes too long. */
export class Work {
  readonly #signal: AbortSignal;
  readonly #beganMs = performance.now();
  #sliceMs = performance.now();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** True if there is no more time for it. */
  get isLate(): boolean {
    return performance.now() - this.#beganMs > mostMs;
  }

  /** Gives way where it is time to. Throws where nobody wants the answer any more. */
  async turn(): Promise<void> {
    if (performance.now() - this.#sliceMs >= sliceMs) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#sliceMs = performance.now();
    }
    if (this.#signal.aborted) throw new EnsembleError('cancelled', 'Cancelled.');
  }
}

/** A replaced part of a text, in UTF-16 units of the text before the update. */
export interface Replaced {
  offset: number;
  deleted: number;
  inserted: string;
}

/** The text of a document after one of its updates. */
export interface TextStep {
  /** Null for the text with which the recording begins, and for the outcome of what was cut out. */
  entry: Entry | null;
  /** Moment of it, and the person who has made it. */
  moment: { seq: number; atMs: number; person: string | null };
  copy: TextCopy;
  before: string;
  text: string;
  changes: readonly Replaced[];
  /** Path of its file then. */
  path: string | null;
}

/** Walks through the history of one text, from update to update, each attributed by its own Yjs ids. */
export async function* textSteps(
  history: ReplayHistory,
  ref: string,
  upTo: number,
  work: Work,
): AsyncGenerator<TextStep> {
  const copy = new TextCopy();
  let delta: Y.YTextEvent['delta'] = [];
  copy.text.observe((event) => {
    delta = event.delta;
  });
  let text = '';
  let path = (await history.stateAt(history.timeline.first.seq)).documents[ref]?.path ?? null;
  try {
    for await (const { checkpoint, entries } of history.pages(ref, upTo)) {
      if (checkpoint) {
        copy.load(checkpoint);
        text = copy.text.toString();
        const changes = [{ offset: 0, deleted: 0, inserted: text }];
        const moment = { ...history.timeline.first, person: null };
        yield { entry: null, moment, copy, before: '', text, changes, path };
      }
      for (const entry of entries) {
        path = pathAfter(entry, path);
        const change = textChangeOf(entry);
        if (change === null) continue;
        delta = [];
        const writer = writerBehind(entry.by, history.facts.boundOf(entry.by) ?? undefined);
        if (!copy.take(change, writer) || change.is === 'bound') continue;
        await work.turn();
        const before = text;
        const isEdit = change.is === 'updated';
        const person = isEdit ? history.personBehind(entry.by) : null;
        const moment = { seq: entry.seq, atMs: entry.at - entry.ageMs, person };
        const changes = replacedBy(delta);
        for (const { offset, deleted, inserted } of changes.toReversed())
          text = text.slice(0, offset) + inserted + text.slice(offset + deleted);
        yield { entry: isEdit ? entry : null, moment, copy, before, text, changes, path };
      }
    }
  } finally {
    copy.document.destroy();
  }
}

function pathAfter({ kind, body }: Entry, before: string | null): string | null {
  if (kind !== 'doc.opened' && kind !== 'doc.moved') return before;
  const said = readBody(kind, body);
  return said ? said.path : before;
}

/** Reads a change of a Yjs text as replaced parts, in the order of the text. */
function replacedBy(delta: Y.YTextEvent['delta']): Replaced[] {
  const all: Replaced[] = [];
  let offset = 0;
  for (const { retain = 0, delete: deleted = 0, insert = '' } of delta) {
    offset += retain;
    const last = all.at(-1);
    const inserted = typeof insert === 'string' ? insert : '';
    if (retain === 0 && last) {
      last.deleted += deleted;
      last.inserted += inserted;
    } else if (deleted > 0 || inserted !== '') all.push({ offset, deleted, inserted });
    offset += deleted;
  }
  return all;
}

/** Number of the line of an offset, and the line itself, as far as it is told. */
export function lineAround(text: string, offset: number): { line: number; text: string } {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return { line, text: clipped(text.slice(start, end < 0 ? text.length : end)) };
}

/** Cuts a line to the length that is told, between whole code points. */
export function clipped(line: string, most = 500): string {
  return line.length <= most ? line : line.slice(0, most - 1).toWellFormed();
}
