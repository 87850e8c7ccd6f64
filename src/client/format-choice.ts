import type { WrittenAs } from '../shared/capabilities/documents/document-state.ts';
import type { Step, UndoStack } from './undo-stack.ts';

/** Format of a text in the log, and the way to change it. */
export interface FormatLog {
  now: () => WrittenAs;
  /** Resolves when the log has it, and rejects when that was refused. */
  publish: (format: WrittenAs) => Promise<void>;
}

/** Format of a text that is in no log. */
export const untold: FormatLog = {
  now: () => ({ encoding: 'utf8', bom: false, eol: 'lf' }),
  publish: async () => undefined,
};

/** Says whether two formats write the same bytes. */
export function isSameFormat(a: WrittenAs, b: WrittenAs): boolean {
  return a.encoding === b.encoding && a.bom === b.bom && a.eol === b.eol;
}

/** Undoes a change of format where nobody has changed the same part of it since; null where nothing is left of it. */
function formatWithout(now: WrittenAs, { from, to }: { from: WrittenAs; to: WrittenAs }): WrittenAs | null {
  const encoded = ({ encoding, bom }: WrittenAs) => `${encoding} ${bom}`;
  const next = { ...now };
  if (encoded(now) === encoded(to)) Object.assign(next, { encoding: from.encoding, bom: from.bom });
  if (now.eol === to.eol) next.eol = from.eol;
  return isSameFormat(now, next) ? null : next;
}

/** Format of a text, with the choice made here that the log has yet to acknowledge: it shows at once. */
export class FormatChoice {
  readonly #steps: UndoStack;
  readonly #log: FormatLog;
  #chosen: WrittenAs | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(steps: UndoStack, log: FormatLog = untold) {
    this.#steps = steps;
    this.#log = log;
  }

  get now(): WrittenAs {
    if (this.#chosen !== null) return this.#chosen;
    const { encoding, bom, eol } = this.#log.now();
    return { encoding, bom, eol };
  }

  /** Choice that the log has not acknowledged; null for none. */
  get unacknowledged(): WrittenAs | null {
    return this.#chosen;
  }

  /**
   * Chooses the format from here on: a step of its own, which undo takes back. Resolves when everybody knows, and
   * rejects when that was refused.
   */
  async choose(to: WrittenAs): Promise<void> {
    const from = this.now;
    if (isSameFormat(from, to)) return;
    this.#steps.closeStep();
    this.#steps.add({ inserted: [], deleted: [], group: null, format: { from, to } });
    this.#steps.closeStep();
    await this.#publish(to);
  }

  /** Takes such a step back, as far as nobody has chosen otherwise since. Gives the step that does it again. */
  takeBack(step: NonNullable<Step['format']>): Step {
    const from = this.now;
    const to = formatWithout(from, step);
    if (to !== null) this.#publish(to).catch(() => undefined);
    return { inserted: [], deleted: [], group: null, format: to === null ? undefined : { from, to } };
  }

  async #publish(format: WrittenAs): Promise<void> {
    this.#chosen = format;
    this.#tell();
    try {
      await this.#log.publish(format);
    } finally {
      if (this.#chosen === format) {
        this.#chosen = null;
        this.#tell();
      }
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Called when something was chosen here, and when the log has answered. Returns a function that stops it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
