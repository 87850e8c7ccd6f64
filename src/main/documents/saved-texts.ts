import * as Y from 'yjs';
import type { SessionClient } from '../../client/session-client.ts';
import type { Judged } from '../../client/text-base.ts';
import type { TextDocument } from '../../client/text-document.ts';
import { WorkRecord, type WorkStore } from '../../client/work-record.ts';
import type { TextFormat } from '../../shared/capabilities/documents/document-state.ts';
import { documentAt } from '../../shared/capabilities/documents/paths.ts';
import { textName } from '../../shared/capabilities/documents/update-rules.ts';
import { hashBytes } from '../../shared/text/hash.ts';
import type { Disk } from './disk.ts';
import type { Journal, JournalRecord } from './journal.ts';

/** The text of a file as it is on the disk, with what the log knows of its authors. */
export interface SavedText {
  ref: string;
  bytes: Uint8Array;
  format: TextFormat;
  judged: Judged;
  /** Encoded documents of the text and of the one before it. */
  bases: readonly Uint8Array[];
}

export interface SavedTextsOptions {
  client: SessionClient;
  disk: Disk;
  journal: Journal;
  document: (ref: string) => Promise<TextDocument>;
  /** Takes in what has changed on the disk. */
  diskChanged: (path: string) => Promise<void>;
  report?: (message: string) => void;
}

/** Saved texts of the folder's documents, other than those with a conflict. */
export class SavedTexts {
  readonly #options: SavedTextsOptions;

  constructor(options: SavedTextsOptions) {
    this.#options = options;
  }

  /** Says whether a file is a document of the session. */
  has(path: string): boolean {
    const { state } = this.#options.client;
    const ref = documentAt(state, path);
    return ref !== null && state.documents[ref]?.deleted === false;
  }

  /** Path of a document; null for an untitled one, undefined for one that has left the session. */
  pathOf(ref: string): string | null | undefined {
    return this.#options.client.state.documents[ref]?.path;
  }

  /** Records edits in all texts that are opened from now on; `store` remembers them beyond this process. */
  record(store: WorkStore | null = null): WorkRecord {
    return new WorkRecord(this.#options.client, store);
  }

  /** Gives a text as it is now, in memory until nobody has used it for long. */
  document(ref: string): Promise<TextDocument> {
    return this.#options.document(ref);
  }

  /** Calls the listener with each save, and with the encoded document of what the file held before. */
  onSaved(listener: (ref: string, path: string, before: Uint8Array) => void): void {
    const { client, journal } = this.#options;
    client.events.on('entry', ({ kind, ref }) => {
      const path = ref === null ? null : (client.state.documents[ref]?.path ?? null);
      if (kind !== 'doc.saved' || ref === null || path === null) return;
      journal
        .records(ref)
        .then(({ previous }) => previous && listener(ref, path, previous.base))
        .catch((thrown) => this.#options.report?.(`${path} was not noted as committed: ${String(thrown)}`));
    });
  }

  /** Encoded document of what a file holds, as far as it is known here; null where it is no document. */
  async baseOf(path: string): Promise<{ ref: string; base: Uint8Array } | null> {
    const { client, journal } = this.#options;
    const ref = documentAt(client.state, path);
    const { current } = ref === null ? { current: null } : await journal.records(ref);
    return ref === null || current === null ? null : { ref, base: current.base };
  }

  /** Calls the listener with each document that leaves the session for good. */
  onSealed(listener: (ref: string) => void): void {
    this.#options.client.events.on('entry', ({ kind, ref }) => {
      if (kind === 'doc.sealed' && ref !== null) listener(ref);
    });
  }

  /** Reads one; null where nobody knows the authors of the bytes on the disk. */
  async read(path: string): Promise<SavedText | null> {
    let found = await this.#recorded(path);
    if (found === null && this.has(path)) {
      await this.#options.diskChanged(path);
      found = await this.#recorded(path);
    }
    if (found === null) return null;
    const { facts } = await this.#options.document(found.ref);
    const { ref, bytes, current, previous } = found;
    const saved = new Y.Doc();
    Y.applyUpdate(saved, current.base);
    const judged = { yText: saved.getText(textName), facts };
    const bases = [current.base, ...(previous ? [previous.base] : [])];
    return { ref, bytes, format: current.format, judged, bases };
  }

  async #recorded(
    path: string,
  ): Promise<{ ref: string; bytes: Uint8Array; current: JournalRecord; previous: JournalRecord | null } | null> {
    const { client, disk, journal } = this.#options;
    const ref = documentAt(client.state, path);
    if (ref === null || !this.has(path)) return null;
    const bytes = await disk.read(path);
    const { current, previous } = await journal.records(ref);
    if (bytes === null || current === null || current.before || current.elsewhere) return null;
    return current.hash === hashBytes(bytes) ? { ref, bytes, current, previous } : null;
  }
}
