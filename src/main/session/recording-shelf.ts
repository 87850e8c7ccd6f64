import { OpenedFiles, type Sessions, withOpenedFiles } from '../../../server/server.ts';
import type { ShelvedRecording } from '../../shared/capabilities/library/methods.ts';
import { newId } from '../../shared/core/ids.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import type { SessionBackend } from './session-backend.ts';

type Content = NonNullable<ShelvedRecording['content']>;

/** Longest wait for what is in recordings, before a list comes without it. */
const contentWithinMs = 1_500;

/** The recordings of a host: those of its session, and files that its windows have opened. */
export class RecordingShelf {
  readonly #place: SessionBackend;
  readonly #files: OpenedFiles;
  /** Contents of recordings that are over, by their refs, once they are read. */
  readonly #contents = new Map<string, Promise<Content | null>>();
  /** One after another: each reads all of a recording. */
  #reading: Promise<unknown> = Promise.resolve();

  constructor(place: SessionBackend, report: (message: string) => void) {
    this.#place = place;
    this.#files = new OpenedFiles(nodeEnvironment, () => newId(nodeEnvironment), report);
  }

  /** Sessions behind the door of the host's own windows. */
  get sessions(): Sessions {
    return withOpenedFiles(this.#place.sessions, this.#files);
  }

  /** Lists the session's recordings, with the content of those that are read by then. */
  async list(): Promise<ShelvedRecording[]> {
    const recordings = await this.#place.recordings();
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

  #contentOf(ref: string): Promise<Content | null> {
    const known = this.#contents.get(ref);
    if (known) return known;
    const content = this.#reading.then(() => this.#place.contentOf(ref)).catch(() => null);
    this.#reading = content;
    this.#contents.set(ref, content);
    return content;
  }

  /** Opens a recording's file at the door. Throws in words where it cannot be read. */
  open(path: string, passphrase: string | null): ReturnType<OpenedFiles['open']> {
    return this.#files.open(path, async () => passphrase);
  }

  close(): Promise<void> {
    return this.#files.close();
  }
}
