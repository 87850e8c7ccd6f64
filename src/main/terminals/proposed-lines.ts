import type { ProposedLine } from '../../shared/capabilities/terminals/methods.ts';

/** Lines that guests would like to have run, the oldest first: in memory, for the terminals' owner alone. */
export class ProposedLines {
  readonly #waiting = new Map<string, ProposedLine>();
  #changed = Promise.withResolvers<void>();

  /** All lines that wait, of one terminal where it is given. */
  all(terminal?: string): ProposedLine[] {
    const all = [...this.#waiting.values()];
    return terminal === undefined ? all : all.filter((each) => each.terminal === terminal);
  }

  get(terminal: string, line: string): ProposedLine | undefined {
    const found = this.#waiting.get(line);
    return found?.terminal === terminal ? found : undefined;
  }

  add(line: ProposedLine): void {
    this.#waiting.set(line.line, line);
    this.#tell();
  }

  remove(line: string): void {
    if (this.#waiting.delete(line)) this.#tell();
  }

  /** Drops the lines of which `mayWait` says no. */
  keep(mayWait: (line: ProposedLine) => boolean): void {
    for (const each of this.all()) if (!mayWait(each)) this.remove(each.line);
  }

  #tell(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers();
    resolve();
  }

  /** Tells all lines, now and at every change, until it is aborted. */
  async follow(tell: (lines: ProposedLine[]) => Promise<void>, signal: AbortSignal): Promise<void> {
    const { promise: over, resolve } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => resolve(), { once: true });
    while (!signal.aborted) {
      const { promise: changed } = this.#changed;
      await tell(this.all());
      await Promise.race([changed, over]);
    }
  }
}
