import { TextCopy, type TextEntry } from '../../src/shared/capabilities/documents/text-copy.ts';
import type { Writer } from '../../src/shared/capabilities/documents/update-rules.ts';

/** Edit of an agent, as its program knows it: the lines that it had read, in which it put this word. */
export interface ToldEdit {
  word: string;
  read: string;
}

/** Edit that took text away which its writer had not read. */
export interface Trampled {
  word: string;
  taken: string;
}

/** Mark of an agent's edit, which no other has. */
const words = /w\d+_\d+_/;

/**
 * Looks at the edits of agents in the log of one text, as everybody folds them: whether what each took away was in what
 * its program says that it had read. Nobody's word about its own edit in the log is believed.
 */
export class ReplacedText {
  readonly #told: ReadonlyMap<string, ToldEdit>;
  readonly #copy = new TextCopy();
  readonly trampled: Trampled[] = [];
  /** Words of the edits of agents that have counted. */
  readonly counted = new Set<string>();

  constructor(told: ReadonlyMap<string, ToldEdit>) {
    this.#told = told;
  }

  get text(): string {
    return this.#copy.text.toString();
  }

  begin(checkpoint: Uint8Array | null): void {
    if (checkpoint) this.#copy.load(checkpoint);
  }

  take(entry: TextEntry, writer: Writer): void {
    const before = this.text;
    const taken: string[] = [];
    let put = '';
    const look = ({ delta }: { delta: { retain?: number; delete?: number; insert?: unknown }[] }) => {
      let at = 0;
      for (const part of delta) {
        if (part.delete !== undefined) taken.push(before.slice(at, at + part.delete));
        at += (part.retain ?? 0) + (part.delete ?? 0);
        if (typeof part.insert === 'string') put += part.insert;
      }
    };
    this.#copy.text.observe(look as never);
    this.#copy.fold(entry, writer);
    this.#copy.text.unobserve(look as never);
    if (!writer.isAgent || (put === '' && taken.length === 0)) return;
    const word = words.exec(put)?.[0] ?? '';
    const read = this.#told.get(word)?.read;
    this.counted.add(word);
    for (const each of taken) if (read === undefined || !read.includes(each)) this.trampled.push({ word, taken: each });
  }
}
