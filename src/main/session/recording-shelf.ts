import { fileNameOf, OpenedFiles, outputsOf, type Sessions, withOpenedFiles } from '../../../server/server.ts';
import type { LinkToRecording, ShelvedRecording } from '../../shared/capabilities/library/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type { Down, Params, StreamParams, StreamResult } from '../../shared/session/contract.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import { sentTo, writtenTo } from './export-targets.ts';
import { RecordingLabels } from './recording-labels.ts';
import type { SessionBackend } from './session-backend.ts';

type Content = NonNullable<ShelvedRecording['content']>;

/** Longest wait for what is in recordings, before a list comes without it. */
const contentWithinMs = 1_500;

function gone(): never {
  throw new EnsembleError('not-found', 'This recording is not here (any more).');
}

export interface ShelfOptions {
  /** Folder of the session's data. */
  stateFolder: string;
  /** Called once what was recorded has left the history. */
  onCleared: () => Promise<void>;
  report: (message: string) => void;
}

/** The recordings of a host: those of its session, and files that its windows have opened. */
export class RecordingShelf {
  readonly #place: SessionBackend;
  readonly #files: OpenedFiles;
  /** Contents of recordings that are over, by their refs, once they are read. */
  readonly #contents = new Map<string, Promise<Content | null>>();
  /** One after another: each reads all of a recording. */
  #reading: Promise<unknown> = Promise.resolve();

  readonly #labels: RecordingLabels;

  readonly #onCleared: () => Promise<void>;

  constructor(place: SessionBackend, { stateFolder, onCleared, report }: ShelfOptions) {
    this.#place = place;
    this.#onCleared = onCleared;
    this.#labels = new RecordingLabels(stateFolder);
    this.#files = new OpenedFiles(nodeEnvironment, () => newId(nodeEnvironment), report);
  }

  /** Sessions behind the door of the host's own windows. */
  get sessions(): Sessions {
    return withOpenedFiles(this.#place.sessions, this.#files);
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
    return recordings.map((each) => ({ ...each, tags: [], ...this.#labels.of(each.ref) }));
  }

  /** Keeps a recording under another title, and tags. Throws `not-found` for one that is not here. */
  async label({ recording, ...label }: Params<'library.label'>): Promise<void> {
    if (!(await this.#place.recordings.list()).some(({ ref }) => ref === recording)) gone();
    this.#labels.set(recording, label);
  }

  /** Has a recording deleted by itself so many days after its end; null keeps it for ever. */
  async limit({ recording, days }: Params<'library.limit'>): Promise<void> {
    await this.#place.recordings.limit(recording, days);
  }

  /** Deletes a recording, with its title and tags here. Throws `not-permitted` while it runs. */
  async delete({ recording, clears }: Params<'library.delete'>): Promise<void> {
    await this.#place.recordings.delete(recording, clears);
    this.#labels.remove(recording);
    this.#contents.delete(recording);
    if (clears) await this.#onCleared();
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
    const { title } = file?.header ?? (await this.#labelled()).find(({ ref }) => ref === recording) ?? gone();
    let share = 0;
    const watch = {
      signal,
      title,
      onShare: (next: number) => {
        share = Math.min(1, Math.max(share, next));
      },
    };
    const target = place === null ? sentTo(send, () => share) : await writtenTo(place, send, () => share);
    if (as === 'file') {
      if (file) throw new EnsembleError('bad-request', 'This recording is a file already: copy that.');
      const name = fileNameOf(title, '.ensemble');
      await target.put(name, (sink) => this.#place.recordings.export(recording, { sink, passphrase }, watch));
    } else {
      const texts = file
        ? await outputsOf(
            as,
            { title, folder: file.header.folder, damage: file.damage },
            { history: await file.history(), getBlob: (hash) => file.blob(hash), ...watch },
          )
        : await this.#place.recordings.texts(recording, as, watch);
      if (texts.length === 0) throw new EnsembleError('not-found', 'No terminal was shared in this recording.');
      for (const { name, content } of texts) await target.put(name, (sink) => sink(content));
    }
    return { places: target.places, sizeBytes: target.sizeBytes };
  }

  close(): Promise<void> {
    return this.#files.close();
  }
}
