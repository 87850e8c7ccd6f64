import type { FoundInLibrary } from '../../src/shared/capabilities/library/methods.ts';
import { plainWords } from '../../src/shared/text/shown.ts';
import { findText } from '../replay/find-text.ts';
import type { ReplayHistory } from '../replay/replay-history.ts';
import { Work } from '../replay/text-walk.ts';

/** Most places in one recording that are told: the player finds them all. */
const mostFound = 5;

/** Events with words of people's own, by the kind of their entry. */
const placeOf: Partial<Record<string, FoundInLibrary['in']>> = {
  'recording.marked': 'marker',
  'comment.added': 'comment',
  'comment.replied': 'comment',
};

/**
 * Finds words in a recording, in any case of their letters: in its markers and comments, and in everything that its texts
 * ever had.
 */
export async function findInRecording(
  history: ReplayHistory,
  text: string,
  signal: AbortSignal,
): Promise<Omit<FoundInLibrary, 'recording'>[]> {
  const found: Omit<FoundInLibrary, 'recording'>[] = [];
  for (const { kind, words, atMs, seq } of history.index.events) {
    const place = placeOf[kind];
    if (place !== undefined && words.toLowerCase().includes(text.toLowerCase()))
      found.push({ in: place, words: plainWords(words).slice(0, 500), path: null, atMs, seq, line: null });
  }
  found.splice(mostFound);
  const enough = new AbortController();
  const work = new Work(AbortSignal.any([signal, enough.signal]));
  try {
    await findText(history, { text, ref: null, matchCase: false }, work, async (places) => {
      for (const { is, text: words, path, atMs, seq, ref, line: number } of places)
        if (is !== 'gone' && found.length < 2 * mostFound)
          found.push({ in: 'text', words: plainWords(words).slice(0, 500), path, atMs, seq, line: { ref, number } });
      if (found.length >= 2 * mostFound) enough.abort();
    });
  } catch (thrown) {
    if (signal.aborted || !enough.signal.aborted) throw thrown;
  }
  return found;
}
