import type { Environment } from '../../src/shared/core/environment.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import type { Transport } from '../../src/shared/transport.ts';
import type { SessionDoor, Sessions } from '../gateway/sessions.ts';
import { FileSessions } from './file-sessions.ts';
import type { AskPassphrase } from './part-file.ts';
import { RecordingFile } from './recording-file.ts';

/** Files that are open at a time: each holds its overview in memory. */
const mostOpen = 8;

interface OpenFile {
  file: RecordingFile;
  sessions: FileSessions;
  viewers: number;
}

/** Recordings' files that are open behind a door, each under an id of its own, until they have to make room. */
export class OpenedFiles {
  readonly #environment: Pick<Environment, 'nowMs'>;
  readonly #newId: () => string;
  readonly #report: (message: string) => void;
  /** In the order of their opening. */
  readonly #open = new Map<string, OpenFile>();

  constructor(environment: Pick<Environment, 'nowMs'>, newId: () => string, report: (message: string) => void) {
    this.#environment = environment;
    this.#newId = newId;
    this.#report = report;
  }

  /**
   * Opens a file and gives the id under which the door shows it. Throws in words for one that cannot be read, and where
   * too many are watched.
   */
  async open(path: string, askPassphrase: AskPassphrase): Promise<{ id: string; file: RecordingFile }> {
    const file = await RecordingFile.open(path, askPassphrase);
    try {
      const sessions = await FileSessions.open(file, this.#environment, this.#report);
      await this.#makeRoom();
      const id = this.#newId();
      this.#open.set(id, { file, sessions, viewers: 0 });
      return { id, file };
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
  }

  /** Closes the file that was opened first of those that nobody watches. */
  async #makeRoom(): Promise<void> {
    if (this.#open.size < mostOpen) return;
    const idle = [...this.#open].find(([, { viewers }]) => viewers === 0);
    if (!idle)
      throw new EnsembleError('too-fast', `${mostOpen} recordings are watched here at once: leave one of them first.`);
    this.#open.delete(idle[0]);
    await idle[1].file.close();
  }

  /** Door of an open file; undefined for any other id. */
  async door(id: string): Promise<SessionDoor | undefined> {
    const open = this.#open.get(id);
    if (!open) return undefined;
    const door = await open.sessions.replay(open.sessions.id);
    return {
      connect: (transport: Transport, identity) =>
        this.#watched(open, transport, () => door?.connect(transport, identity)),
    };
  }

  #watched(open: OpenFile, transport: Transport, connect: () => unknown): void {
    open.viewers++;
    connect();
    const { onClose } = transport;
    transport.onClose = () => {
      open.viewers--;
      onClose();
    };
  }

  /** The open file of an id; undefined for any other. */
  file(id: string): RecordingFile | undefined {
    return this.#open.get(id)?.file;
  }

  /** Attachments of an open file; undefined for any other id. */
  blobs(id: string): ReturnType<FileSessions['blobsFor']> | undefined {
    return this.#open.get(id)?.sessions.blobsFor();
  }

  async close(): Promise<void> {
    for (const { file } of this.#open.values()) await file.close();
    this.#open.clear();
  }
}

/** The sessions behind a door of the owner's, and beside them the files that are open there. */
export function withOpenedFiles(sessions: Sessions, files: OpenedFiles): Sessions {
  return {
    open: (id, create) => sessions.open(id, create),
    replay: async (id, recording) => {
      const found = (await files.door(id)) ?? (await sessions.replay(id, recording));
      if (found) return found;
      throw new EnsembleError(
        'not-found',
        'This recording is not open here (any more). If it is in a file, open that again.',
      );
    },
    watch: (id, link) => sessions.watch(id, link),
    watchedBlobs: (id, link) => sessions.watchedBlobs(id, link),
    find: (id) => sessions.find(id),
    blobsFor: (id, caller) => (caller.is === 'owner' ? files.blobs(id) : undefined) ?? sessions.blobsFor(id, caller),
    personBehind: (id, ticket) => sessions.personBehind(id, ticket),
    movedTo: sessions.movedTo,
  };
}
