import { isAsRead } from '../../shared/capabilities/documents/reading-rules.ts';
import type { ProposedPart } from '../../shared/capabilities/proposals/kinds.ts';
import { proposalLimits } from '../../shared/capabilities/proposals/limits.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { diffTexts } from '../../shared/text/diff.ts';
import { applyEdits, normalizeText, type TextEdit } from '../../shared/text/edits.ts';
import type { TextDocument } from '../text-document.ts';
import type { ReadVersion } from './read-versions.ts';
import { loggedText, offsetOfId, touched } from './stretches.ts';

const tooLarge = (words: string) => new EnsembleError('too-large', words);

/** Gives edits of a text that was read as parts of a proposal, each with the whole lines that it touches. */
export function proposedParts(read: ReadVersion, edits: readonly TextEdit[]): ProposedPart[] {
  const parts = touched(read, edits).map(({ start, end, ids }): ProposedPart => {
    const before = read.text.slice(start, end);
    const inside = edits.filter(({ offset, deleteLength }) => start <= offset && offset + deleteLength <= end);
    const own = inside.map((edit) => ({ ...edit, offset: edit.offset - start }));
    return { reads: ids, before, after: normalizeText(applyEdits(before, own)) };
  });
  const changed = parts.filter(({ before, after }) => before !== after);
  if (changed.length === 0) throw new EnsembleError('bad-request', 'These edits change nothing.');
  if (changed.length > proposalLimits.parts)
    throw tooLarge(`A suggestion has ${proposalLimits.parts} parts at most: make several of it.`);
  const isLong = ({ reads, before, after }: ProposedPart) =>
    reads.ids.length > proposalLimits.runs || Math.max(before.length, after.length) > proposalLimits.units;
  if (changed.some(isLong))
    throw tooLarge(`A part of a suggestion has ${proposalLimits.units} characters at most: suggest less at once.`);
  return changed;
}

/** Finds where the lines of a part stand in a text; null where they are others by now, or somebody types in them here. */
export function placeOfPart(document: TextDocument, { reads, before }: ProposedPart): number | null {
  if (!isAsRead(reads, loggedText(document))) return null;
  const [first] = reads.ids;
  const offset = first ? offsetOfId(document, first[0], first[1]) : 0;
  return document.toString().startsWith(before, offset) ? offset : null;
}

/** Gives the edits by which a part comes into a text; null where its lines are others by now. */
export function editsOfPart(document: TextDocument, part: ProposedPart): TextEdit[] | null {
  const place = placeOfPart(document, part);
  if (place === null) return null;
  return diffTexts(part.before, part.after).map((edit) => ({ ...edit, offset: edit.offset + place }));
}

/** Sorts edits; null where two meet: of which words the other one is then would be a guess. */
function apart(edits: readonly TextEdit[]): TextEdit[] | null {
  const sorted = edits.toSorted((a, b) => a.offset - b.offset);
  const isApart = sorted.every(({ offset }, index) => {
    const before = sorted[index - 1];
    return !before || before.offset + before.deleteLength <= offset;
  });
  return isApart ? sorted : null;
}

/**
 * Gives the edits by which parts come into a text, sorted, and of few words: what a part leaves as it is keeps its
 * authors. Null where the lines of one of them are others by now, or belong to another one as well.
 */
export function editsOfParts(document: TextDocument, parts: readonly ProposedPart[]): TextEdit[] | null {
  const edits = parts.map((part) => editsOfPart(document, part));
  return edits.every((each) => each !== null) ? apart(edits.flat()) : null;
}

/**
 * Picks the parts that can come into a text together: those whose lines are as they were read, and of those that meet,
 * as parts of a modified agent can, the first.
 */
export function fittingParts(document: TextDocument, parts: readonly ProposedPart[]): ProposedPart[] {
  let taken: TextEdit[] = [];
  return parts.filter((part) => {
    const own = editsOfPart(document, part);
    const together = own && apart([...taken, ...own]);
    if (together) taken = together;
    return together !== null;
  });
}
