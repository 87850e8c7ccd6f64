import {
  contentOf,
  fileNameOf,
  isChanged,
  OpenedFiles,
  outputsOf,
  type RecordingFile,
  type Sessions,
  withOpenedFiles,
} from '../../../server/server.ts';
import type { CopiedRecording, LinkToRecording, ShelvedRecording } from '../../shared/capabilities/library/methods.ts';
import type { PastRecording } from '../../shared/capabilities/recording/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type { Down, Params, StreamParams, StreamResult } from '../../shared/session/contract.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import { sentTo, writtenTo } from './export-targets.ts';
import { RecordingCopies, type ToCopy } from './recording-copies.ts';
import { RecordingLabels } from './recording-labels.ts';
import type { SessionBackend } from './session-backend.ts';

const newOne = () => newId(nodeEnvironment);

type Content = NonNullable<ShelvedRecording['content']>;

/** Longest wait for what is in recordings, before a list comes without it. */
const contentWithinMs = 1_500;

export interface ShelfOptions {
  /** Folder of the session's data. */
  stateFolder: string;
  /** Folder of this machine's copies of recordings. */
  copiesFolder: string;
  /** Called once what was recorded has left the history. */
  onCleared: () => Promise<void>;
  report: (message: string) => void;
}

/** Describes an open file for the library. */
async function aboutFile(file: RecordingFile): Promise<ToCopy> {
  const { ref: of, title, folder, startedMs, endedMs } = file.header;
  const history = await file.history();
  const { people, files } = await contentOf(history);
  const marks = history.timeline.marks.filter(({ kind }) => kind === 'recording.marked').length;
  return { of, title, tags: [], name: null, folder, startedMs, endedMs, marks, content: { people, files } };
}

/** The recordings of a host: those of its session, and files that its windows have opened. */
export class RecordingShelf {
  readonly #place: SessionBackend;
  readonly #files: OpenedFiles;
  /** Contents of recordings that are over, by their refs, once they are read. */
  readonly #contents = new Map<string, Promise<Content | null>>();
  /** Times that something recorded has left the history. */
  #cuts = 0;
  /** One after another: each reads all of a recording. */
  #reading: Promise<unknown> = Promise.resolve();

  readonly #labels: RecordingLabels;
  readonly #copies: RecordingCopies;

  readonly #onCleared: () => Promise<void>;

  constructor(place: SessionBackend, { stateFolder, copiesFolder, onCleared, report }: ShelfOptions) {
    this.#place = place;
    this.#onCleared = onCleared;
    this.#labels = new RecordingLabels(stateFolder);
    this.#copies = new RecordingCopies(copiesFolder, newOne, () => nodeEnvironment.nowMs());
    this.#files = new OpenedFiles(nodeEnvironment, newOne, report);
  }

  /** Sessions behind the door of the host's own windows. */
  get sessions(): Sessions {
    return withOpenedFiles(this.#place.sessions, this.#files);
  }

  /** Notes that something recorded has left the history: what was read before is neither told nor written any more. */
  noteCut(): void {
    this.#cuts++;
    this.#contents.clear();
  }

  /** Gives a check that throws where something has left since. */
  #untilCut(): () => void {
    const count = this.#cuts;
    return () => {
      if (this.#cuts !== count) throw isChanged();
    };
  }

  /** Lists the session's recordings, with the content of those that are read by then. */
  async list(): Promise<ShelvedRecording[]> {
    const recordings = await this.#labelled();
    const late = new Promise<null>((resolve) => {
      setTimeout(() => resolve(null), contentWithinMs).unref();
    });
    return Promise.all(
      recordings.map(async ({ person: _, endedMs, ...rest }) => {
        const content = endedMs === null ? null : await Promise.race([this.#contentOf(rest.ref), late]);
        return { ...rest, endedMs, content };
      }),
    );
  }

  async #labelled() {
    const recordings = await this.#place.recordings.list();
    return recordings.map((each) => this.#withLabel(each));
  }

  #withLabel(recording: PastRecording): PastRecording & { tags: string[] } {
    return { ...recording, tags: [], ...this.#labels.of(recording.ref) };
  }

  /** Finds a recording of the session. Throws `not-found` for one that is not there. */
  async #one(ref: string) {
    return this.#withLabel(await this.#place.recordings.recording(ref));
  }

  /** Lists the copies in this machine's library, the newest first. */
  copies(): CopiedRecording[] {
    return this.#copies.list();
  }

  /**
   * Keeps a copy of a recording of the session, whose folder has this name, or of one whose file is open. Gives the
   * copy's id.
   */
  async keep(
    { recording, folder }: { recording: string; folder: string },
    signal: AbortSignal,
    send: (part: Down<'library.keep'>) => Promise<void>,
  ): Promise<string> {
    const file = this.#files.file(recording);
    if (file) {
      const about = await aboutFile(file);
      return this.#copies.keep(about, async (sink) => {
        for await (const { bytes, share } of file.bytes()) {
          signal.throwIfAborted();
          await sink(bytes);
          await send({ share });
        }
      });
    }
    const { ref: of, title, tags, name, startedMs, endedMs, marks } = await this.#one(recording);
    const mayGoOn = this.#untilCut();
    const { people, files } = await this.#place.recordings.contentOf(recording);
    const about = {
      of,
      title,
      tags,
      name,
      startedMs,
      endedMs,
      marks,
      folder,
      content: { people, files },
    };
    return this.#copies.keep(about, (sink) => {
      let share = 0;
      const watched = async (bytes: Uint8Array) => {
        await sink(bytes);
        await send({ share });
      };
      const watch = {
        signal,
        title,
        onShare: (next: number) => {
          share = Math.min(1, Math.max(share, next));
        },
      };
      return this.#place.recordings.export(recording, { sink: watched, passphrase: null }, watch).then(mayGoOn);
    });
  }

  /** Keeps a recording, or a copy, under another title, and tags. Throws `not-found` for one that is not here. */
  async label({ recording, ...label }: Params<'library.label'>): Promise<void> {
    if (this.#copies.has(recording)) return this.#copies.label(recording, label);
    await this.#place.recordings.recording(recording);
    this.#labels.set(recording, label);
  }

  /** Has a recording deleted by itself so many days after its end; null keeps it for ever. */
  async limit({ recording, days }: Params<'library.limit'>): Promise<void> {
    await this.#place.recordings.limit(recording, days);
  }

  /** Deletes a recording, or a copy, with its title and tags here. Throws `not-permitted` while it runs. */
  async delete({ recording, clears }: Params<'library.delete'>): Promise<void> {
    if (this.#copies.has(recording)) return this.#copies.remove(recording);
    await this.#place.recordings.delete(recording, clears);
    this.#labels.remove(recording);
    this.#contents.delete(recording);
    if (!clears) return;
    this.noteCut();
    await this.#onCleared();
  }

  /** Makes a link by which a recording can be watched, with its secret. */
  async share({ recording, lifetimeMs }: Params<'library.share'>): Promise<{ secret: string; expiresMs: number }> {
    return this.#place.recordings.share(recording, lifetimeMs);
  }

  links(): Promise<LinkToRecording[]> {
    return this.#place.recordings.links();
  }

  async revoke({ hash }: Params<'library.revoke'>): Promise<void> {
    await this.#place.recordings.revoke(hash);
  }

  /** Finds words in the session's recordings, one after another, the newest first. */
  async find(text: string, signal: AbortSignal, send: (part: Down<'library.find'>) => Promise<void>): Promise<void> {
    const recordings = await this.#labelled();
    const has = (words: string) => words.toLowerCase().includes(text.toLowerCase());
    for (const [index, { ref: recording, title, tags, startedMs: atMs }] of recordings.entries()) {
      const named = [
        ...(has(title) ? [{ in: 'title' as const, words: title }] : []),
        ...tags.filter(has).map((words) => ({ in: 'tag' as const, words })),
      ];
      const inside = await this.#place.recordings.find(recording, text, signal);
      const found = [...named.map((each) => ({ ...each, path: null, atMs, seq: null, line: null })), ...inside];
      await send({ found: found.map((each) => ({ recording, ...each })), share: (index + 1) / recordings.length });
    }
  }

  #contentOf(ref: string): Promise<Content | null> {
    const known = this.#contents.get(ref);
    if (known) return known;
    const content = this.#reading.then(() => this.#place.recordings.contentOf(ref)).catch(() => null);
    this.#reading = content;
    this.#contents.set(ref, content);
    return content;
  }

  /** Opens a recording's file at the door. Throws in words where it cannot be read. */
  open(path: string, passphrase: string | null): ReturnType<OpenedFiles['open']> {
    return this.#files.open(path, async () => passphrase);
  }

  /**
   * Writes a recording into files: of the session by its ref, or one whose file is open by that id. Without a place they
   * go to `send`, piece by piece.
   */
  async export(
    { recording, as, passphrase, place }: StreamParams<'library.export'>,
    signal: AbortSignal,
    send: (part: Down<'library.export'>) => Promise<void>,
  ): Promise<StreamResult<'library.export'>> {
    const file = this.#files.file(recording);
    // A file is of its own: nothing leaves it.
    const mayGoOn = file ? () => undefined : this.#untilCut();
    const { title } = file?.header ?? (await this.#one(recording));
    let share = 0;
    const watch = {
      signal,
      title,
      onShare: (next: number) => {
        share = Math.min(1, Math.max(share, next));
      },
    };
    const tell: typeof send = (part) => {
      mayGoOn();
      return send(part);
    };
    const target = place === null ? sentTo(tell, () => share) : await writtenTo(place, tell, () => share);
    const put = (name: string, write: Parameters<typeof target.put>[1]) =>
      target.put(name, (sink) => write(sink).then(mayGoOn));
    if (as === 'file') {
      if (file) throw new EnsembleError('bad-request', 'This recording is a file already: copy that.');
      const name = fileNameOf(title, '.ensemble');
      await put(name, (sink) => this.#place.recordings.export(recording, { sink, passphrase }, watch));
    } else {
      const texts = file
        ? await outputsOf(
            as,
            { title, folder: file.header.folder, damage: file.damage },
            { history: await file.history(), getBlob: (hash) => file.blob(hash), ...watch },
          )
        : await this.#place.recordings.texts(recording, as, watch);
      if (texts.length === 0) throw new EnsembleError('not-found', 'No terminal was shared in this recording.');
      for (const { name, content } of texts) await put(name, (sink) => sink(content));
    }
    return { places: target.places, sizeBytes: target.sizeBytes };
  }

  close(): Promise<void> {
    return this.#files.close();
  }
}
