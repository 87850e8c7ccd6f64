import type { Terminal } from '@xterm/headless';
import { limitCounts, limitLinks, limitWords } from './counts.ts';
import type { Emulator, EmulatorCore } from './emulator.ts';
import { scrollbackLines } from './limits.ts';
import { mendResizing } from './resizing.ts';
import { ScreenMarks } from './screen-marks.ts';
import { writtenScreen } from './written-screen.ts';

/** A screen without a viewer, with its scrollback: a terminal's output so far, as an emulator shows it. */
export class Screen {
  readonly terminal: Terminal;
  readonly #marks: ScreenMarks;
  /** Decodes output as windows do: the emulator's own decoder loses characters that its pieces of 128 kB cut in two. */
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor({ Terminal, Unicode11Addon }: Emulator, columns: number, rows: number) {
    this.terminal = new Terminal({
      cols: columns,
      rows,
      scrollback: scrollbackLines,
      allowProposedApi: true,
      logLevel: 'off',
    });
    this.terminal.loadAddon(new Unicode11Addon());
    // Width of characters as VS Code counts it.
    this.terminal.unicode.activeVersion = '11';
    limitCounts(this.terminal);
    limitLinks(this.terminal);
    limitWords(this.terminal);
    mendResizing(this.terminal);
    this.#marks = new ScreenMarks(this.terminal);
  }

  get core(): EmulatorCore {
    return (this.terminal as unknown as { _core: EmulatorCore })._core;
  }

  get columns(): number {
    return this.terminal.cols;
  }

  get rows(): number {
    return this.terminal.rows;
  }

  write(data: Uint8Array | string): void {
    this.core.writeSync(typeof data === 'string' ? data : this.#decoder.decode(data, { stream: true }));
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
  }

  /**
   * Encodes output that gives an empty screen of this size the look and the continuation of this one. To be called when
   * it is at rest.
   */
  serialize(): string {
    return writtenScreen(this.core, this.terminal, this.#marks);
  }

  dispose(): void {
    this.terminal.dispose();
  }
}
