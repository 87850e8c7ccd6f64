import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Senders of a blob that is here. */
interface Owned {
  hash: string;
  sender: string;
}

interface Part extends Owned {
  bytes: number;
}

/** Contents of a folder of blobs. */
class Contents {
  readonly whole = new Map<string, number>();
  readonly parts = new Map<string, Part>();
  readonly #owned = new Map<string, Owned>();
  usedBytes = 0;

  get owned(): Owned[] {
    return [...this.#owned.values()];
  }

  setWhole(hash: string, bytes: number): void {
    this.usedBytes += bytes - (this.whole.get(hash) ?? 0);
    this.whole.set(hash, bytes);
  }

  setPart(hash: string, sender: string, bytes: number): void {
    const name = `${hash}.${sender}`;
    this.usedBytes += bytes - (this.parts.get(name)?.bytes ?? 0);
    this.parts.set(name, { hash, sender, bytes });
  }

  dropPart(hash: string, sender: string): void {
    const name = `${hash}.${sender}`;
    this.usedBytes -= this.parts.get(name)?.bytes ?? 0;
    this.parts.delete(name);
  }

  own(hash: string, sender: string): void {
    this.#owned.set(`${hash}.${sender}`, { hash, sender });
  }

  hasPart(hash: string, sender: string): boolean {
    return this.parts.has(`${hash}.${sender}`);
  }

  /** Blobs that a sender has begun and not ended. */
  unfinished(sender: string): { count: number; bytes: number } {
    let [count, bytes] = [0, 0];
    for (const part of this.parts.values()) {
      if (part.sender !== sender) continue;
      count++;
      bytes += part.bytes;
    }
    return { count, bytes };
  }

  /** Bytes that one sender has sent. Bytes that two have sent count for both. */
  sentBytes(sender: string): number {
    let bytes = this.unfinished(sender).bytes;
    for (const one of this.#owned.values()) if (one.sender === sender) bytes += this.whole.get(one.hash) ?? 0;
    return bytes;
  }
}

const partName = /^([0-9a-f]{64})\.(?:([A-Za-z0-9_-]{1,64})\.)?(part|own)$/;

/** Index of a folder of blobs, read once and kept up to date. */
export class BlobIndex {
  readonly #folder: string;
  #contents: Promise<Contents> | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  all(): Promise<Contents> {
    this.#contents ??= this.#read();
    return this.#contents;
  }

  /** Drops the index, to be read anew the next time: something was not as expected. */
  forget(): void {
    this.#contents = null;
  }

  async #read(): Promise<Contents> {
    const contents = new Contents();
    for (const name of await readdir(this.#folder)) {
      const bytes = (await stat(join(this.#folder, name)).catch(() => null))?.size ?? 0;
      const [, hash, sender = '', what] = partName.exec(name) ?? [];
      if (hash === undefined) contents.setWhole(name, bytes);
      else if (what === 'part') contents.setPart(hash, sender, bytes);
      else contents.own(hash, sender);
    }
    return contents;
  }

  async notePart(hash: string, sender: string, bytes: number): Promise<void> {
    (await this.all()).setPart(hash, sender, bytes);
  }

  async noteWhole(hash: string, sender: string | null, bytes: number): Promise<void> {
    const contents = await this.all();
    contents.dropPart(hash, sender ?? 'own');
    contents.setWhole(hash, bytes);
    if (sender !== null) contents.own(hash, sender);
  }

  /** Removes whole blobs, with the notes of their senders. */
  async remove(hashes: ReadonlySet<string>): Promise<void> {
    if (hashes.size === 0) return;
    for (const name of await readdir(this.#folder)) {
      const [, hash = name, , what] = partName.exec(name) ?? [];
      if (what !== 'part' && hashes.has(hash)) await rm(join(this.#folder, name), { force: true });
    }
    this.forget();
  }

  /**
   * Removes files that were not touched for a while: blobs that nobody names, with their senders, and parts. Returns
   * how many.
   */
  async sweep(named: ReadonlySet<string>, untouchedMs: number, nowMs: number): Promise<number> {
    let freed = 0;
    for (const name of await readdir(this.#folder)) {
      const [, hash, , what] = partName.exec(name) ?? [];
      if (what !== 'part' && named.has(hash ?? name)) continue;
      const path = join(this.#folder, name);
      const info = await stat(path).catch(() => null);
      if (!info || nowMs - info.mtimeMs < untouchedMs) continue;
      if (what === 'own' && (await stat(join(this.#folder, hash!)).catch(() => null))) continue;
      await rm(path, { force: true });
      if (what !== 'own') freed++;
    }
    if (freed > 0) this.forget();
    return freed;
  }
}
