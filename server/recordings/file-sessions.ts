import type { Environment } from '../../src/shared/core/environment.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { type BlobView, bodyOfBytes } from '../gateway/blob-views.ts';
import type { SessionDoor, Sessions } from '../gateway/sessions.ts';
import { ReplaySession } from '../replay/replay-session.ts';
import type { RecordingFile } from './recording-file.ts';

/** Door to a recording in a file: there is its past, and no session. */
export class FileSessions implements Sessions {
  readonly movedTo = null;
  readonly #file: RecordingFile;
  readonly #door: ReplaySession;

  private constructor(file: RecordingFile, door: ReplaySession) {
    this.#file = file;
    this.#door = door;
  }

  static async open(
    file: RecordingFile,
    environment: Pick<Environment, 'nowMs'>,
    report: (message: string) => void,
  ): Promise<FileSessions> {
    const history = await file.history();
    return new FileSessions(file, new ReplaySession(history, () => environment.nowMs(), report));
  }

  /** Id under which the recording is asked for at the door. */
  get id(): string {
    return this.#file.header.ref;
  }

  async open(): Promise<null> {
    return null;
  }

  async replay(id: string): Promise<SessionDoor | null> {
    return id === this.id ? this.#door : null;
  }

  async watch(): Promise<null> {
    return null;
  }

  async watchedBlobs(): Promise<null> {
    return null;
  }

  async find(): Promise<null> {
    return null;
  }

  async personBehind(): Promise<null> {
    return null;
  }

  async blobsFor(): Promise<BlobView> {
    return {
      received: async (hash) => (await this.#file.blob(hash)).length,
      add: async () => {
        throw new EnsembleError('not-permitted', 'Nothing in a recording can be changed.');
      },
      open: async (hash, isFile) => bodyOfBytes(isFile ? await this.#file.sentFile(hash) : await this.#file.blob(hash)),
    };
  }
}
