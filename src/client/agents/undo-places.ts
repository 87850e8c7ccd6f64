import type { TextEdit } from '../../shared/text/edits.ts';
import { IdRanges } from '../../shared/text/id-ranges.ts';
import { itemsOf } from '../../shared/text/items.ts';
import type { TextDocument } from '../text-document.ts';
import { partsToRestore, type Step, withCopies } from '../undo-stack.ts';

type Place = Omit<TextEdit, 'insertText'>;

/** Finds where a step of somebody is taken back: the text of it that goes, and the places where text comes back. */
export function undoPlaces({ yText, facts }: TextDocument, step: Step, author: string): Place[] {
  const goes = new IdRanges<true>();
  const comes = new IdRanges<true>();
  for (const { client, clock, length } of withCopies(facts, step.inserted)) goes.add(client, clock, length, true);
  for (const each of step.deleted)
    for (const { clock, length } of partsToRestore(facts, each, author, step.explicit ?? false))
      comes.add(each.client, clock, length, true);
  const places: Place[] = [];
  let offset = 0;
  for (const item of itemsOf(yText)) {
    const { client, clock } = item.id;
    for (const piece of (item.deleted ? comes : goes).pieces(client, clock, item.length)) {
      if (!piece.value) continue;
      const place = { offset, deleteLength: 0 };
      places.push(item.deleted ? place : { offset: offset + piece.clock - clock, deleteLength: piece.length });
    }
    if (!item.deleted && item.countable) offset += item.length;
  }
  return places;
}

/** Finds the step that undo takes back next: it passes over those of which nothing is left. */
export function nextUndone(document: TextDocument, author: string): Step | undefined {
  const { undo } = document.steps.toJSON();
  return undo.findLast((step) => step.explicit || step.format || undoPlaces(document, step, author).length > 0);
}
