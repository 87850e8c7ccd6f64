/** Size of a terminal, in cells. */
export interface Size {
  columns: number;
  rows: number;
}

/** The owner of a terminal, as one of those who write to it: the window that shows it. */
export const owner = '';

const esc = '\x1b';
/**
 * Input that an emulator sends by itself: where the focus is, moves of the mouse, and answers to a program's questions
 * about device, cursor, modes, size and colours.
 */
const byItself = new RegExp(
  [
    `${esc}\\[[IO]`,
    `${esc}\\[[?>=]?[\\d;]*\\$?[cRnyt]`,
    `${esc}\\[<[\\d;]*[Mm]`,
    `${esc}\\[M[^]{3}`,
    `${esc}[\\]P][^\\x07${esc}]*(?:\\x07|${esc}\\\\)`,
  ].join('|'),
  'g',
);

/** Says whether somebody has typed something of this input. */
export const isTyped = (data: string): boolean => data.replaceAll(byItself, '') !== '';

/**
 * The one whose window a terminal fits: the last one who typed into it. The others see that size letterboxed or
 * scrolled.
 */
export class TerminalWriter {
  readonly #fits = new Map<string, Size>();
  readonly #onChanged: (size: Size | undefined) => void;
  #now = owner;

  /** `onChanged` is called with the size that fits the present writer, where that is known. */
  constructor(onChanged: (size: Size | undefined) => void) {
    this.#onChanged = onChanged;
  }

  /** Replica of the guest whose window it fits; `owner` for the owner's. */
  get now(): string {
    return this.#now;
  }

  /** Notes the size that would fit in somebody's window. */
  fits(who: string, size: Size): void {
    this.#fits.set(who, size);
    if (who === this.#now) this.#onChanged(size);
  }

  /** Notes input. */
  wrote(who: string, data: string): void {
    if (who !== this.#now && isTyped(data)) this.#follow(who);
  }

  #follow(who: string): void {
    this.#now = who;
    this.#onChanged(this.#fits.get(who));
  }

  /** Forgets those who may not write any more, or are gone. */
  keep(mayWrite: (who: string) => boolean): void {
    for (const who of this.#fits.keys()) if (who !== owner && !mayWrite(who)) this.#fits.delete(who);
    if (this.#now !== owner && !mayWrite(this.#now)) this.#follow(owner);
  }
}
