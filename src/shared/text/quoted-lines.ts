import { diffLists } from './line-diff.ts';
import { likeness, weightOf } from './line-likeness.ts';

/** Lines of a text, both ends included; they count from 1. */
export interface LineSpan {
  start: number;
  end: number;
}

/** Lines as they were quoted, with up to three around them: they find their place again in another text. */
export interface QuotedLines {
  before: readonly string[];
  /** The first ones of a long stretch. */
  lines: readonly string[];
  after: readonly string[];
  /** Number of lines of the whole stretch. */
  count: number;
  /** Places in `lines` of those that stood in that text only once. */
  only: readonly number[];
}

/** Most lines that are quoted, and most units of each. */
export const quoteLimits = { lines: 12, around: 3, lineLength: 200 } as const;

/** Most places that are compared. */
const mostPlaces = 400;
/** Number of lines by which the surroundings may have moved apart. */
const slip = 2;
/** Longest text of which every line is compared; of a longer one only lines that are there word by word. */
const mostCompared = 5_000;
/** Letters of a line that nobody writes twice by chance. */
const certainWeight = 1.6;
/** Weight below which a line has hardly a word. */
const wordyWeight = 0.6;

/** Evidence for a place: shares of the lines, and of those around, that are there. */
interface Evidence {
  span: LineSpan;
  /** Weight of the heaviest line. */
  weight: number;
  lines: number;
  around: number;
}

const cut = (line: string) => line.slice(0, quoteLimits.lineLength);
const cutLines = (text: string) => text.split('\n').map(cut);

/** Quotes lines of a text. */
export function quotedFrom(text: string, { start, end }: LineSpan): QuotedLines {
  const all = cutLines(text);
  const [from, to] = [Math.max(0, start - 1), Math.min(all.length, end)];
  const lines = all.slice(from, Math.min(to, from + quoteLimits.lines));
  const { around } = quoteLimits;
  return {
    before: all.slice(Math.max(0, from - around), from),
    lines,
    after: all.slice(to, to + around),
    count: Math.max(1, to - from),
    only: [...lines.keys()].filter((index) => isOnce(all, lines[index]!)),
  };
}

function isOnce(all: readonly string[], line: string): boolean {
  const first = all.indexOf(line);
  return first !== -1 && all.indexOf(line, first + 1) === -1;
}

/**
 * Finds quoted lines in another text: by the differences from the text in which they stood (`was`), where that is
 * known; else by the lines themselves and those around them. Null where they are gone, or might be in two places.
 */
export function findQuoted(
  quote: QuotedLines,
  now: string,
  was: { text: string; span: LineSpan } | null = null,
): LineSpan | null {
  const lines = cutLines(now);
  const carried = was && carriedOver(cutLines(was.text), lines, was.span);
  const places = candidates(quote, lines);
  if (carried) places.add(carried.start - 1);
  const sure = byOnlyLines(quote, lines);
  if (sure) return carried && carried.start === sure.start ? carried : sure;
  // Places of the same lines cannot be told from each other where there are many.
  if (places.size > mostPlaces) return null;
  const all = [...places].map((at) => evidenceFor(quote, lines, at)).sort((a, b) => scoreOf(b) - scoreOf(a));
  const best = all[0];
  const next = best && all.find(({ span }) => span.end < best.span.start || span.start > best.span.end);
  if (!best || !isCertain(best, next)) return null;
  return carried && carried.start === best.span.start ? carried : best.span;
}

/** Follows lines through the differences of two texts; null where the first of them is not left. */
function carriedOver(before: readonly string[], after: readonly string[], { start, end }: LineSpan): LineSpan | null {
  const kept: number[] = [];
  let [at, shift] = [0, 0];
  const keep = (to: number) => {
    for (let line = Math.max(at, start - 1); line < Math.min(to, end); line++) kept.push(line + shift);
  };
  for (const { from, to, newFrom, newTo } of diffLists(before, after)) {
    keep(from);
    [at, shift] = [to, shift + (newTo - newFrom) - (to - from)];
  }
  keep(before.length);
  const [first, last] = [kept[0], kept.at(-1)];
  return first === undefined || last === undefined ? null : { start: first + 1, end: last + 1 };
}

/** Lists the places where the quoted lines may begin: one of them stands there, or one much like it. */
function candidates(quote: QuotedLines, lines: readonly string[]): Set<number> {
  const found = new Set<number>();
  const heaviest = quote.lines.reduce(
    (most, line, index, all) => (weightOf(line) > weightOf(all[most]!) ? index : most),
    0,
  );
  const exact = new Map<string, number[]>();
  for (const [index, line] of quote.lines.entries()) exact.set(line, [...(exact.get(line) ?? []), index]);
  for (const [at, line] of lines.entries()) {
    const isLike = lines.length <= mostCompared && likeness(quote.lines[heaviest]!, line) > 0;
    const here = [...(exact.get(line) ?? []), ...(isLike ? [heaviest] : [])];
    for (const index of here) if (at - index >= 0) found.add(at - index);
  }
  return found;
}

/** Finds the line most like one near a place where it is expected, within bounds. */
function nearest(line: string, lines: readonly string[], place: number, from: number, to: number): [number, number] {
  let [best, found] = [0, place];
  for (let other = Math.max(from, place - slip); other <= Math.min(to, place + slip); other++) {
    const like = likeness(line, lines[other] ?? null) * (other === place ? 1 : 0.9);
    if (like > best) [best, found] = [like, other];
  }
  return [best, found];
}

function evidenceFor(quote: QuotedLines, lines: readonly string[], at: number): Evidence {
  const last = lines.length - 1;
  const own = quote.lines.map((line, index) => [line, ...nearest(line, lines, at + index, 0, last)] as const);
  // Lone brackets and the like are no evidence where there are words.
  const heaviest = Math.max(...quote.lines.map(weightOf));
  const found = own.filter(([line, like]) => like > 0 && weightOf(line) >= heaviest / 2).map(([, , place]) => place);
  const start = found.length > 0 ? Math.min(...found) : at;
  // Of a long stretch only the beginning is quoted.
  const end = found.length > 0 ? Math.max(...found) + quote.count - quote.lines.length : at;
  const { before, after } = quote;
  const around = [
    ...before.map(
      (line, index) => [line, nearest(line, lines, start - before.length + index, 0, start - 1)[0]] as const,
    ),
    ...after.map((line, index) => [line, nearest(line, lines, end + 1 + index, end + 1, last)[0]] as const),
  ];
  const span = { start: start + 1, end: Math.min(lines.length, end + 1) };
  return { span, weight: heaviest, lines: found.length > 0 ? shareOf(own) : 0, around: shareOf(around) };
}

/** Share of lines that are there, each by its weight; 1 of none. */
function shareOf(compared: readonly (readonly [line: string, like: number, ...unknown[]])[]): number {
  const total = compared.reduce((sum, [line]) => sum + weightOf(line), 0);
  if (total === 0) return 1;
  return compared.reduce((sum, [line, like]) => sum + weightOf(line) * like, 0) / total;
}

const scoreOf = ({ lines, around }: Evidence) => lines * 0.6 + around * 0.4;

/**
 * Finds lines that stood in their text once, stand once in this one, and have words enough not to be written twice by
 * chance; where they were torn apart, the heaviest part of them.
 */
function byOnlyLines({ lines, only, count }: QuotedLines, now: readonly string[]): LineSpan | null {
  const found = only
    .filter((index) => weightOf(lines[index]!) >= certainWeight && isOnce(now, lines[index]!))
    .map((index) => ({ at: now.indexOf(lines[index]!), weight: weightOf(lines[index]!) }))
    .sort((a, b) => a.at - b.at);
  const parts: { from: number; to: number; weight: number }[] = [];
  for (const { at, weight } of found) {
    const last = parts.at(-1);
    if (last && at - last.to <= count + slip) Object.assign(last, { to: at, weight: last.weight + weight });
    else parts.push({ from: at, to: at, weight });
  }
  const best = parts.toSorted((a, b) => b.weight - a.weight)[0];
  if (!best) return null;
  // Of a long stretch only the beginning is quoted.
  const rest = best.to === now.indexOf(lines.at(-1)!) ? count - lines.length : 0;
  return { start: best.from + 1, end: Math.min(now.length, best.to + 1 + rest) };
}

/** Says whether a place is the one, and no other could be it as well. */
function isCertain(best: Evidence, next: Evidence | undefined): boolean {
  const lead = next ? scoreOf(best) - scoreOf(next) : 1;
  if (best.weight < wordyWeight) return best.lines === 1 && best.around >= 0.8 && lead >= 0.2;
  // A copy is somewhere else as well.
  if (next && next.lines >= best.lines) return best.around >= 0.8 && lead >= 0.2;
  return best.lines >= 0.5 && best.around >= 0.5 && scoreOf(best) >= 0.6 && lead >= 0.1;
}
