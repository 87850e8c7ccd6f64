import { baseOf, type Judged } from './text-base.ts';
import { handsIn, togetherWith, unitsOf } from './text-units.ts';

/** A line in which a person's edits and others' are one thing: neither stands without the other. */
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

/**
 * Builds the text that a person would have without the others' unsaved edits. Whose an edit is, is known by its Yjs
 * ids, never guessed from a difference of texts. Each line is taken as a whole: as it is now where only this person
 * changed it, as it was saved where only others did. Where both did, `takesBoth` decides.
 */
export function ownText(judged: Judged, saved: Uint8Array, person: string, takesBoth: boolean): OwnText {
  const parts: string[] = [];
  const shared: SharedLine[] = [];
  let line = 1;
  const units = unitsOf(judged, baseOf(saved));
  const isOwn = (each: string) => each === person;
  // Changes on the disk are saved: they are everybody's.
  const isOther = (each: string) => each !== person && each !== 'disk';
  const hands = units.map((unit) => handsIn(unit, isOwn, isOther));
  const together = takesBoth ? togetherWith(hands) : new Set();
  for (const [index, unit] of units.entries()) {
    const { isOwn: isMine, others } = hands[index]!;
    if (isMine && others.size > 0) shared.push({ line, people: [...others] });
    const isNow = others.size === 0 || together.has(index);
    for (const { text, wasThere, isThere } of unit) {
      if (isNow ? isThere : wasThere) parts.push(text);
      if (isThere && text.endsWith('\n')) line++;
    }
  }
  return { text: parts.join(''), shared };
}
