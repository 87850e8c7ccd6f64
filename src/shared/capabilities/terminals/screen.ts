import type { Terminal } from '@xterm/headless';
import type { Emulator, EmulatorCore } from './emulator.ts';
import { scrollbackLines } from './limits.ts';
import { writtenScreen } from './written-screen.ts';

/** A screen that nobody looks at, with its scrollback: what came out of a terminal so far, as an emulator shows it. */
export class Screen {
  readonly terminal: Terminal;

  constructor({ Terminal, Unicode11Addon }: Emulator, columns: number, rows: number) {
    this.terminal = new Terminal({
      cols: columns,
      rows,
      scrollback: scrollbackLines,
      allowProposedApi: true,
      logLevel: 'off',
    });
    this.terminal.loadAddon(new Unicode11Addon());
    // As VS Code counts the width of characters.
    this.terminal.unicode.activeVersion = '11';
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
    this.core.writeSync(data);
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
  }

  /** Output that makes an empty screen of this size look, and go on, like this one. To be asked for when it is at rest. */
  serialize(): string {
    return writtenScreen(this.core, this.terminal);
  }

  dispose(): void {
    this.terminal.dispose();
  }
}
