import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type IdRun, knownBase, type TextBase } from '../../client/text-base.ts';
import { pack, storedLimits, unpack } from '../../shared/core/message-pack.ts';
import { hashText } from '../../shared/text/hash.ts';
import { IdRanges, type RunColumns } from '../../shared/text/id-ranges.ts';

/** Texts of one document that are kept; older ones are compared line by line. */
const mostKept = 8;

const stored = z.object({
  /** Client, clock and length of each run, in the order of the text. */
  ids: z.array(z.number().int().min(0)),
  settled: z.custom<RunColumns>().nullable(),
});

/** Texts that were or may be committed, by their ids alone: what is different since is found by these. */
export class KnownTexts {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(
      'CREATE TABLE IF NOT EXISTS known_texts (id INTEGER PRIMARY KEY, ref TEXT NOT NULL, hash TEXT NOT NULL, known BLOB NOT NULL, UNIQUE (ref, hash)) STRICT;',
    );
  }

  /** Keeps a text of a document. */
  note(ref: string, text: string, ids: readonly IdRun[], settled: IdRanges<true> | null): void {
    const known = pack({
      ids: ids.flatMap(({ client, clock, length }) => [client, clock, length]),
      settled: settled?.toColumns() ?? null,
    });
    this.#database
      .prepare('INSERT OR REPLACE INTO known_texts (ref, hash, known) VALUES (?, ?, ?)')
      .run(ref, hashText(text), known);
    this.#database
      .prepare(
        'DELETE FROM known_texts WHERE ref = ? AND id NOT IN (SELECT id FROM known_texts WHERE ref = ? ORDER BY id DESC LIMIT ?)',
      )
      .run(ref, ref, mostKept);
  }

  /** Finds a text that was kept; null where nothing is known of it. */
  find(ref: string, text: string): TextBase | null {
    const row = this.#database
      .prepare('SELECT known FROM known_texts WHERE ref = ? AND hash = ?')
      .get(ref, hashText(text)) as { known: Uint8Array } | undefined;
    if (row === undefined) return null;
    const { ids: columns, settled } = stored.parse(unpack(row.known, storedLimits));
    const ids: IdRun[] = [];
    for (let at = 0; at + 2 < columns.length; at += 3)
      ids.push({ client: columns[at]!, clock: columns[at + 1]!, length: columns[at + 2]! });
    const ranges = settled && new IdRanges<true>();
    ranges?.load(settled!);
    return knownBase(text, ids, ranges);
  }

  /** Forgets the texts of a document that has left the session. */
  forget(ref: string): void {
    this.#database.prepare('DELETE FROM known_texts WHERE ref = ?').run(ref);
  }
}
