import type { Dispose } from './dispose.ts';

/** Screen, in this window, of a terminal that runs elsewhere. */
export interface TerminalSurface {
  /** Begins anew with a screen of this size, and writes output onto it. */
  begin(size: { columns: number; rows: number }, output: Uint8Array): void;
  write(output: Uint8Array): void;
  resize(size: { columns: number; rows: number }): void;
  /** Says below the output that nothing more comes. */
  end(words: string): void;
}

/** A terminal that runs elsewhere, shown in this window. */
export interface ForeignTerminal {
  /** Id by which its tab is found again. */
  id: string;
  title: string;
  /** A codicon's name. */
  icon: string;
  /** Called once its tab is there. Returns the way to stop, which is called when the tab is closed. */
  start(surface: TerminalSurface): Dispose;
  /** Called with what the person types. */
  onInput(data: string): void;
  /** Called with the size that would fit in this window. */
  onFit(size: { columns: number; rows: number }): void;
}

/** A tab of a foreign terminal. */
export interface ForeignTab {
  rename(title: string): void;
  reveal(): void;
  close(): void;
}

/** The terminal that the panel shows: one of the host's by its number there, or a foreign one by its id. */
export interface ShownTerminal {
  number: number | null;
  foreign: string | null;
}

/** An entry in the menu of new terminals. */
export interface OfferedTerminal {
  id: string;
  title: string;
  /** A codicon's name. */
  icon: string;
  /** Called when it is chosen. */
  run(): Promise<void>;
}

export interface TerminalsPort {
  /** Resolves when terminals can be shown, some time after the first paint. */
  readonly ready: Promise<void>;
  /** Number at the host of the terminal that the person used last; null where that is none of the host's. */
  active(): number | null;
  /** The terminal in sight; null where the panel shows none. */
  shown(): ShownTerminal | null;
  /** Called when another terminal is in sight, or none any more. */
  onShownChanged(listener: () => void): Dispose;
  /** Brings a foreign terminal into sight, now or once it is there. */
  reveal(id: string): void;
  /** Puts entries into the menu of new terminals, beside the host's shells in its own windows. */
  offer(terminals: readonly OfferedTerminal[]): Promise<void>;
  /**
   * Opens a terminal of the host's under a fixed title, and shows it: in a folder of its disk where one is named, with a
   * program other than the usual one. Gives its number at the host; null where it could not begin.
   */
  open(terminal: {
    title: string;
    icon: string;
    folder?: string;
    program?: { path: string; args: readonly string[] };
  }): Promise<number | null>;
  /** Asks before the person ends a terminal of the host's in which somebody else typed last, by its number there. */
  askBeforeEnding(ask: (id: number) => Promise<boolean>): void;
  /** Called where the person wants a terminal and can open none: those run on the host's computer. */
  onNoneOpened(listener: () => void): void;
  /** Puts a terminal of somebody else's into the panel, without opening that. `onClosed` is called when its tab is closed. */
  show(terminal: ForeignTerminal, onClosed: () => void): Promise<ForeignTab>;
}
