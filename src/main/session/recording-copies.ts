import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import {
  type CopiedRecording,
  copiedContent,
  labelOfRecording,
  libraryLimits,
} from '../../shared/capabilities/library/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { id } from '../../shared/core/ids.ts';
import { writePrivateJson } from '../machine/state-folder.ts';

/** Words about a copy, beside its file. */
const noted = labelOfRecording.extend({
  /** Recording that was copied. */
  of: id,
  ...copiedContent,
});

type Noted = z.output<typeof noted>;

/** Recording to be copied, in words. */
export type ToCopy = Omit<Noted, 'keptMs'>;

/**
 * Copies of recordings in this machine's own library: files of the state folder, each with words about it beside it, so
 * that several hosts can keep copies at once. They can be watched wherever the session is, or no more.
 */
export class RecordingCopies {
  readonly #folder: string;
  readonly #newId: () => string;
  readonly #nowMs: () => number;

  constructor(folder: string, newId: () => string, nowMs: () => number) {
    this.#folder = folder;
    this.#newId = newId;
    this.#nowMs = nowMs;
  }

  /** Lists the copies, the newest first. */
  list(): CopiedRecording[] {
    const found = this.#ids().flatMap((copy) => {
      const about = this.#read(copy);
      const sizeBytes = this.#sizeOf(copy);
      if (about === null || sizeBytes === null) return [];
      const { of: _, content, ...rest } = about;
      return { ...rest, ref: copy, path: this.#path(copy), content: { ...content, sizeBytes } };
    });
    return found.sort((a, b) => b.keptMs - a.keptMs).slice(0, libraryLimits.listed);
  }

  /** Whether a copy of this id is here. */
  has(copy: string): boolean {
    return id.safeParse(copy).success && this.#read(copy) !== null && this.#sizeOf(copy) !== null;
  }

  /** Keeps a copy; an earlier one of the same recording gives way once the new one is whole. */
  async keep(recording: ToCopy, write: (sink: (bytes: Uint8Array) => Promise<void>) => Promise<void>): Promise<string> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const earlier = this.#ids().find((copy) => this.#read(copy)?.of === recording.of);
    const copy = earlier ?? this.#newId();
    const unfinished = join(this.#folder, `${this.#newId()}.part`);
    const file = await open(unfinished, 'wx', 0o600);
    try {
      await write(async (bytes) => void (await file.writeFile(bytes)));
      await file.sync();
      await file.close();
      renameSync(unfinished, this.#path(copy));
      writePrivateJson(this.#folder, `${copy}.json`, { ...recording, keptMs: this.#nowMs() } satisfies Noted);
      return copy;
    } catch (thrown) {
      await file.close().catch(() => undefined);
      rmSync(unfinished, { force: true });
      throw thrown;
    }
  }

  /** Keeps a copy under another title, and tags. Throws `not-found` for one that is not here. */
  label(copy: string, label: z.output<typeof labelOfRecording>): void {
    const about = this.#read(copy);
    if (about === null) throw new EnsembleError('not-found', 'This copy is not here (any more).');
    writePrivateJson(this.#folder, `${copy}.json`, { ...about, ...label });
  }

  /** Deletes a copy for good. One that is watched goes on being shown. */
  remove(copy: string): void {
    rmSync(this.#path(copy), { force: true });
    rmSync(join(this.#folder, `${copy}.json`), { force: true });
  }

  #path(copy: string): string {
    return join(this.#folder, `${copy}.ensemble`);
  }

  #ids(): string[] {
    try {
      return readdirSync(this.#folder).flatMap((name) => {
        const [, copy] = /^(.+)\.json$/.exec(name) ?? [];
        return id.safeParse(copy).success ? [copy!] : [];
      });
    } catch {
      return [];
    }
  }

  #read(copy: string): Noted | null {
    try {
      return noted.parse(JSON.parse(readFileSync(join(this.#folder, `${copy}.json`), 'utf8')));
    } catch {
      return null;
    }
  }

  #sizeOf(copy: string): number | null {
    return statSync(this.#path(copy), { throwIfNoEntry: false })?.size ?? null;
  }
}
