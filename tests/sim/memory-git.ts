import { DatabaseSync } from 'node:sqlite';
import { decodeText } from '../../src/main/files/text-codec.ts';
import type { MemoryDisk } from './memory-disk.ts';

const same = (a: Uint8Array | undefined, b: Uint8Array | undefined) =>
  a === b || (a !== undefined && b !== undefined && Buffer.compare(a, b) === 0);

/** A repository in memory: what is committed of a folder, and what its status said when it was looked at last. */
export class MemoryGit {
  /** The host's own record of the texts that were committed. */
  readonly database = new DatabaseSync(':memory:');
  readonly head: Map<string, Uint8Array>;
  /** Number of commits. */
  count = 1;
  #changed = new Set<string>();

  constructor(head: ReadonlyMap<string, Uint8Array>) {
    this.head = new Map(head);
  }

  /** Says whether a file was as it is committed when it was looked at last. */
  isCommitted(path: string): boolean {
    return this.head.has(path) && !this.#changed.has(path);
  }

  /** Text of a file as it is committed, or null where there is none. */
  textOf(path: string): string | null {
    const bytes = this.head.get(path);
    return bytes ? decodeText(bytes).text : null;
  }

  /** Commits files. */
  commit(files: Iterable<readonly [path: string, bytes: Uint8Array]>): void {
    for (const [path, bytes] of files) this.head.set(path, bytes);
    this.count++;
  }

  /** Looks at the status. Gives the files that have become as they are committed since. */
  look({ files }: MemoryDisk): string[] {
    const before = this.#changed;
    const all = new Set([...files.keys(), ...this.head.keys()]);
    this.#changed = new Set([...all].filter((path) => !same(files.get(path), this.head.get(path))));
    return [...before].filter((path) => !this.#changed.has(path) && this.head.has(path));
  }
}
