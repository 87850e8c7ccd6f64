import type { IMarker, Terminal } from '@xterm/headless';

/** Code of the sequences by which shells mark their prompts, commands and exit codes (OSC 633). */
const markCode = 633;

/** Marks that stand at a place: prompt, line, output, end with its code, the line's text, the folder. */
const standing = /^(?:[ABC]$|[DE](?:;|$)|P;Cwd=)/;
/** Facts of the shell that hold for all that follows. */
const holding = /^P;([A-Za-z]{1,40})=/;

/** Bounds, for output that makes marks without end. */
const mostMarks = 4_000;
const mostChars = 512 * 1024;
const mostFacts = 10;
const longestMark = 8 * 1024;
const longestFact = 1_000;

interface Standing {
  marker: IMarker;
  column: number;
  data: string;
}

/** A mark of a row, before the cell of its column. */
export interface Mark {
  column: number;
  written: string;
}

const written = (data: string) => `\x1b]${markCode};${data}\x07`;

/**
 * Marks of a shell on a screen. They are no cells, so that without these a window that begins with the screen would show
 * no commands and exit codes of before.
 */
export class ScreenMarks {
  #standing: Standing[] = [];
  #chars = 0;
  readonly #facts = new Map<string, string>();

  constructor(terminal: Terminal) {
    terminal.parser.registerOscHandler(markCode, (data) => {
      this.#note(terminal, data);
      return true;
    });
    // A full reset leaves no rows on which marks could stand.
    terminal.parser.registerEscHandler({ final: 'c' }, () => {
      for (const { marker } of this.#standing) marker.dispose();
      this.#facts.clear();
      return false;
    });
  }

  #note(terminal: Terminal, data: string): void {
    if (standing.test(data)) return this.#stand(terminal, data);
    const [, name] = holding.exec(data) ?? [];
    if (name === undefined || data.length > longestFact) return;
    if (this.#facts.has(name) || this.#facts.size < mostFacts) this.#facts.set(name, data);
  }

  #stand(terminal: Terminal, data: string): void {
    if (data.length > longestMark || terminal.buffer.active.type !== 'normal') return;
    const marker = terminal.registerMarker(0);
    if (!marker) return;
    this.#standing.push({ marker, column: terminal.buffer.active.cursorX, data });
    this.#chars += data.length;
    if (this.#standing.length <= mostMarks && this.#chars <= mostChars) return;
    // Dropped by the quarter, so that output of nothing but marks costs little.
    for (const { marker: old } of this.#standing.splice(0, this.#standing.length / 4)) old.dispose();
    this.#chars = this.#standing.reduce((sum, each) => sum + each.data.length, 0);
  }

  /** Facts, as they are written before the first row. */
  get facts(): string {
    return [...this.#facts.values()].map(written).join('');
  }

  /** Marks by row of the screen with its scrollback, in the order of their columns. */
  byRow(): ReadonlyMap<number, readonly Mark[]> {
    this.#standing = this.#standing.filter(({ marker }) => !marker.isDisposed);
    this.#chars = this.#standing.reduce((sum, each) => sum + each.data.length, 0);
    const rows = new Map<number, Mark[]>();
    for (const { marker, column, data } of this.#standing)
      rows.set(marker.line, [...(rows.get(marker.line) ?? []), { column, written: written(data) }]);
    for (const marks of rows.values()) marks.sort((a, b) => a.column - b.column);
    return rows;
  }
}
