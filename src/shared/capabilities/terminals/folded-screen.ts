import { joinBytes } from '../../core/join-bytes.ts';
import { AtRest } from './at-rest.ts';
import type { Emulator } from './emulator.ts';
import { Screen } from './screen.ts';
import type { ScreenCheckpoint } from './screen-checkpoint.ts';

const defaultColumns = 80;
const defaultRows = 24;

/**
 * A screen that can be encoded at any moment, wherever the output was cut: it is taken where the parser was last at
 * rest, with the output after that as it is.
 */
export class FoldedScreen {
  readonly #emulator: Emulator;
  #screen: Screen;
  #scanner = new AtRest();
  #pending: Uint8Array[] = [];

  constructor(emulator: Emulator, columns = defaultColumns, rows = defaultRows) {
    this.#emulator = emulator;
    this.#screen = new Screen(emulator, columns, rows);
  }

  get columns(): number {
    return this.#screen.columns;
  }

  get rows(): number {
    return this.#screen.rows;
  }

  /** Shows a checkpoint. */
  load({ columns, rows, screen, after }: ScreenCheckpoint): void {
    this.#begin(columns, rows);
    this.#screen.write(screen);
    this.write(after);
  }

  #begin(columns: number, rows: number): void {
    this.#screen.dispose();
    this.#screen = new Screen(this.#emulator, columns, rows);
    this.#scanner = new AtRest();
    this.#pending = [];
  }

  /** Takes in output; `isScreen`: in place of everything before. */
  write(data: Uint8Array, isScreen = false): void {
    if (isScreen) this.#begin(this.columns, this.rows);
    const { output, rest } = this.#scanner.feed(data);
    if (rest > 0) this.#flush(output.subarray(0, rest));
    // Copied: the bytes may be a view of a buffer that is used again.
    if (rest < output.length) this.#pending.push(output.slice(rest));
  }

  #flush(...more: Uint8Array[]): void {
    this.#screen.write(joinBytes([...this.#pending.splice(0), ...more]));
  }

  resize(columns: number, rows: number): void {
    if (columns === this.columns && rows === this.rows) return;
    // Waiting text was written for the size before; half a sequence is of no size.
    if (this.#scanner.isBetween) this.#flush();
    this.#screen.resize(columns, rows);
  }

  /** Encodes all of it. */
  encode(): ScreenCheckpoint {
    return {
      columns: this.columns,
      rows: this.rows,
      screen: this.#screen.serialize(),
      after: joinBytes(this.#pending),
    };
  }

  /** Gives the emulator, with everything that can be shown by now. */
  shown(): Screen {
    this.#flush();
    return this.#screen;
  }

  dispose(): void {
    this.#screen.dispose();
  }
}
