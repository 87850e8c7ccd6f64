import * as Y from 'yjs';
import type { TextFacts } from '../shared/capabilities/documents/text-facts.ts';
import { textName } from '../shared/capabilities/documents/update-rules.ts';
import { itemsOf } from '../shared/text/items.ts';

/** A line in which a person's unsaved edits and others' are one thing: neither stands without the other. */
export interface SharedLine {
  /** Line of the text as it is now, from 1. */
  line: number;
  /** The others, by their ids. */
  people: readonly string[];
}

/** A saved text with one person's unsaved edits alone. */
export interface OwnText {
  text: string;
  shared: readonly SharedLine[];
}

/** Parts of a document that say whose its unsaved edits are. */
interface Judged {
  yText: Y.Text;
  facts: Pick<TextFacts, 'authors' | 'deleters' | 'restored'>;
}

/** A stretch of text within one line: in the saved text, in the present one or in both, and whose the difference is. */
interface Stretch {
  text: string;
  wasThere: boolean;
  isThere: boolean;
  by: readonly string[];
}

/** Author of text that nobody has signed: it counts as somebody else's. */
const unknown = '';

/**
 * Builds the text that a person would have without the others' unsaved edits. Whose an edit is, is known by its Yjs
 * ids, never guessed from a difference of texts. Each line is taken as a whole: as it is now where only this person
 * changed it, as it was saved where only others did. Where both did, `takesBoth` decides.
 */
export function ownText({ yText, facts }: Judged, saved: Uint8Array, person: string, takesBoth: boolean): OwnText {
  const before = new Y.Doc();
  Y.applyUpdate(before, saved);
  before.getText(textName);
  const parts: string[] = [];
  const shared: SharedLine[] = [];
  let line = 1;
  const units = unitsOf([...rowsOf(stretchesOf(yText, facts, before))]);
  const hands = units.map((unit) => handsIn(unit, person));
  const together = takesBoth ? togetherWith(hands) : new Set();
  for (const [index, unit] of units.entries()) {
    const { isOwn, others } = hands[index]!;
    if (isOwn && others.size > 0) shared.push({ line, people: [...others] });
    const isNow = others.size === 0 || together.has(index);
    for (const { text, wasThere, isThere } of unit) {
      if (isNow ? isThere : wasThere) parts.push(text);
      if (isThere && text.endsWith('\n')) line++;
    }
  }
  before.destroy();
  return { text: parts.join(''), shared };
}

/** Tells whether a person has changed some stretches, who else has, and who of them has taken out saved text. */
interface Hands {
  isOwn: boolean;
  others: ReadonlySet<string>;
  takers: ReadonlySet<string>;
}

function handsIn(unit: readonly Stretch[], person: string): Hands {
  const othersOf = (some: readonly Stretch[]) =>
    new Set(some.flatMap(({ by }) => by).filter((each) => each !== person && each !== 'disk'));
  const gone = unit.filter(({ wasThere, isThere }) => wasThere && !isThere);
  return { isOwn: unit.some(({ by }) => by.includes(person)), others: othersOf(unit), takers: othersOf(gone) };
}

/**
 * Finds the units that are taken as they are now, where a person takes the others' edits in shared lines: those, and
 * lines right beside them of those who took saved text out of one: they may have moved it there.
 */
function togetherWith(hands: readonly Hands[]): ReadonlySet<number> {
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

/** Parts stretches at every line end, of the saved text and of the present one. */
function* rowsOf(stretches: Iterable<Stretch>): Generator<Stretch[]> {
  let row: Stretch[] = [];
  for (const stretch of stretches) {
    for (const text of stretch.text.split(/(?<=\n)/)) {
      row.push({ ...stretch, text });
      if (!text.endsWith('\n')) continue;
      yield row;
      row = [];
    }
  }
  yield row;
}

const endsLine = (stretch: Stretch | undefined) => stretch === undefined || stretch.text.endsWith('\n');

/** Joins rows until both texts stand at a line end: either may then be taken up to there. */
function unitsOf(rows: readonly Stretch[][]): Stretch[][] {
  const units: Stretch[][] = [];
  let unit: Stretch[] = [];
  for (const row of rows) {
    unit.push(...row);
    const isWhole =
      endsLine(unit.findLast(({ isThere }) => isThere)) && endsLine(unit.findLast(({ wasThere }) => wasThere));
    if (!isWhole) continue;
    units.push(unit);
    unit = [];
  }
  return [...units, unit];
}

function* stretchesOf(yText: Y.Text, facts: Judged['facts'], before: Y.Doc): Generator<Stretch> {
  const restorers = restorersOf(facts);
  for (const item of itemsOf(yText)) {
    const { client, clock } = item.id;
    const text = item.content instanceof Y.ContentString ? item.content.str : null;
    const old = Math.min(item.length, Math.max(0, Y.getState(before.store, client) - clock));
    yield* savedStretches(before, client, clock, old, item.deleted, facts);
    if (old === item.length) continue;
    for (const { clock: at, length, value } of facts.authors.pieces(client, clock + old, item.length - old)) {
      if (!item.deleted) {
        const by = (value?.manner === 'restored' ? restorers(client, at) : value?.author) ?? unknown;
        yield { text: text?.slice(at - clock, at - clock + length) ?? '', wasThere: false, isThere: true, by: [by] };
        continue;
      }
      // Somebody took out again what another had just written: nothing of it is there, but both had a hand in it.
      for (const { value: deleter } of facts.deleters.pieces(client, at, length))
        if (value !== undefined && deleter && deleter !== value.author)
          yield { text: '', wasThere: false, isThere: false, by: [value.author, deleter] };
    }
  }
}

/** Stretches of the saved text, as it is now: kept, or deleted by whom. */
function* savedStretches(
  before: Y.Doc,
  client: number,
  clock: number,
  length: number,
  isGone: boolean,
  facts: Judged['facts'],
): Generator<Stretch> {
  for (let at = clock; at < clock + length; ) {
    const item = Y.getItem(before.store, Y.createID(client, at));
    const from = at - item.id.clock;
    const count = Math.min(item.length - from, clock + length - at);
    if (item instanceof Y.Item && !item.deleted && item.content instanceof Y.ContentString) {
      const text = item.content.str.slice(from, from + count);
      if (!isGone) yield { text, wasThere: true, isThere: true, by: [] };
      else
        for (const part of facts.deleters.pieces(client, at, count)) {
          const start = part.clock - at;
          const gone = text.slice(start, start + part.length);
          yield { text: gone, wasThere: true, isThere: false, by: [part.value ?? unknown] };
        }
    }
    at += count;
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
