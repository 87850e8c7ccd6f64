import { Readable } from 'node:stream';
import { type FileBlobStore, ownSender } from '../blobs/file-blob-store.ts';

/** Person who asks for attachments: the owner by a door's own token, or somebody in the session who shows a ticket. */
export type BlobCaller = { is: 'owner' } | { is: 'person'; person: string; ticket: string };

/** An attachment on its way out. */
export interface BlobBody {
  sizeBytes: number;
  stream: Readable;
}

/** The attachments of a session, as one caller may use them. Those that they may not read do not exist for them. */
export interface BlobView {
  /** Bytes that the caller need not send: all of a blob that they may read, else those they have sent. */
  received(hash: string): Promise<number>;
  add(hash: string, offset: number, totalBytes: number, piece: Uint8Array): Promise<unknown>;
  /** Gives one that is decoded as a body, or a file that is not (`isFile`). Throws `not-found`. */
  open(hash: string, isFile?: boolean): Promise<BlobBody>;
}

/** Decisions of a session on attachments. */
export interface BlobAccess {
  /** Says whether an entry that this person may read names the blob. */
  mayRead(person: string, hash: string): boolean | Promise<boolean>;
  /** Notes that the person has sent all of it: entries of theirs may name it from here on. */
  noteUpload(person: string, hash: string): void;
}

/** Gives a stored blob as an answer, read as fast as it is taken. */
export async function bodyFrom(store: FileBlobStore, hash: string): Promise<BlobBody> {
  const { file, sizeBytes } = await store.open(hash);
  return { sizeBytes, stream: file.createReadStream() };
}

/** Gives a blob in memory as an answer. */
export function bodyOfBytes(bytes: Uint8Array): BlobBody {
  return { sizeBytes: bytes.length, stream: Readable.from([bytes], { objectMode: false }) };
}

/** All of a session's attachments, for its owners. */
export class OwnBlobs implements BlobView {
  readonly #store: FileBlobStore;
  readonly #onWhole: (hash: string) => void;

  constructor(store: FileBlobStore, onWhole: (hash: string) => void = () => undefined) {
    this.#store = store;
    this.#onWhole = onWhole;
  }

  async received(hash: string): Promise<number> {
    const received = await this.#store.received(hash);
    if (this.#store.has(hash)) this.#onWhole(hash);
    return received;
  }

  async add(hash: string, offset: number, totalBytes: number, piece: Uint8Array): Promise<void> {
    if (await this.#store.add(hash, offset, totalBytes, piece, ownSender)) this.#onWhole(hash);
  }

  open(hash: string): Promise<BlobBody> {
    return bodyFrom(this.#store, hash);
  }
}

/** Attachments of a session as one guest may read and send them. */
export class PersonBlobs implements BlobView {
  readonly #store: FileBlobStore;
  readonly #person: string;
  readonly #access: BlobAccess;

  constructor(store: FileBlobStore, person: string, access: BlobAccess) {
    this.#store = store;
    this.#person = person;
    this.#access = access;
  }

  async #mayRead(hash: string): Promise<boolean> {
    return this.#store.wasSentBy(hash, this.#person) || (await this.#access.mayRead(this.#person, hash));
  }

  async received(hash: string): Promise<number> {
    const whole = (await this.#mayRead(hash)) ? await this.#store.size(hash) : 0;
    return whole || this.#store.received(hash, this.#person);
  }

  /** A caller who only knows a hash sends all of it, though it is here: a hash alone opens nothing. */
  async add(hash: string, offset: number, totalBytes: number, piece: Uint8Array): Promise<void> {
    if (this.#store.has(hash) && (await this.#mayRead(hash))) return;
    if (await this.#store.add(hash, offset, totalBytes, piece, this.#person))
      this.#access.noteUpload(this.#person, hash);
  }

  async open(hash: string): Promise<BlobBody> {
    // The answer is the same for a blob that is not there and one that is not theirs.
    return bodyFrom(this.#store, (await this.#mayRead(hash)) ? hash : nothing);
  }
}

const nothing = '0'.repeat(64);
