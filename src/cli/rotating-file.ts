import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const mostBytes = 2_000_000;

/**
 * A file to which lines are added (log rotation). At a size it becomes FILE.old, in place of an older one, and begins
 * anew.
 */
export class RotatingFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Adds text. A full or read-only disk loses it: nothing may end for want of a log. */
  write(text: string): void {
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      const bytes = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
      if (bytes + text.length > mostBytes) renameSync(this.#path, `${this.#path}.old`);
      appendFileSync(this.#path, text, { mode: 0o600 });
    } catch {}
  }
}
