import { applyEdits, joinEdits, type TextEdit } from '../../../shared/text/edits.ts';
import { hashText } from '../../../shared/text/hash.ts';
import { shiftOffset } from '../../../shared/text/shift-offset.ts';
import { OthersText } from './others-text.ts';

type Stretch = { start: number; end: number };

/**
 * A text from the moment in which something was asked about it: each change since is a version. An answer names the
 * text that it is about by its hash; its places are then carried from that version to the newest.
 */
export class TextWatch {
  readonly #first: string;
  readonly #steps: TextEdit[][] = [];
  /** Hashes of the versions, as far as somebody has asked for them; the text of the last of them. */
  readonly #hashes: string[] = [];
  #hashed = '';
  readonly #others: OthersText;
  #isBroken = false;

  constructor(text: string) {
    this.#first = text;
    this.#others = new OthersText(text.length);
  }

  /** Notes a change: edits counted from the text before. */
  note(edits: readonly TextEdit[], isMine = false): void {
    this.#steps.push(joinEdits(edits));
    this.#others.note(joinEdits(edits), isMine);
  }

  /** Notes that the text was made anew: no place can be carried any further. */
  break(): void {
    this.#isBroken = true;
  }

  /** Number of the newest version; the text at the beginning is 0. */
  get version(): number {
    return this.#steps.length;
  }

  get isUntouched(): boolean {
    return this.#steps.length === 0 && !this.#isBroken;
  }

  textAt(version: number): string {
    if (version < 0) return this.#others.textAt(this.#first, -version);
    return this.#steps.slice(0, version).reduce(applyEdits, this.#first);
  }

  /**
   * Finds the version with this hash; null where the text was never that, or is not yet. A negative one is that with so
   * many edits of others, and none of mine.
   */
  versionOf(hash: string): number | null {
    if (this.#isBroken) return null;
    for (let version = 0; version <= this.#steps.length; version++) {
      if (version >= this.#hashes.length) {
        this.#hashed = version === 0 ? this.#first : applyEdits(this.#hashed, this.#steps[version - 1]!);
        this.#hashes.push(hashText(this.#hashed));
      }
      if (this.#hashes[version] === hash) return version;
    }
    return this.#othersVersionOf(hash);
  }

  #othersVersionOf(hash: string): number | null {
    if (this.#others.isUnsure) return null;
    let text = this.#first;
    for (const [index, edits] of this.#others.steps.entries()) {
      text = applyEdits(text, edits);
      if (hashText(text) === hash) return -index - 1;
    }
    return null;
  }

  /**
   * Carries a stretch from a version to the newest. Text that others inserted at its ends stays outside. Null where
   * somebody has changed the text inside it.
   */
  carry(version: number, start: number, end: number): Stretch | null {
    if (this.#isBroken) return null;
    if (version >= 0) return carried({ start, end }, this.#steps.slice(version));
    const among = carried({ start, end }, this.#others.steps.slice(-version));
    if (among === null) return null;
    const placed = placeStretch(among, (offset) => this.#others.place(offset));
    return placed.end - placed.start === among.end - among.start ? placed : null;
  }

  /** Carries an offset from a version to the newest. */
  carryOffset(version: number, offset: number): number {
    const carryOver = (steps: readonly TextEdit[][]) => steps.reduce((at, edits) => shiftOffset(at, edits), offset);
    if (version >= 0) return carryOver(this.#steps.slice(version));
    return this.#others.place(carryOver(this.#others.steps.slice(-version)));
  }
}

/** Places a stretch: text that is only there, right before or behind it, stays outside. */
export function placeStretch({ start, end }: Stretch, place: (offset: number) => number): Stretch {
  const from = place(start);
  return { start: from, end: start === end ? from : place(end - 1) + 1 };
}

function carried(stretch: Stretch, steps: readonly TextEdit[][]): Stretch | null {
  let { start, end } = stretch;
  for (const edits of steps) {
    const now = { start, end };
    if (edits.some((edit) => isInside(edit, now))) return null;
    const isEmpty = start === end;
    start = shiftOffset(start, edits, !isEmpty);
    end = isEmpty ? start : Math.max(start, shiftOffset(end, edits));
  }
  return { start, end };
}

function isInside({ offset, deleteLength }: TextEdit, { start, end }: Stretch): boolean {
  if (deleteLength === 0) return offset > start && offset < end;
  return start === end
    ? offset < start && start < offset + deleteLength
    : offset < end && start < offset + deleteLength;
}
