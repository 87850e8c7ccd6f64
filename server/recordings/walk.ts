import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { wholeEntry } from '../replay/folded-past.ts';
import type { ReplayHistory } from '../replay/replay-history.ts';

/** Entries that are read before others get a turn. */
const pageEntries = 500;

/** A recording to be read from its beginning to its end. */
export interface Readable {
  history: ReplayHistory;
  getBlob: (hash: string) => Promise<Uint8Array>;
  signal?: AbortSignal;
  /** Told again and again: the share that is read, from 0 to 1. */
  onShare?: (share: number) => void;
}

/** An entry of a recording with its whole body, and the seq after which its stretch begins. */
export interface Walked {
  entry: Entry;
  after: number;
}

/** Reads all entries of a recording in their order, page by page; others get a turn between them. */
export async function* walked({ history, getBlob, signal, onShare }: Readable): AsyncGenerator<Walked> {
  const { first, last } = history.timeline;
  for (const [after, upTo] of history.shown)
    for await (const page of history.pagesBetween(after, upTo, pageEntries)) {
      if (signal?.aborted) throw new EnsembleError('cancelled', 'Cancelled.');
      for (const entry of page) yield { entry: await wholeEntry(entry, getBlob), after };
      onShare?.(Math.min(1, ((page.at(-1)?.seq ?? upTo) - first.seq) / Math.max(1, last.seq - first.seq)));
      await new Promise((resolve) => setImmediate(resolve));
    }
  onShare?.(1);
}
