import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withoutAddresses } from '../../shared/text/secrets.ts';

const mostBytes = 2_000_000;
const mostLineLength = 4_000;

/**
 * A log in a folder: lines with their time and source, without addresses. Two files of limited size hold the newest
 * (rotation).
 */
export class LogFile {
  readonly #path: string;
  readonly #older: string;
  /** Unfinished lines by source: an address must not be cut in two. */
  readonly #rests = new Map<string, string>();

  constructor(folder: string) {
    this.#path = join(folder, 'ensemble.log');
    this.#older = join(folder, 'ensemble.old.log');
  }

  /** Adds output of a source; an unfinished line waits for its end. */
  add(source: string, text: string): void {
    const lines = ((this.#rests.get(source) ?? '') + text).split('\n');
    const rest = lines.pop() ?? '';
    this.#rests.set(source, rest.length < mostLineLength ? rest : '');
    const time = new Date().toISOString();
    const said = lines
      .filter((line) => line.trim() !== '')
      .map((line) => withoutAddresses(line).slice(0, mostLineLength));
    if (said.length > 0) this.#write(said.map((line) => `${time} [${source}] ${line}\n`).join(''));
  }

  #write(text: string): void {
    try {
      mkdirSync(join(this.#path, '..'), { recursive: true });
      if ((statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) > mostBytes) renameSync(this.#path, this.#older);
      appendFileSync(this.#path, text, { mode: 0o600 });
    } catch {
      // A full or read-only disk: the app goes on without a log.
    }
  }
}
