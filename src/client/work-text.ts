import { callOfName, isOfCall, nameOfCall, namesCall } from '../shared/capabilities/documents/agent-call.ts';
import type { AgentCall } from '../shared/capabilities/documents/kinds.ts';
import { IdRanges } from '../shared/text/id-ranges.ts';
import type { SharedLine } from './own-text.ts';
import { alignedBase, type IdRun, type Judged, type TextBase } from './text-base.ts';
import { handsIn, type Stretch, togetherWith, unitsOf, unknown } from './text-units.ts';

/** Author of what changed on the disk, or has no author that is known. */
export const unsigned = 'disk';

/** Name of the person's other work, where that of one turn or call is meant. */
const otherwise = '\0';

/** The work of whom is taken out of a text, or one turn or call of it, and what of that of others. */
export interface WorkChoice extends AgentCall {
  person: string;
  /** Takes whole lines that the person and others have changed, or leaves them. */
  takesBoth: boolean;
  /** Counts what nobody has signed, such as changes on the disk, as the person's. */
  takesUnsigned: boolean;
}

/** An earlier text with the changes of one person alone. */
export interface WorkText {
  text: string;
  /** The state that the text stands for, to be the earlier one later; null where not all ids are known. */
  known: { ids: readonly IdRun[]; settled: IdRanges<true> | null } | null;
  /** Number of changed lines that were taken. */
  taken: number;
  /** Persons whose changes were taken. */
  people: readonly string[];
  /** Turns of agents in which they were made. */
  turns: readonly string[];
  /** Calls in which the person has changed lines, taken or not, by their names in the facts. */
  calls: readonly string[];
  shared: readonly SharedLine[];
  /** Numbers of changed lines that were left, by each who changed them. */
  left: ReadonlyMap<string, number>;
}

/**
 * Builds an earlier text with the changes since that are one person's. Each line is taken as a whole, or left as it
 * was. The works of all people, taken one after another with the lines that they share, come to the whole text; so do
 * those of all calls of an agent, to that agent's. What it did in other calls is to a call as if it were somebody else's.
 */
export function workText(judged: Judged, before: TextBase, choice: WorkChoice): WorkText {
  const found = soundUnits(judged, before);
  const calls = new Set(found.flatMap((unit) => unit.flatMap((stretch) => callsOf(stretch, judged, choice.person))));
  const units = namesCall(choice) ? found.map((unit) => unit.map((each) => apart(each, judged, choice))) : found;
  const isOwn = (person: string) =>
    person === choice.person || (choice.takesUnsigned && (person === unsigned || person === unknown));
  const hands = units.map((unit) => handsIn(unit, isOwn, (person) => !isOwn(person)));
  const together = choice.takesBoth ? togetherWith(hands) : new Set();
  const made = new MadeText(before);
  const shared: SharedLine[] = [];
  const people = new Set<string>();
  const turns = new Set<string>();
  const left = new Map<string, number>();
  const nameOf = (person: string) => (person === otherwise ? choice.person : person === unknown ? unsigned : person);
  let taken = 0;
  let line = 1;
  for (const [index, unit] of units.entries()) {
    const { isOwn: isMine, others } = hands[index]!;
    if (isMine && others.size > 0) shared.push({ line, people: [...new Set([...others].map(nameOf))] });
    const isNow = others.size === 0 || together.has(index);
    const lines = linesOf(unit);
    const by = new Set(unit.flatMap((stretch) => stretch.by));
    if (isNow) {
      if (by.size > 0) taken += lines;
      for (const person of by) people.add(nameOf(person));
      for (const turn of turnsOf(unit, judged)) turns.add(turn);
    } else for (const person of new Set([...by].map(nameOf))) left.set(person, (left.get(person) ?? 0) + lines);
    made.add(unit, isNow);
    line += unit.filter(({ isThere, text }) => isThere && text.endsWith('\n')).length;
  }
  return {
    text: made.text,
    known: made.known,
    taken,
    people: [...people],
    turns: [...turns],
    calls: [...calls].filter((each) => each !== nameOfCall({})),
    shared,
    left,
  };
}

function* turnsOf(unit: readonly Stretch[], { facts: { written, erased } }: Judged): Generator<string> {
  for (const { id, wasThere, isThere } of unit) {
    if (id === null || wasThere === isThere) continue;
    for (const { value } of (isThere ? written : erased).pieces(id.client, id.clock, id.length)) {
      const { turn } = callOfName(value);
      if (turn !== undefined) yield turn;
    }
  }
}

/** Names the calls in which a person has made a difference: none, by an empty name, of what was done beside all turns. */
function callsOf(stretch: Stretch, { facts: { written, erased } }: Judged, person: string): string[] {
  const { by, id, isThere, wasThere, calls = [] } = stretch;
  if (!by.includes(person)) return [];
  if (id === null) return calls.length > 0 ? [...calls] : [nameOfCall({})];
  // Of text that came and went, its author is named before its deleter.
  const isWritten = isThere || (!wasThere && by[0] === person);
  const pieces = (isWritten ? written : erased).pieces(id.client, id.clock, id.length);
  return pieces.map(({ value }) => value ?? nameOfCall({}));
}

/** Tells what a person did in the calls that are meant from their other work. */
function apart(stretch: Stretch, judged: Judged, choice: WorkChoice): Stretch {
  const calls = callsOf(stretch, judged, choice.person).map((name) => isOfCall(callOfName(name), choice));
  if (calls.length === 0) return stretch;
  const own = [...(calls.includes(true) ? [choice.person] : []), ...(calls.includes(false) ? [otherwise] : [])];
  return { ...stretch, by: stretch.by.flatMap((each) => (each === choice.person ? own : [each])) };
}

/** Number of lines of a unit, before or after, the larger. */
function linesOf(unit: readonly Stretch[]): number {
  const ends = (stands: (stretch: Stretch) => boolean) =>
    unit.filter((stretch) => stands(stretch) && stretch.text.endsWith('\n')).length;
  return Math.max(
    1,
    ends(({ isThere }) => isThere),
    ends(({ wasThere }) => wasThere),
  );
}

/** Lists the units, by the words alone where the ids are not those of this text. */
function soundUnits(judged: Judged, before: TextBase): Stretch[][] {
  const units = unitsOf(judged, before);
  const was = units.flatMap((unit) => unit.filter(({ wasThere }) => wasThere).map(({ text }) => text)).join('');
  return was === before.text ? units : unitsOf(judged, alignedBase(judged, before.text));
}

/** A text in the making, with its ids. */
class MadeText {
  readonly #parts: string[] = [];
  readonly #ids: IdRun[] = [];
  readonly #settled: IdRanges<true> | null;
  #isKnown = true;

  constructor({ settled }: TextBase) {
    this.#settled = settled && new IdRanges<true>();
    this.#settled?.load(settled!.toArray());
  }

  /** Adds lines as they are now, or as they were. */
  add(unit: readonly Stretch[], isNow: boolean): void {
    for (const { text, wasThere, isThere, id } of unit) {
      if (isNow && id) this.#settled?.add(id.client, id.clock, id.length, true);
      if (!(isNow ? isThere : wasThere)) continue;
      this.#parts.push(text);
      if (id && text !== '') this.#ids.push(id);
      else if (text !== '') this.#isKnown = false;
    }
  }

  get text(): string {
    return this.#parts.join('');
  }

  get known(): WorkText['known'] {
    return this.#isKnown ? { ids: this.#ids, settled: this.#settled } : null;
  }
}
