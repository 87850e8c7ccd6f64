import type { Found } from '../../src/shared/capabilities/replay/methods.ts';
import type { ReplayHistory } from './replay-history.ts';
import { lineAround, type TextStep, textSteps, type Work } from './text-walk.ts';

/** Most places that one search tells. */
const mostFound = 2_000;

export interface Wanted {
  text: string;
  /** The one text to look in; null for all. */
  ref: string | null;
  matchCase: boolean;
}

/**
 * Finds where a text came to stand, and from where it went: in each history by itself, one text in memory at a time.
 * `tell` gets places in the order of the log within a text. Gives the reason for an early end.
 */
export async function findText(
  history: ReplayHistory,
  { text: wanted, ref, matchCase }: Wanted,
  work: Work,
  tell: (found: Found[], share: number) => Promise<void>,
): Promise<string | null> {
  const refs = ref === null ? [...history.documents] : [ref];
  const form = (text: string) => (matchCase ? text : text.toLowerCase());
  let count = 0;
  let untold: Found[] = [];
  for (const [index, each] of refs.entries()) {
    for await (const step of textSteps(history, each, history.timeline.last.seq, work)) {
      if (work.isLate) return 'The search took too long, and was ended: search in one file.';
      const found = foundIn(history, each, step, form(wanted), form);
      if (found === null) continue;
      untold.push(found);
      if (++count >= mostFound) {
        await tell(untold.splice(0), 1);
        return `The first ${mostFound} places are shown: search for more words.`;
      }
      if (untold.length >= 50) await tell(untold.splice(0), index / refs.length);
    }
    await work.turn();
    if (untold.length > 0 || index % 20 === 19) await tell(untold.splice(0), (index + 1) / refs.length);
    untold = [];
  }
  return null;
}

/** Says what an update did to the number of times that a text stands there; null for nothing. */
function foundIn(
  history: ReplayHistory,
  ref: string,
  { entry, moment, before, text, changes, path }: TextStep,
  wanted: string,
  form: (text: string) => string,
): Found | null {
  const [first, last] = [changes[0], changes.at(-1)];
  if (!first || !last || !history.isShown(moment.seq)) return null;
  // Only the stretch around the changes can have it more often, or less.
  const from = Math.max(0, first.offset - wanted.length + 1);
  const [endBefore, end] = [last.offset + last.deleted, last.offset + last.deleted + text.length - before.length];
  const was = placesIn(form(before.slice(from, endBefore + wanted.length - 1)), wanted);
  const is = placesIn(form(text.slice(from, end + wanted.length - 1)), wanted);
  if (was.length === is.length) return null;
  const hasCome = is.length > was.length;
  const place = hasCome ? (is.find((at) => from + at + wanted.length > first.offset) ?? 0) : 0;
  const { line, text: shown } = hasCome ? lineAround(text, from + place) : lineAround(before, from + (was[0] ?? 0));
  return {
    ref,
    path,
    ...moment,
    is: entry === null ? 'there' : hasCome ? 'appeared' : 'gone',
    line,
    text: shown,
  };
}

/** Lists the offsets at which a text stands in another, also where they overlap. */
function placesIn(text: string, wanted: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) places.push(at);
  return places;
}
