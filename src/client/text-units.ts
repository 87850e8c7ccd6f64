import * as Y from 'yjs';
import { append } from '../shared/core/append.ts';
import type { IdRun, Judged, TextBase } from './text-base.ts';

/** A stretch of text within one line: in the earlier text, in the later one or in both, and whose the difference is. */
export interface Stretch {
  text: string;
  wasThere: boolean;
  isThere: boolean;
  by: readonly string[];
  /** Null where its ids are not known. */
  id: IdRun | null;
  /** Calls of agents in which it may have gone, by their names in the facts, where its ids are not known. */
  calls?: readonly string[];
}

/** Author of text that nobody has signed: it counts as somebody else's. */
export const unknown = '';

/** Lists the lines of two states of a text, joined until both stand at a line end: either may be taken up to there. */
export function unitsOf(judged: Judged, base: TextBase): Stretch[][] {
  const units: Stretch[][] = [];
  let unit: Stretch[] = [];
  for (const row of rowsOf(stretchesOf(judged, base))) {
    append(unit, row);
    const isWhole =
      endsLine(unit.findLast(({ isThere }) => isThere)) && endsLine(unit.findLast(({ wasThere }) => wasThere));
    if (!isWhole) continue;
    units.push(unit);
    unit = [];
  }
  return [...units, unit];
}

const endsLine = (stretch: Stretch | undefined) => stretch === undefined || stretch.text.endsWith('\n');

/** Parts stretches at every line end, of the earlier text and of the later one. */
function* rowsOf(stretches: Iterable<Stretch>): Generator<Stretch[]> {
  let row: Stretch[] = [];
  for (const stretch of stretches) {
    const { id } = stretch;
    let at = 0;
    for (const text of stretch.text.split(/(?<=\n)/)) {
      row.push({ ...stretch, text, id: id && { ...id, clock: id.clock + at, length: text.length || id.length } });
      at += text.length;
      if (!text.endsWith('\n')) continue;
      yield row;
      row = [];
    }
  }
  yield row;
}

/** Tells whether some stretches were changed by the persons who are meant, who else has, and who took out text. */
export interface Hands {
  isOwn: boolean;
  others: ReadonlySet<string>;
  takers: ReadonlySet<string>;
}

/** Finds whose hands were in a unit. People who are neither own nor others' are passed over. */
export function handsIn(
  unit: readonly Stretch[],
  isOwn: (person: string) => boolean,
  isOther: (person: string) => boolean,
): Hands {
  const othersOf = (some: readonly Stretch[]) => new Set(some.flatMap(({ by }) => by).filter(isOther));
  const gone = unit.filter(({ wasThere, isThere }) => wasThere && !isThere);
  return { isOwn: unit.some(({ by }) => by.some(isOwn)), others: othersOf(unit), takers: othersOf(gone) };
}

/**
 * Finds the units that are taken as they are now, where a person takes the others' edits in shared lines: those, and
 * lines right beside them of those who took earlier text out of one: they may have moved it there.
 */
export function togetherWith(hands: readonly Hands[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (const way of [1, -1]) {
    let beside: ReadonlySet<string> = new Set();
    for (let index = way === 1 ? 0 : hands.length - 1; hands[index]; index += way) {
      const { isOwn, others, takers } = hands[index]!;
      const isTaken = others.size > 0 && (isOwn || [...others].some((each) => beside.has(each)));
      if (isTaken) found.add(index);
      if (isTaken) beside = new Set([...beside, ...takers]);
      else if (!isOwn && others.size === 0) beside = new Set();
    }
  }
  return found;
}

/** Walks a text in its order, with what is gone from it. */
function* stretchesOf({ yText, facts }: Judged, base: TextBase): Generator<Stretch> {
  const restorers = restorersOf(facts);
  const lost = [...base.lost];
  let offset = 0;
  for (const piece of piecesOf(yText, base)) {
    const { client, clock, length, text, place } = piece;
    const isThere = text !== null;
    for (let done = 0; done < length; ) {
      // Text that is gone stands before what came in its place.
      while (isThere && lost[0]?.at === offset + done) yield gone(lost.shift()!);
      const next = isThere ? lost[0] : undefined;
      const count = Math.min(length - done, (next?.at ?? Number.POSITIVE_INFINITY) - offset - done);
      const part = { client, clock: clock + done, length: count };
      const words = text?.slice(done, done + count) ?? '';
      const was = place === undefined ? null : base.text.slice(part.clock + place, part.clock + place + count);
      if (was !== null && isThere) yield { text: was, wasThere: true, isThere, by: [], id: part };
      else if (was !== null) yield* deleted(part, was);
      else if (isThere) yield* inserted(part, words);
      else yield* takenBack(part);
      done += count;
    }
    if (isThere) offset += length;
  }
  for (const each of lost) yield gone(each);

  function* deleted(part: IdRun, text: string): Generator<Stretch> {
    for (const { clock, length, value } of facts.deleters.pieces(part.client, part.clock, part.length)) {
      const start = clock - part.clock;
      const id = { ...part, clock, length };
      yield { text: text.slice(start, start + length), wasThere: true, isThere: false, by: [value ?? unknown], id };
    }
  }

  function* inserted(part: IdRun, text: string): Generator<Stretch> {
    for (const { clock, length, value } of facts.authors.pieces(part.client, part.clock, part.length)) {
      const by = (value?.manner === 'restored' ? restorers(part.client, clock) : value?.author) ?? unknown;
      const start = clock - part.clock;
      const id = { ...part, clock, length };
      yield { text: text.slice(start, start + length), wasThere: false, isThere: true, by: [by], id };
    }
  }

  /** Somebody took out again what another had just written: nothing of it is there, but both had a hand in it. */
  function* takenBack(part: IdRun): Generator<Stretch> {
    for (const fresh of base.settled?.pieces(part.client, part.clock, part.length) ?? []) {
      if (fresh.value) continue;
      for (const { clock, length, value } of facts.authors.pieces(part.client, fresh.clock, fresh.length))
        for (const run of facts.deleters.pieces(part.client, clock, length))
          if (value !== undefined && run.value && run.value !== value.author) {
            const id = { ...part, clock: run.clock, length: run.length };
            yield { text: '', wasThere: false, isThere: false, by: [value.author, run.value], id };
          }
    }
  }
}

const gone = ({ text, by, calls }: TextBase['lost'][number]): Stretch => ({
  text,
  wasThere: true,
  isThere: false,
  by,
  id: null,
  calls,
});

/** Parts the items of a text by whether they stand in the earlier one; `text` is null where they are gone. */
function* piecesOf(yText: Y.Text, { places }: TextBase) {
  const { _start: first } = yText as unknown as { _start: Y.Item | null };
  for (let item = first; item !== null; item = item.right) {
    const { client, clock } = item.id;
    const all = !item.deleted && item.content instanceof Y.ContentString ? item.content.str : null;
    for (const { clock: at, length, value: place } of places.pieces(client, clock, item.length))
      yield { client, clock: at, length, place, text: all?.slice(at - clock, at - clock + length) ?? null };
  }
}

/** Finds the person who brought text back: only who deleted it may. */
function restorersOf({ restored, deleters }: Judged['facts']): (client: number, clock: number) => string | undefined {
  const originals = new Map<number, { from: number; to: number; client: number; shift: number }[]>();
  for (const [client, runs] of restored.toArray())
    for (const [clock, length, copy] of runs) {
      const [copyClient = 0, shift = 0] = copy.split(' ').map(Number);
      const all = originals.get(copyClient) ?? [];
      originals.set(copyClient, [...all, { from: clock + shift, to: clock + shift + length, client, shift }]);
    }
  return (client, clock) => {
    const found = originals.get(client)?.find(({ from, to }) => from <= clock && clock < to);
    return found && deleters.pieces(found.client, clock - found.shift, 1)[0]?.value;
  };
}
