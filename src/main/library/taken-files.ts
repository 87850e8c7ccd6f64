import { mkdirSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { libraryLimits } from '../../shared/capabilities/library/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';

/** Files that are kept at a time: each may be watched. */
const mostKept = 8;

/** Recordings' files that came from windows: private, and gone with the host. */
export class TakenFiles {
  readonly #folder: string;
  readonly #newName: () => string;
  #kept: string[] = [];

  /** `folder` is emptied: what a host before has left in it is of no use. */
  constructor(folder: string, newName: () => string) {
    this.#folder = folder;
    this.#newName = newName;
    rmSync(folder, { recursive: true, force: true });
  }

  /** Writes a file from its parts, of which the last says so, and gives its path. One that is not whole is removed. */
  async take(
    parts: AsyncIterable<{ content: Uint8Array; isLast: boolean }>,
    onTaken: (takenBytes: number) => Promise<void>,
  ): Promise<string> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, `${this.#newName()}.ensemble`);
    const file = await open(path, 'wx', 0o600);
    try {
      let takenBytes = 0;
      for await (const { content, isLast } of parts) {
        takenBytes += content.length;
        if (takenBytes > libraryLimits.takenBytes)
          throw new EnsembleError('too-large', 'This file is too large to be dropped: open it by its path.');
        await file.writeFile(content);
        await onTaken(takenBytes);
        if (!isLast) continue;
        await file.close();
        await this.#keep(path);
        return path;
      }
      throw new EnsembleError('cancelled', 'Cancelled.');
    } catch (thrown) {
      await file.close().catch(() => undefined);
      await rm(path, { force: true });
      throw thrown;
    }
  }

  async #keep(path: string): Promise<void> {
    this.#kept.push(path);
    // One that is watched goes on being read where the system lets an open file go, and stays where it does not.
    for (const old of this.#kept.splice(0, Math.max(0, this.#kept.length - mostKept)))
      await rm(old, { force: true }).catch(() => undefined);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 2 });
  }
}
