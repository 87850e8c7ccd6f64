import { isSameFormat } from '../../client/format-choice.ts';
import type { SessionClient } from '../../client/session-client.ts';
import type { TextDocument } from '../../client/text-document.ts';
import type { DocumentInfo, TextFormat } from '../../shared/capabilities/documents/document-state.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { hashBytes, hashText } from '../../shared/text/hash.ts';
import { onlyLocal } from '../doors/path-authority.ts';
import { encodeText } from '../files/text-codec.ts';
import { ChangedMeanwhile, type Disk } from './disk.ts';
import type { DiskMerge } from './disk-merge.ts';
import { conflictStands, noText } from './disk-refusals.ts';
import type { DocumentPlaces } from './document-places.ts';
import { expectedState } from './expected-state.ts';
import type { Journal } from './journal.ts';
import { writeNoted } from './noted-write.ts';
import { savedAs } from './saved-as.ts';
import { textOf } from './seed.ts';
import { UnloggedSaves } from './unlogged-saves.ts';
import { lawful, type Unsent } from './unsent.ts';
import { whileOnline } from './while-online.ts';

/** Most attempts of a save where another program writes the same file at the same moment. */
const mostAttempts = 5;

export interface DocumentSavingOptions {
  client: SessionClient;
  disk: Disk;
  journal: Journal;
  merge: DiskMerge;
  places: DocumentPlaces;
  newEncoding?: ((path: string) => Promise<NewEncoding | null>) | undefined;
}

/** Encoding that a folder sets for a new file. */
export type NewEncoding = Pick<TextFormat, 'encoding' | 'bom'>;

/** Place where a document is saved, if that is not its own. */
export interface SaveTarget {
  path: string;
  overwrite: boolean;
}

/** Writes documents to the disk. Its methods never run at once: the keeper's queue sees to that. */
export class DocumentSaving {
  readonly #options: DocumentSavingOptions;
  /** Savers' edits that are on the disk, but not in the log yet. */
  readonly #unlogged: UnloggedSaves;

  constructor(options: DocumentSavingOptions) {
    this.#options = options;
    this.#unlogged = new UnloggedSaves(options.client.options.environment);
  }

  #info(ref: string): DocumentInfo {
    return expectedState(this.#options.client).documents[ref]!;
  }

  /**
   * Writes a document, with the sender's edits that are not in the log yet. Changes on the disk are merged first. Where
   * the disk holds that text already, nothing is written or said: several windows may ask for one change. Returns the
   * hash of the text on the disk.
   */
  async save(ref: string, document: TextDocument, unsent: Unsent, target?: SaveTarget): Promise<string> {
    const wanted = target?.path ?? this.#info(ref).path;
    if (wanted === null) throw new EnsembleError('bad-request', 'An untitled document needs a name to be saved.');
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#write(ref, document, unsent, wanted, target);
      } catch (thrown) {
        if (!(thrown instanceof ChangedMeanwhile)) throw thrown;
        if (attempt === mostAttempts)
          throw new EnsembleError(
            'changed-on-disk',
            `Another program keeps writing ${wanted}, so it was not saved. What you typed is safe here: save again in a moment.`,
          );
      }
    }
  }

  async #write(
    ref: string,
    document: TextDocument,
    unsent: Unsent,
    wanted: string,
    target?: SaveTarget,
  ): Promise<string> {
    const { client, disk, places } = this.#options;
    if (!target) await this.#mustBeHere(ref, wanted);
    const path = target ? ((await disk.locate(wanted)) ?? wanted) : this.#info(ref).path!;
    const { update, brought } = lawful(document, unsent);
    const isOwn = places.at(path) === ref;
    if (isOwn) await this.#settle(ref, path, document, update);
    else await this.#mayPlace(path, target?.overwrite ?? false);
    const { format: known } = this.#info(ref);
    const given = unsent.format ? null : await this.#encodingOfNew(ref, path);
    const chosen = unsent.format ?? { ...known, ...given };
    const format = { ...known, ...chosen, mixedEol: false };
    const whole = this.#unlogged.with(ref, document.encode(), { update, brought });
    const text = textOf(whole.state);
    const bytes = encodeText(text, format);
    const hash = hashText(text);
    if (isSameFormat(chosen, known) && (await this.#isSaved(ref, path, hash, hashBytes(bytes)))) return hash;
    const elsewhere = isOwn ? {} : { elsewhere: true as const };
    const record = { path, hash: hashBytes(bytes), base: whole.state, brought: whole.brought, format, ...elsewhere };
    await writeNoted(this.#options, ref, record, bytes, isOwn ? await this.#held(ref) : undefined);
    const by = unsent.person === undefined ? {} : { person: unsent.person };
    const term = client.state.host?.term ?? 1;
    // A form of the folder's is the text's from now on, as if it were chosen.
    const written = given ? {} : { written: true as const };
    const saved = { ...savedAs(term, path, text, format), ...written, ...by };
    await whileOnline(client, client.publish('doc.saved', saved, ref));
    await places.standsAt(ref, path);
    return hash;
  }

  /** Finds the encoding that the folder sets for a text without a file, where nobody has chosen one. */
  async #encodingOfNew(ref: string, path: string): Promise<NewEncoding | null> {
    const { path: before, format } = this.#info(ref);
    const isChosen = format.encoding !== 'utf8' || format.bom;
    const { disk, newEncoding } = this.#options;
    if (before !== null || isChosen || !newEncoding || (await disk.read(path)) !== null) return null;
    return newEncoding(path);
  }

  /** Hash of the disk's bytes at the last look; null where there was no file. */
  async #held(ref: string): Promise<string | null | undefined> {
    if (this.#info(ref).deleted) return null;
    return (await this.#options.journal.records(ref)).current?.hash;
  }

  /** Throws where another file has been put in the place of a document's: it is not overwritten. */
  async #mustBeHere(ref: string, path: string): Promise<void> {
    const standing = await this.#options.places.follow(ref);
    if (standing === 'sealed') throw onlyLocal(path);
    if (standing === 'taken')
      throw new EnsembleError(
        'exists',
        `${path} leads to a file that is open by itself, so it was not saved. What you typed is kept here: save it under another name.`,
      );
  }

  /** Says whether everybody knows that a document's file holds this text, in these bytes. */
  async #isSaved(ref: string, path: string, textHash: string, bytesHash: string): Promise<boolean> {
    const info = this.#info(ref);
    if (path !== info.path || info.deleted || info.diskFormat || info.saved?.hash !== textHash) return false;
    const { current } = await this.#options.journal.records(ref);
    return current?.hash === bytesHash;
  }

  /**
   * Takes in a change on the disk. Throws `changed-on-disk` where that needs a choice, `not-text` for a file that is no
   * text.
   */
  async #settle(ref: string, path: string, document: TextDocument, unsent: Uint8Array): Promise<void> {
    const outcome = await this.#options.merge.absorb(ref, document, unsent);
    if (outcome === 'withheld') throw conflictStands(path);
    if (outcome === 'no text') throw noText(path);
  }

  async #mayPlace(path: string, overwrite: boolean): Promise<void> {
    const { disk, places } = this.#options;
    const other = places.at(path);
    if (other !== null && !this.#info(other).deleted) {
      throw new EnsembleError('exists', `${path} is open as a document here: choose another name.`);
    }
    if (!overwrite && (await disk.read(path)) !== null) {
      throw new EnsembleError('exists', `${path} exists already.`);
    }
  }
}
