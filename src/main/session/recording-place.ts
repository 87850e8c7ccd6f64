import type { ExportWatch, FileWishes, Output, SessionServer } from '../../../server/server.ts';
import type { LinkToRecording, ShelvedRecording, TextForm } from '../../shared/capabilities/library/methods.ts';
import type { PastRecording } from '../../shared/capabilities/recording/methods.ts';

type Library = SessionServer['library'];

/** The recordings of a folder's session, wherever that is. All but the list throw `not-found` for one that is not there. */
export interface RecordingPlace {
  /** Lists them, the newest first. */
  list(): Promise<PastRecording[]>;
  /** Finds one of them, however old it is. */
  recording(recording: string): Promise<PastRecording>;
  /** Reads a recording for what is in it. */
  contentOf(recording: string): Promise<NonNullable<ShelvedRecording['content']>>;
  /** Finds words in a recording. */
  find(recording: string, text: string, signal: AbortSignal): ReturnType<Library['find']>;
  /** Writes a recording into a file. */
  export(recording: string, wishes: FileWishes, watch: ExportWatch): Promise<void>;
  /** Makes files of another form from a recording. */
  texts(recording: string, form: TextForm, watch: ExportWatch): Promise<Output[]>;
  /** Has a recording deleted by itself so many days after its end; null keeps it for ever. */
  limit(recording: string, days: number | null): Promise<void>;
  /** Deletes a recording that is over; `clears`: its stretch leaves the history at once. */
  delete(recording: string, clears: boolean): Promise<void>;
  /** Makes a link by which a recording that is over can be watched, and gives its secret. */
  share(recording: string, lifetimeMs: number): Promise<{ secret: string; expiresMs: number }>;
  /** Lists the links that hold, the newest first. */
  links(): Promise<LinkToRecording[]>;
  /** Takes back a link, by the hash of its secret. */
  revoke(hash: string): Promise<void>;
}

/** Recordings of a session on the server inside this process. */
export class EmbeddedRecordings implements RecordingPlace {
  readonly #library: Library;
  readonly #watched: SessionServer['watched'];
  readonly #session: string;

  constructor({ library, watched }: Pick<SessionServer, 'library' | 'watched'>, session: string) {
    this.#library = library;
    this.#watched = watched;
    this.#session = session;
  }

  list(): Promise<PastRecording[]> {
    return this.#library.list(this.#session);
  }

  recording(recording: string): Promise<PastRecording> {
    return this.#library.recording(this.#session, recording);
  }

  contentOf(recording: string): ReturnType<RecordingPlace['contentOf']> {
    return this.#library.contentOf(this.#session, recording);
  }

  find(recording: string, text: string, signal: AbortSignal): ReturnType<Library['find']> {
    return this.#library.find(this.#session, recording, text, signal);
  }

  export(recording: string, wishes: FileWishes, watch: ExportWatch): Promise<void> {
    return this.#library.export(this.#session, recording, wishes, watch);
  }

  texts(recording: string, form: TextForm, watch: ExportWatch): Promise<Output[]> {
    return this.#library.texts(this.#session, recording, form, watch);
  }

  limit(recording: string, days: number | null): Promise<void> {
    return this.#library.limit(this.#session, recording, days);
  }

  delete(recording: string, clears: boolean): Promise<void> {
    return this.#library.delete(this.#session, recording, clears);
  }

  share(recording: string, lifetimeMs: number): Promise<{ secret: string; expiresMs: number }> {
    return this.#watched.share(this.#session, recording, lifetimeMs);
  }

  async links(): Promise<LinkToRecording[]> {
    return this.#watched.list(this.#session);
  }

  revoke(hash: string): Promise<void> {
    return this.#watched.revoke(this.#session, hash);
  }
}
