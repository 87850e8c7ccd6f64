import { applyEdits, joinEdits, type TextEdit } from '../../../shared/text/edits.ts';
import { hashText } from '../../../shared/text/hash.ts';
import { shiftOffset } from '../../../shared/text/shift-offset.ts';
import { OthersText } from './others-text.ts';

type Stretch = { start: number; end: number };

/** Most branches of a watch, and most characters that are hashed to find one text. */
const mostBranches = 20;
const mostHashed = 2_000_000;

/** A text that lacks my newest edits: it leaves the versions before the first of these, and has others' edits since. */
interface Branch {
  from: number;
  others: OthersText;
}

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
  #length: number;
  readonly #branches: Branch[] = [];
  /** Texts of branches that answers were about: a branch, and the number of others' edits in it. */
  readonly #found: { branch: Branch; count: number }[] = [];
  #isBroken = false;

  constructor(text: string) {
    this.#first = text;
    this.#length = text.length;
  }

  /** Notes a change: edits counted from the text before. */
  note(edits: readonly TextEdit[], isMine = false): void {
    const joined = joinEdits(edits);
    if (isMine && this.#branches.length < mostBranches)
      this.#branches.push({ from: this.version, others: new OthersText(this.#length) });
    this.#steps.push(joined);
    for (const { others } of this.#branches) others.note(joined, isMine);
    for (const { deleteLength, insertText } of joined) this.#length += insertText.length - deleteLength;
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
    if (version < 0) {
      const { branch, count } = this.#found[-version - 1]!;
      return branch.others.textAt(this.textAt(branch.from), count);
    }
    return this.#steps.slice(0, version).reduce(applyEdits, this.#first);
  }

  /**
   * Finds the version with this hash; null where the text was never that, or is not yet. A negative one is a text that
   * this window never had: with edits of others, and without my newest.
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
    return this.#branchedVersionOf(hash);
  }

  #branchedVersionOf(hash: string): number | null {
    let left = mostHashed;
    for (const branch of this.#branches) {
      if (branch.others.isUnsure) continue;
      let text = this.textAt(branch.from);
      for (const [index, edits] of branch.others.steps.entries()) {
        text = applyEdits(text, edits);
        left -= text.length;
        if (left < 0) return null;
        if (hashText(text) === hash) return -this.#found.push({ branch, count: index + 1 });
      }
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
    const { branch, count } = this.#found[-version - 1]!;
    const among = carried({ start, end }, branch.others.steps.slice(count));
    if (among === null) return null;
    const placed = placeStretch(among, (offset) => branch.others.place(offset));
    return placed.end - placed.start === among.end - among.start ? placed : null;
  }

  /** Carries an offset from a version to the newest. */
  carryOffset(version: number, offset: number): number {
    const carryOver = (steps: readonly TextEdit[][]) => steps.reduce((at, edits) => shiftOffset(at, edits), offset);
    if (version >= 0) return carryOver(this.#steps.slice(version));
    const { branch, count } = this.#found[-version - 1]!;
    return branch.others.place(carryOver(branch.others.steps.slice(count)));
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
