import { IdRanges } from '../shared/text/id-ranges.ts';
import { itemsOf } from '../shared/text/items.ts';
import type { SharedLine } from './own-text.ts';
import { type Judged, knownBase, type TextBase } from './text-base.ts';
import { type Stretch, unitsOf } from './text-units.ts';
import type { Step } from './undo-stack.ts';
import type { RecordedStep } from './work-record.ts';

/** Some lines of a text in which work is taken back by its ids: the first of them, and the words that go and come back. */
export interface UndonePart {
  line: number;
  gone: string;
  back: string;
  step: Pick<Step, 'inserted' | 'deleted'>;
}

/** Work of one person in one text. */
export interface UndonePlan {
  parts: readonly UndonePart[];
  /** Lines that stay as they are, since others have edited in them afterwards. */
  overlaps: readonly SharedLine[];
}

/**
 * Plans to take back the work of a person in a text. Lines in which others have written since stay as they are. `all`
 * are all recorded steps of the text, in the order of the log; `isMeant` selects those that are to be taken back.
 */
export function planUndo(
  judged: Judged,
  all: readonly RecordedStep[],
  isMeant: (step: RecordedStep) => boolean,
): UndonePlan | null {
  const meant = { inserted: new IdRanges<number>(), deleted: new IdRanges<number>() };
  const others = { inserted: new IdRanges<RecordedStep>() };
  const texts = new Map<string, string>();
  const orders = new Map(all.map((step, order) => [step, order]));
  for (const [order, recorded] of all.entries()) {
    const { inserted, deleted } = recorded.step;
    const isOwn = isMeant(recorded);
    for (const { client, clock, length } of inserted)
      if (isOwn) meant.inserted.add(client, clock, length, order);
      else others.inserted.add(client, clock, length, recorded);
    if (!isOwn) continue;
    for (const { client, clock, text } of deleted) {
      meant.deleted.add(client, clock, text.length, order);
      for (let at = 0; at < text.length; at++) texts.set(`${client} ${clock + at}`, text[at]!);
    }
  }
  const base = textWithout(judged, meant, texts);
  const parts: UndonePart[] = [];
  const overlaps: SharedLine[] = [];
  let line = 1;
  for (const unit of unitsOf(judged, base)) {
    const changed = unit.filter(({ wasThere, isThere }) => wasThere !== isThere);
    if (changed.length > 0) {
      const first = Math.min(...changed.map((stretch) => orderOf(stretch, meant)));
      const people = laterPeople(unit, first, others.inserted, orders);
      if (people.length > 0) overlaps.push({ line, people });
      else parts.push({ line, gone: wordsOf(changed, true), back: wordsOf(changed, false), step: stepOf(changed) });
    }
    line += unit.filter(({ isThere, text }) => isThere && text.endsWith('\n')).length;
  }
  return parts.length + overlaps.length === 0 ? null : { parts, overlaps };
}

interface Meant {
  inserted: IdRanges<number>;
  deleted: IdRanges<number>;
}

/**
 * Finds copies of text of others that the work had deleted and has brought back: without all of it, that stands as well.
 */
function broughtBack({ facts }: Judged, { inserted, deleted }: Meant): IdRanges<true> {
  const found = new IdRanges<true>();
  const isOwn = (client: number, clock: number) =>
    inserted.pieces(client, clock, 1)[0]?.value !== undefined && !found.pieces(client, clock, 1)[0]?.value;
  const copies = facts.restored.toArray();
  // A copy may have been deleted and brought back in its turn.
  for (let isMore = true; isMore; ) {
    isMore = false;
    for (const [client, runs] of copies)
      for (const [clock, length, copy] of runs) {
        const [copyClient = 0, shift = 0] = copy.split(' ').map(Number);
        for (const { clock: from, length: count, value } of deleted.pieces(client, clock, length))
          for (let id = from; value !== undefined && id < from + count; id++) {
            if (isOwn(client, id) || !isOwn(copyClient, id + shift)) continue;
            found.add(copyClient, id + shift, 1, true);
            isMore = true;
          }
      }
  }
  return found;
}

/** The text as it would be without some work. */
function textWithout(judged: Judged, meant: Meant, texts: ReadonlyMap<string, string>): TextBase {
  const { yText, facts } = judged;
  const kept = broughtBack(judged, meant);
  const own = (client: number, clock: number, length: number) =>
    meant.inserted
      .pieces(client, clock, length)
      .flatMap((piece) =>
        kept
          .pieces(client, piece.clock, piece.length)
          .map((part) => ({ ...part, value: part.value ? undefined : piece.value })),
      );
  const parts: string[] = [];
  const ids: { client: number; clock: number; length: number }[] = [];
  const whole = yText.toString();
  let offset = 0;
  for (const item of itemsOf(yText)) {
    const { client, clock } = item.id;
    const isThere = !item.deleted && item.countable;
    const pieces = isThere ? own(client, clock, item.length) : meant.deleted.pieces(client, clock, item.length);
    for (const { clock: at, length, value } of pieces) {
      if (isThere) {
        if (value === undefined) {
          parts.push(whole.slice(offset, offset + length));
          ids.push({ client, clock: at, length });
        }
        offset += length;
      } else if (value !== undefined && item.deleted)
        for (const fresh of own(client, at, length)) {
          // Text of their own that they took out again is not there either way.
          if (fresh.value !== undefined) continue;
          for (const { clock: from, length: count, value: copy } of facts.restored.pieces(
            client,
            fresh.clock,
            fresh.length,
          )) {
            if (copy !== undefined) continue;
            ids.push({ client, clock: from, length: count });
            for (let id = from; id < from + count; id++) parts.push(texts.get(`${client} ${id}`) ?? '');
          }
        }
    }
  }
  return knownBase(parts.join(''), ids, null);
}

function orderOf({ id, isThere }: Stretch, { inserted, deleted }: Meant): number {
  if (id === null) return 0;
  const [piece] = (isThere ? inserted : deleted).pieces(id.client, id.clock, id.length);
  return piece?.value ?? 0;
}

/** Finds others who have written in a unit after a step. */
function laterPeople(
  unit: readonly Stretch[],
  first: number,
  inserted: IdRanges<RecordedStep>,
  orders: ReadonlyMap<RecordedStep, number>,
): string[] {
  const people = new Set<string>();
  for (const { id, isThere, wasThere } of unit) {
    if (id === null || !isThere || !wasThere) continue;
    for (const { value } of inserted.pieces(id.client, id.clock, id.length))
      if (value !== undefined && orders.get(value)! > first) people.add(value.author);
  }
  return [...people];
}

function stepOf(stretches: readonly Stretch[]): UndonePart['step'] {
  const step: UndonePart['step'] = { inserted: [], deleted: [] };
  for (const { id, isThere, text } of stretches)
    if (id !== null && isThere) step.inserted.push({ ...id });
    else if (id !== null) step.deleted.push({ client: id.client, clock: id.clock, text });
  return step;
}

const wordsOf = (stretches: readonly Stretch[], isThere: boolean) =>
  stretches
    .filter((stretch) => stretch.isThere === isThere)
    .map(({ text }) => text)
    .join('');
