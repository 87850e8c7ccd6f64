import type { ReadStretch } from '../../shared/capabilities/documents/reading-rules.ts';
import { standingItems } from '../../shared/text/items.ts';
import type { TextDocument } from '../text-document.ts';

/** A run of ids in a text that was read: its client, its first clock, its length, and its offset in UTF-16 units. */
interface Run {
  client: number;
  clock: number;
  length: number;
  offset: number;
}

/** A text as it was read, with the id of each character. */
export class ReadVersion {
  readonly text: string;
  readonly #runs: Run[] = [];

  /** Notes a document as the log has it: with nothing of its reader's own that is still on its way. */
  constructor(document: TextDocument) {
    this.text = document.toString();
    for (const { item, offset } of standingItems(document.yText)) {
      const { client, clock } = item.id;
      const last = this.#runs.at(-1);
      if (last && last.client === client && last.clock + last.length === clock) last.length += item.length;
      else this.#runs.push({ client, clock, length: item.length, offset });
    }
  }

  /**
   * Gives the whole lines around a part of the text, in UTF-16 units, with the line end before them: that is what an
   * edit of the part touches.
   */
  linesAround(start: number, end: number): { start: number; end: number } {
    const before = this.text.lastIndexOf('\n', start - 1);
    const atLineStart = end > start && this.text[end - 1] === '\n';
    const after = this.text.indexOf('\n', atLineStart ? end - 1 : end);
    return { start: start === 0 ? 0 : Math.max(0, before), end: after === -1 ? this.text.length : after + 1 };
  }

  /** Gives a part of the text by its ids. */
  stretch(start: number, end: number): ReadStretch {
    const ids = this.#runs
      .filter((run) => run.offset < end && run.offset + run.length > start)
      .map(({ client, clock, length, offset }): [number, number, number] => {
        const from = Math.max(start, offset);
        return [client, clock + from - offset, Math.min(end, offset + length) - from];
      });
    const atEnds = {
      ...(start === 0 && { fromStart: true as const }),
      ...(end === this.text.length && { toEnd: true as const }),
    };
    return { ids, ...atEnds };
  }
}
