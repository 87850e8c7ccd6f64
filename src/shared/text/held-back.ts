import { joinEdits, type TextEdit } from './edits.ts';

/** A stretch of text that is in one of the two forms, or in both. */
interface Run {
  length: number;
  mine: boolean;
  shared: boolean;
}

type Side = 'mine' | 'shared';

/**
 * Two forms of one text that diverge for a while: mine, from which others' edits are held back, and the shared one,
 * which has both. It transforms edits of mine for the shared text, and at the end the missed edits for mine.
 */
export class HeldBack {
  #runs: Run[];

  /** Begins with two equal texts of this length. */
  constructor(length: number) {
    this.#runs = length > 0 ? [{ length, mine: true, shared: true }] : [];
  }

  /**
   * Takes in edits of the shared text that are held back from mine: sorted, apart, counted from the shared text before.
   */
  holdBack(edits: readonly TextEdit[]): void {
    for (const { offset, deleteLength, insertText } of edits.toReversed()) {
      const at = this.#split('shared', offset);
      this.#delete('shared', at, deleteLength);
      this.#insert(at, { length: insertText.length, mine: false, shared: true });
    }
  }

  /** Takes in edits of mine: sorted, apart, counted from my text before. Gives them in terms of the shared text. */
  edit(edits: readonly TextEdit[]): TextEdit[] {
    const parts: TextEdit[][] = [];
    for (const { offset, deleteLength, insertText } of edits.toReversed()) {
      let at = this.#split('mine', offset);
      // A replacement of another's text stands where that stood, whatever came in before it meanwhile.
      if (deleteLength > 0) while (this.#runs[at]?.mine === false) at++;
      const from = this.#lengthOf('shared', at);
      const deleted = this.#delete('mine', at, deleteLength);
      this.#insert(at, { length: insertText.length, mine: true, shared: true });
      parts.push(joinEdits([{ offset: from, deleteLength: 0, insertText }, ...deleted]));
    }
    return parts.toReversed().flat();
  }

  /** Gives the edits that bring my text to the shared one, counted from mine. */
  missed(shared: string): TextEdit[] {
    const edits: TextEdit[] = [];
    let [mineAt, sharedAt] = [0, 0];
    for (const run of this.#runs) {
      if (run.mine && !run.shared) edits.push({ offset: mineAt, deleteLength: run.length, insertText: '' });
      if (run.shared && !run.mine) {
        edits.push({ offset: mineAt, deleteLength: 0, insertText: shared.slice(sharedAt, sharedAt + run.length) });
      }
      if (run.mine) mineAt += run.length;
      if (run.shared) sharedAt += run.length;
    }
    return joinEdits(edits);
  }

  /** Finds an offset of one form in the other; inside text that the other lacks, right where that would be. */
  place(offset: number, from: Side): number {
    const to: Side = from === 'mine' ? 'shared' : 'mine';
    let [here, there] = [0, 0];
    for (const run of this.#runs) {
      if (run[from] && offset < here + run.length) return there + (run[to] ? offset - here : 0);
      if (run[from]) here += run.length;
      if (run[to]) there += run.length;
    }
    return there;
  }

  #lengthOf(side: Side, before: number): number {
    return this.#runs.slice(0, before).reduce((sum, run) => sum + (run[side] ? run.length : 0), 0);
  }

  /**
   * Splits the runs at an offset of one form, right after the text before it there. Gives the index of the run that
   * begins there.
   */
  #split(side: Side, offset: number): number {
    let left = offset;
    for (let index = 0; index < this.#runs.length; index++) {
      if (left === 0) return index;
      const run = this.#runs[index]!;
      if (!run[side]) continue;
      if (left < run.length) {
        this.#runs.splice(index, 1, { ...run, length: left }, { ...run, length: run.length - left });
        return index + 1;
      }
      left -= run.length;
    }
    return this.#runs.length;
  }

  #insert(at: number, run: Run): void {
    if (run.length > 0) this.#runs.splice(at, 0, run);
  }

  /** Deletes a length of one form from a run on. For mine, gives the deletions in the shared text. */
  #delete(side: Side, from: number, length: number): TextEdit[] {
    const edits: TextEdit[] = [];
    let offset = this.#lengthOf('shared', from);
    let left = length;
    for (let index = from; left > 0 && index < this.#runs.length; ) {
      const run = this.#runs[index]!;
      if (run[side]) {
        if (run.length > left) {
          this.#runs.splice(index, 1, { ...run, length: left }, { ...run, length: run.length - left });
          continue;
        }
        left -= run.length;
        if (side === 'mine' && run.shared) edits.push({ offset, deleteLength: run.length, insertText: '' });
        if (run.shared) offset += run.length;
        // My deletions are everybody's; the others' wait.
        if (side === 'mine' || !run.mine) this.#runs.splice(index, 1);
        else this.#runs[index++] = { ...run, shared: false };
        continue;
      }
      if (run.shared) offset += run.length;
      index++;
    }
    return edits;
  }
}
