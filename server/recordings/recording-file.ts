import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { plainWords } from '../../src/shared/text/shown.ts';
import { ReplayHistory } from '../replay/replay-history.ts';
import { FileLog, type FileOverview } from './file-log.ts';
import { attachmentPart, type Header, headerPart, unreadable } from './format.ts';
import { readIndex, recoverOverview } from './overview.ts';
import { type AskPassphrase, PartFile } from './part-file.ts';
import { mostStructs, structsIn } from './update-size.ts';

/** Attachments that are kept in memory (LRU), and their bytes: a window fetches one that it has just heard of. */
const mostBlobBytes = 64 * 1024 * 1024;
/** Id of a recording whose header is damaged. */
const namelessRecording = 'recording_without_name';

/** A recording in a file, which is read where it is. Nothing is ever written. */
export class RecordingFile {
  readonly #file: PartFile;
  readonly #overview: FileOverview;
  readonly header: Header;
  readonly log: FileLog;
  /** Damage in words; null for a file that is whole. */
  readonly damage: string | null;
  readonly #blobs = new Map<string, Uint8Array>();
  #blobBytes = 0;
  /** Parts of texts in each attachment that was read. */
  readonly #structs = new Map<string, number>();

  private constructor(file: PartFile, header: Header, overview: FileOverview, damage: string | null) {
    this.#file = file;
    this.#overview = overview;
    this.header = header;
    this.damage = damage;
    this.log = new FileLog(file, overview, header, (hash) => this.blob(hash));
  }

  /**
   * Opens a file, verifies all of it, and reads its index. Of a damaged one, what can be read is there. Throws in words
   * for a file that is none, for a wrong passphrase, and where nothing can be read.
   */
  static async open(path: string, askPassphrase: AskPassphrase = async () => null): Promise<RecordingFile> {
    const file = await PartFile.open(path, askPassphrase);
    try {
      return await RecordingFile.#read(file, plainWords(basename(path)));
    } catch (thrown) {
      await file.close();
      if (thrown instanceof EnsembleError) throw thrown;
      throw unreadable(`its content is not what it should be (${(thrown as Error).message.slice(0, 200)})`);
    }
  }

  static async #read(file: PartFile, name: string): Promise<RecordingFile> {
    const [first] = file.numbersOf('header');
    const header = first === undefined ? null : await file.value(first, headerPart);
    const isWhole = file.damages === 0 && file.isClosed && header !== null;
    const index = isWhole ? await readIndex(file, header) : null;
    const overview = index ?? (await recoverOverview(file, header));
    if (overview.segments.length === 0) throw unreadable('nothing of what happened in it is whole');
    const damage = index ? null : wordsOf(file, overview);
    return new RecordingFile(file, header ?? namedBy(name, overview), overview, damage);
  }

  /** Opens its past, as a player shows it. */
  async history(): Promise<ReplayHistory> {
    try {
      return await ReplayHistory.open(this.log, '', {
        recording: this.header.ref,
        getBlob: (hash) => this.blob(hash),
      });
    } catch (thrown) {
      if (thrown instanceof EnsembleError) throw thrown;
      throw unreadable(`its content is not what it should be (${(thrown as Error).message.slice(0, 200)})`);
    }
  }

  /** Reads an attachment. Throws `not-found` for one that is not in the file, or is not that of its name. */
  async blob(hash: string): Promise<Uint8Array> {
    const known = this.#blobs.get(hash);
    if (known) return known;
    const found = this.#judged(hash, await this.#readBlob(hash));
    this.#blobs.set(hash, found);
    this.#blobBytes += found.length;
    for (const [old, { length }] of this.#blobs) {
      if (this.#blobBytes <= mostBlobBytes) break;
      this.#blobs.delete(old);
      this.#blobBytes -= length;
    }
    return found;
  }

  /** Reads a file that was sent: nobody decodes it, and it may be anything. */
  sentFile(hash: string): Promise<Uint8Array> {
    return this.#readBlob(hash);
  }

  async #readBlob(hash: string): Promise<Uint8Array> {
    const gone = notHere();
    const placed = this.#overview.attachments.get(hash);
    if (!placed) throw gone;
    const pieces: Uint8Array[] = [];
    const verified = createHash('sha256');
    for (let number = placed.part, offset = 0; offset < placed.sizeBytes || pieces.length === 0; number++) {
      const value = await this.#file.value(number, attachmentPart);
      if (value === null || value.hash !== hash || value.offset !== offset) throw gone;
      if (value.piece.length === 0 && placed.sizeBytes > 0) throw gone;
      verified.update(value.piece);
      pieces.push(value.piece);
      offset += value.piece.length;
      if (offset > mostAttachmentBytes) throw gone;
    }
    if (verified.digest('hex') !== hash) throw gone;
    return new Uint8Array(Buffer.concat(pieces));
  }

  /** Takes an attachment for a body that somebody decodes. */
  #judged(hash: string, whole: Uint8Array): Uint8Array {
    const structs = structsIn(whole);
    // All attachments together: several may be parts of one text.
    this.#structs.set(hash, structs ?? mostStructs + 1);
    const all = [...this.#structs.values()].reduce((sum, count) => sum + count, 0);
    if (all <= mostStructs) return whole;
    this.#structs.set(hash, 0);
    throw notHere();
  }

  /** Reads the whole file as it is, encrypted or not, piece by piece. */
  bytes(): AsyncGenerator<{ bytes: Uint8Array; share: number }> {
    return this.#file.bytes();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

const notHere = () => new EnsembleError('not-found', 'An attachment is not in this recording, or is damaged.');

const mostAttachmentBytes = 256 * 1024 * 1024;

function namedBy(name: string, { segments }: FileOverview): Header {
  const [from, to] = [segments[0]!.notes[0]!, segments.at(-1)!.notes.at(-1)!];
  const times = { startedMs: from.atMs, endedMs: to.atMs };
  return {
    ref: namelessRecording,
    title: name.slice(0, 200),
    folder: '',
    ...times,
    people: [],
    stretches: [],
    cuts: [],
  };
}

function wordsOf(file: PartFile, { lost, starts }: FileOverview): string {
  const words = [
    file.isClosed ? null : 'its end is missing',
    file.damages === 0 ? null : `${file.damages} ${file.damages === 1 ? 'place' : 'places'} in it cannot be read`,
    starts.length > 1 ? 'there may be gaps' : null,
    lost.size === 0
      ? null
      : `${lost.size} ${lost.size === 1 ? 'file or terminal is' : 'files or terminals are'} left out`,
  ].filter((each) => each !== null);
  const why = words.length === 0 ? 'its index is not that of its parts' : words.join(', ');
  return `This recording is damaged: ${why}. Everything else is shown; the file was not changed.`;
}
