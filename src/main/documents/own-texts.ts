import { ownText, type SharedLine } from '../../client/own-text.ts';
import type { SessionClient } from '../../client/session-client.ts';
import type { WrittenAs } from '../../shared/capabilities/documents/document-state.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { encodeText } from '../files/text-codec.ts';
import type { Journal } from './journal.ts';
import { textOf } from './seed.ts';

/** A file as one person would have it, where that is another text than the saved one. */
export interface OwnFile {
  path: string;
  /** The file's bytes; null where they are the saved ones. */
  content: Uint8Array | null;
  shared: readonly SharedLine[];
}

export interface OwnTextsOptions {
  client: SessionClient;
  journal: Journal;
  isOnDisk: (ref: string) => boolean;
}

/** Texts with the unsaved edits of one person alone, for a copy of the folder that has nothing of the others'. */
export class OwnTexts {
  readonly #options: OwnTextsOptions;

  constructor(options: OwnTextsOptions) {
    this.#options = options;
  }

  /** Lists the files with unsaved edits, by whomever. */
  async of(person: string, takesBoth: boolean): Promise<OwnFile[]> {
    const { client, journal, isOnDisk } = this.#options;
    const files: OwnFile[] = [];
    for (const [ref, { path, deleted, format }] of Object.entries(client.state.documents)) {
      const document = client.documents.get(ref);
      if (path === null || deleted || document === null || isOnDisk(ref)) continue;
      const { current } = await journal.records(ref);
      if (current === null) continue;
      const saved = textOf(current.base);
      // A text that was brought back to the saved one has no unsaved edits, whoever had a hand in it.
      const isSaved = document.toString() === saved;
      const { text, shared } = isSaved
        ? { text: saved, shared: [] }
        : ownText(document, current.base, person, takesBoth);
      const content = text === saved ? null : bytesOf(text, format);
      files.push({ path, content, shared });
    }
    return files;
  }

  /** Lists unsaved texts by path. */
  all(): { path: string; text: string }[] {
    const { client, isOnDisk } = this.#options;
    return Object.entries(client.state.documents).flatMap(([ref, { path, deleted }]) => {
      const document = client.documents.get(ref);
      if (path === null || deleted || !document || isOnDisk(ref)) return [];
      return { path, text: document.toString() };
    });
  }

  /** Calls the listener with each edit of a text, and each save. */
  onChanged(listener: () => void): () => void {
    return this.#options.client.events.on('entry', ({ kind }) => {
      if (kind === 'doc.updated' || kind === 'doc.saved') listener();
    });
  }
}

/** Encodes a text as it would be saved; in UTF-8 where its encoding lacks a character, for which a save is refused. */
function bytesOf(text: string, format: WrittenAs): Uint8Array {
  try {
    return encodeText(text, { ...format, mixedEol: false });
  } catch (thrown) {
    if (!(thrown instanceof EnsembleError) || thrown.code !== 'encoding') throw thrown;
    return encodeText(text, { encoding: 'utf8', bom: false, eol: format.eol, mixedEol: false });
  }
}
