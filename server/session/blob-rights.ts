import type { Entry } from '../../src/shared/core/entry.ts';
import { authorize } from '../../src/shared/session/authorize.ts';
import type { Naming } from '../log/log.ts';
import type { Connection } from './connection.ts';
import type { SessionCore } from './session-core.ts';

/** Bounds on remembered uploads and namings; older ones must be sent, or asked for, again. */
const mostUploadsOfOne = 2_000;
const mostDirected = 5_000;
const mostOfOneBlob = 200;
const mostCheckpoints = 1_000;

/** Forgets the oldest of a map or a set that has grown too large. */
function bound(kept: { size: number; keys(): Iterator<string>; delete(key: string): boolean }, most: number): void {
  if (kept.size > most) kept.delete(kept.keys().next().value!);
}

/** Rights to read an attachment, and to name one in an entry: a hash alone opens nothing. */
export class BlobRights {
  readonly #session: SessionCore;
  readonly #uploads = new Map<string, Set<string>>();
  /** Blobs named by entries that are not kept. */
  readonly #directed = new Map<string, Naming[]>();
  readonly #checkpoints = new Map<string, string>();

  constructor(session: SessionCore) {
    this.#session = session;
  }

  /** Notes that a person has sent every byte of a blob, not just its hash. */
  noteUpload(person: string, hash: string): void {
    const sent = this.#uploads.get(person) ?? new Set<string>();
    this.#uploads.set(person, sent);
    sent.delete(hash);
    sent.add(hash);
    bound(sent, mostUploadsOfOne);
  }

  /** Notes that an entry that is not kept has named a blob. */
  noteDirected({ blob, by, kind, ref, to }: Entry): void {
    if (blob === null) return;
    // Two receivers of the same content may both read it.
    const others = (this.#directed.get(blob) ?? []).filter((other) => other.by !== by || other.to !== to);
    this.#directed.delete(blob);
    this.#directed.set(blob, [...others.slice(-mostOfOneBlob), { by, kind, ref, to }]);
    bound(this.#directed, mostDirected);
  }

  /** Notes that the folded past of a ref is fetched as a blob. */
  noteCheckpoint(ref: string, hash: string): void {
    this.#checkpoints.delete(hash);
    this.#checkpoints.set(hash, ref);
    bound(this.#checkpoints, mostCheckpoints);
  }

  /** Gives the blobs that are folded pasts, and forgets them: they may have what has left the log since. */
  takeCheckpoints(): string[] {
    const hashes = [...this.#checkpoints.keys()];
    this.#checkpoints.clear();
    return hashes;
  }

  /** Says whether a person may read a blob: they have sent it, or may read something that names it. */
  async mayRead(person: string, hash: string): Promise<boolean> {
    const { entryRules, log, id, options } = this.#session;
    const state = entryRules.staged;
    const who = { person, replica: null };
    if (authorize(state, who, 'hear', null) !== null) return false;
    if (this.#uploads.get(person)?.has(hash) || options.sentBlob?.(hash, person)) return true;
    const ref = this.#checkpoints.get(hash);
    if (ref !== undefined && authorize(state, who, 'hear', ref) === null) return true;
    const mayReadOne = (entries: Naming[]) => entries.some((entry) => authorize(state, who, 'read', entry) === null);
    return mayReadOne(this.#directed.get(hash) ?? []) || mayReadOne(await log.naming(id, hash));
  }

  /**
   * Says whether a connection may name a blob in an entry: the store is the owner's own, all others must have read or
   * sent it.
   */
  async mayName(connection: Connection, hash: string): Promise<boolean> {
    if (connection.identity.is !== 'guest') return true;
    return connection.person !== null && (await this.mayRead(connection.person, hash));
  }
}
