import * as Y from 'yjs';
import { IdRanges } from '../../src/shared/text/id-ranges.ts';
import { itemsOf } from '../../src/shared/text/items.ts';

/** A line of a text, by its place. */
export interface LinePlace {
  line: number;
  start: number;
  end: number;
}

/**
 * The ids of a line's characters, those that were deleted in it among them: by these it is known at other moments,
 * wherever it stands then.
 */
export class LineIds {
  readonly #ids = new IdRanges<true>();
  readonly #clients = new Set<number>();

  /** Takes in the ids between the line breaks around a line; of a line that is found anew, those that stand. */
  take(text: Y.Text, line: number, withDeleted: boolean): void {
    let at = 1;
    for (const item of itemsOf(text)) {
      const { client, clock } = item.id;
      if (item.deleted) {
        if (at === line && withDeleted) this.#add(client, clock, item.length);
        continue;
      }
      if (!(item.content instanceof Y.ContentString)) continue;
      let from = 0;
      const { str } = item.content;
      for (let next = str.indexOf('\n'); next >= 0; next = str.indexOf('\n', from)) {
        if (at === line && next > from) this.#add(client, clock + from, next - from);
        from = next + 1;
        at++;
      }
      if (at === line && str.length > from) this.#add(client, clock + from, str.length - from);
      if (at > line) return;
    }
  }

  #add(client: number, clock: number, length: number): void {
    this.#ids.add(client, clock, length, true);
    this.#clients.add(client);
  }

  /** Says whether an update brings one of these characters. */
  areIn(structs: readonly { id: Y.ID; length: number }[]): boolean {
    return structs.some(
      ({ id: { client, clock }, length }) =>
        this.#clients.has(client) && this.#ids.pieces(client, clock, length).some(({ value }) => value),
    );
  }

  /** Finds the line that has the most of these characters; null where none of them stands. */
  find(text: Y.Text, whole: string): LinePlace | null {
    const counts = new Map<number, number>();
    let offset = 0;
    for (const item of itemsOf(text)) {
      if (item.deleted || !item.countable) continue;
      const { client, clock } = item.id;
      if (this.#clients.has(client))
        for (const { clock: at, length, value } of this.#ids.pieces(client, clock, item.length))
          if (value) countLines(whole, offset + at - clock, length, counts);
      offset += item.length;
    }
    const [best] = [...counts].sort((a, b) => b[1] - a[1]);
    if (!best) return null;
    const [start] = best;
    const end = whole.indexOf('\n', start);
    return { line: lineOf(whole, start), start, end: end < 0 ? whole.length : end };
  }
}

/** Counts the characters of a stretch by the line that they are in: by the offset of its start. */
function countLines(whole: string, from: number, length: number, counts: Map<number, number>): void {
  for (let at = from; at < from + length; ) {
    const start = whole.lastIndexOf('\n', at - 1) + 1;
    const found = whole.indexOf('\n', at);
    const end = Math.min(from + length, found < 0 ? whole.length : found);
    if (end > at) counts.set(start, (counts.get(start) ?? 0) + end - at);
    at = Math.max(end, at) + 1;
  }
}

function lineOf(whole: string, offset: number): number {
  let line = 1;
  for (let at = whole.indexOf('\n'); at >= 0 && at < offset; at = whole.indexOf('\n', at + 1)) line++;
  return line;
}
