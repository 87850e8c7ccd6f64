import { applyEdits, joinEdits, type TextEdit } from '../../../shared/text/edits.ts';
import { hashText } from '../../../shared/text/hash.ts';
import { shiftOffset } from '../../../shared/text/shift-offset.ts';

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
  #isBroken = false;

  constructor(text: string) {
    this.#first = text;
  }

  /** Notes a change, whoever made it: edits counted from the text before. */
  note(edits: readonly TextEdit[]): void {
    this.#steps.push(joinEdits(edits));
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
    return this.#steps.slice(0, version).reduce(applyEdits, this.#first);
  }

  /** Finds the version with this hash; null where the text was never that, or is not yet. */
  versionOf(hash: string): number | null {
    if (this.#isBroken) return null;
    for (let version = 0; version <= this.#steps.length; version++) {
      if (version >= this.#hashes.length) {
        this.#hashed = version === 0 ? this.#first : applyEdits(this.#hashed, this.#steps[version - 1]!);
        this.#hashes.push(hashText(this.#hashed));
      }
      if (this.#hashes[version] === hash) return version;
    }
    return null;
  }

  /**
   * Carries a stretch from a version to the newest. Text that others inserted at its ends stays outside. Null where
   * somebody has changed the text inside it.
   */
  carry(version: number, start: number, end: number): { start: number; end: number } | null {
    if (this.#isBroken) return null;
    let stretch = { start, end };
    for (const edits of this.#steps.slice(version)) {
      if (edits.some((edit) => isInside(edit, stretch))) return null;
      const isEmpty = stretch.start === stretch.end;
      const from = shiftOffset(stretch.start, edits, !isEmpty);
      stretch = { start: from, end: isEmpty ? from : Math.max(from, shiftOffset(stretch.end, edits)) };
    }
    return stretch;
  }

  /** Carries an offset from a version to the newest. */
  carryOffset(version: number, offset: number): number {
    return this.#steps.slice(version).reduce((at, edits) => shiftOffset(at, edits), offset);
  }
}

function isInside({ offset, deleteLength }: TextEdit, { start, end }: { start: number; end: number }): boolean {
  if (deleteLength === 0) return offset > start && offset < end;
  return start === end
    ? offset < start && start < offset + deleteLength
    : offset < end && start < offset + deleteLength;
}
