import { Emitter, Event } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import {
  type IProcessDataEvent,
  type IProcessProperty,
  type IProcessPropertyMap,
  type IProcessReadyEvent,
  type ITerminalChildProcess,
  type ITerminalLaunchError,
  type ITerminalLaunchResult,
  ProcessPropertyType,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/terminal/common/terminal';

/** A window that has more unshown than this takes no more. */
const mostUnshownChars = 100_000;

/** Process in a terminal as VS Code wants it, with its events and its flow control. */
export abstract class TerminalProcess implements ITerminalChildProcess {
  id = 0;
  shouldPersist = false;
  protected cwd = '/';
  protected readonly data = new Emitter<IProcessDataEvent | string>();
  protected readonly ready = new Emitter<IProcessReadyEvent>();
  protected readonly property = new Emitter<IProcessProperty>();
  protected readonly exit = new Emitter<number | undefined>();
  protected readonly replayed = new Emitter<void>();
  readonly onProcessData = this.data.event;
  readonly onProcessReady = this.ready.event;
  readonly onDidChangeProperty = this.property.event;
  readonly onProcessExit = this.exit.event;
  readonly onProcessReplayComplete = this.replayed.event;
  readonly onRestoreCommands = Event.None;
  #unshownChars = 0;
  #hasRoom: (() => void) | null = null;

  abstract start(): Promise<ITerminalLaunchError | ITerminalLaunchResult | undefined>;
  abstract shutdown(immediate: boolean): void;
  abstract input(data: string): void;
  abstract resize(columns: number, rows: number): void;

  /** Shows output. Resolves when there is room for more. */
  protected async shown(text: string, isReplay = false): Promise<void> {
    if (text === '') return;
    this.#unshownChars += text.length;
    this.data.fire(isReplay ? ({ data: text, trackCommit: true } as IProcessDataEvent) : text);
    if (this.#unshownChars > mostUnshownChars) await new Promise<void>((resolve) => (this.#hasRoom = resolve));
  }

  acknowledgeDataEvent(chars: number): void {
    this.#unshownChars = Math.max(0, this.#unshownChars - chars);
    if (this.#unshownChars > mostUnshownChars / 2) return;
    this.#hasRoom?.();
    this.#hasRoom = null;
  }

  protected fitsOnly(columns: number, rows: number): void {
    const value = { cols: columns, rows, forceExactSize: true };
    this.property.fire({ type: ProcessPropertyType.OverrideDimensions, value } as IProcessProperty);
  }

  /** Gives the terminal the size of its window again. */
  protected fitsWindow(): void {
    this.property.fire({ type: ProcessPropertyType.OverrideDimensions, value: undefined } as IProcessProperty);
  }

  /** Called with the size that would fit in the window, also while the terminal has another. */
  fitted(_columns: number, _rows: number): void {}

  async detach(): Promise<void> {}

  sendSignal(): void {}

  async processBinary(data: string): Promise<void> {
    this.input(data);
  }

  clearBuffer(): void {}

  async setUnicodeVersion(): Promise<void> {}

  async getInitialCwd(): Promise<string> {
    return this.cwd;
  }

  async getCwd(): Promise<string> {
    return this.cwd;
  }

  async refreshProperty<T extends ProcessPropertyType>(property: T): Promise<IProcessPropertyMap[T]> {
    const isPlace = property === ProcessPropertyType.Cwd || property === ProcessPropertyType.InitialCwd;
    return (isPlace ? this.cwd : undefined) as IProcessPropertyMap[T];
  }

  async updateProperty(): Promise<void> {}
}
