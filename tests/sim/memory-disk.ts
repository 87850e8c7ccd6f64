import { ChangedMeanwhile, type Disk, type DiskWriteOptions } from '../../src/main/documents/disk.ts';
import { decodeText, encodeText, newFileFormat, type TextFormat } from '../../src/main/files/text-codec.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { hashBytes } from '../../src/shared/text/hash.ts';
import { wordPattern } from './words.ts';

/** A folder in memory. `failNextWrite` is a full disk; `crashAfterWrite` stops the host between rename and log. */
export class MemoryDisk implements Disk {
  readonly files = new Map<string, Uint8Array>();
  /** The paths that guests may not see. */
  readonly hidden = new Set<string>();
  /** Identities of files, as far as anybody has asked. */
  #made = 0;
  readonly #identities = new Map<string, string>();
  /** Words that a host has written into some file; a host that takes over goes on with these. */
  written = new Set<string>();
  failNextWrite = false;
  afterWrite: (() => void) | null = null;

  async locate(path: string): Promise<string | null> {
    if (this.hidden.has(path)) throw new EnsembleError('local', `${path} is hidden from guests.`);
    return this.files.has(path) ? path : null;
  }

  async identify(path: string): Promise<string | null> {
    if ((await this.locate(path)) === null) return null;
    const identity = this.#identities.get(path) ?? `file ${++this.#made}`;
    this.#identities.set(path, identity);
    return identity;
  }

  /** Renames a file, as another program. */
  rename(from: string, to: string): void {
    const identity = this.#identities.get(from);
    this.files.set(to, this.files.get(from)!);
    this.files.delete(from);
    this.#identities.delete(from);
    if (identity === undefined) this.#identities.delete(to);
    else this.#identities.set(to, identity);
  }

  async read(path: string): Promise<Uint8Array | null> {
    return this.files.get(path)?.slice() ?? null;
  }

  async write(path: string, bytes: Uint8Array, { expected }: DiskWriteOptions = {}): Promise<void> {
    const now = this.files.get(path);
    if (expected !== undefined && (now ? hashBytes(now) : null) !== expected)
      throw new ChangedMeanwhile(`${path} has just been changed.`);
    if (this.failNextWrite) {
      this.failNextWrite = false;
      throw new EnsembleError('no-space', 'The disk is full.');
    }
    this.files.set(path, bytes.slice());
    for (const [word] of (this.text(path) ?? '').matchAll(wordPattern)) this.written.add(word);
    const after = this.afterWrite;
    this.afterWrite = null;
    after?.();
  }

  /** Text of a file, with LF only, or null when there is none. */
  text(path: string): string | null {
    const bytes = this.files.get(path);
    return bytes ? decodeText(bytes).text : null;
  }

  format(path: string): TextFormat {
    const bytes = this.files.get(path);
    return bytes ? decodeText(bytes).format : newFileFormat;
  }

  /** Writes a text, as another program, in the format of the file. */
  setText(path: string, text: string, format = this.format(path)): void {
    this.files.set(path, encodeText(text, format));
  }

  setLineEnds(path: string, eol: TextFormat['eol']): void {
    this.setText(path, this.text(path)!, { ...this.format(path), eol });
  }
}
