import type { TextForm } from '../../src/shared/capabilities/library/methods.ts';
import type { PastRecording } from '../../src/shared/capabilities/recording/methods.ts';
import type { Environment } from '../../src/shared/core/environment.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import type { Log } from '../log/log.ts';
import type { GetBlob } from '../replay/folded-past.ts';
import { keptStretch, recordingGone } from '../replay/kept-stretches.ts';
import { allRecordingsIn, recordingsIn } from '../replay/recordings.ts';
import { ReplayHistory } from '../replay/replay-history.ts';
import type { Session } from '../session/session.ts';
import { contentOf } from './content.ts';
import { findInRecording } from './find-in.ts';
import { type Output, outputsOf } from './outputs.ts';
import { isChanged } from './watched-replays.ts';
import { type FileWishes, writeRecording } from './write-recording.ts';

/** Way to watch and to end work on a recording. */
export interface ExportWatch {
  onShare?: (share: number) => void;
  signal?: AbortSignal;
  /** Title in place of that under which it was begun. */
  title?: string;
}

/** Parts of a server that a library works on. */
export interface LibraryParts {
  log: Log;
  environment: Environment;
  /** Opens a session that is kept here; null for any other. */
  find(id: string): Promise<Session | null>;
  attachmentsOf(id: string): GetBlob;
  /** Number of cuts of a session. */
  cuts(id: string): number;
  /** Takes something out of a session's log, and the attachments that only this named. */
  freeing(id: string, run: () => Promise<void>): Promise<void>;
}

/** The recordings of the sessions on a server. */
export class RecordingLibrary {
  readonly #parts: LibraryParts;

  constructor(parts: LibraryParts) {
    this.#parts = parts;
  }

  /** Lists the newest recordings of a session, the newest first. */
  async list(id: string): Promise<PastRecording[]> {
    return this.#folded(id, recordingsIn);
  }

  async #folded(id: string, fold: typeof allRecordingsIn): Promise<PastRecording[]> {
    const { log, find } = this.#parts;
    const session = await find(id);
    if (!session) return [];
    const nameOf = (person: string) => session.state.participants[person]?.name ?? null;
    return fold(await log.recordings(id), (replica) => session.facts.boundOf(replica), nameOf);
  }

  /** Finds a recording of a session, however many are newer. Throws `not-found` for one that is not here, as all that follow do. */
  async recording(id: string, ref: string): Promise<PastRecording> {
    const recording = (await this.#folded(id, allRecordingsIn)).find((each) => each.ref === ref);
    if (recording) return recording;
    throw recordingGone();
  }

  /** Opens the past of a session, or of one recording of it. */
  async history(id: string, ref: string | null): Promise<ReplayHistory> {
    const { log, attachmentsOf } = this.#parts;
    const kept = ref === null ? null : await keptStretch(log, id, ref);
    return ReplayHistory.open(log, id, { recording: ref, kept, getBlob: attachmentsOf(id) });
  }

  /** Reads a recording for what is in it. */
  async contentOf(id: string, ref: string): ReturnType<typeof contentOf> {
    return contentOf(await this.history(id, ref));
  }

  /** Makes the files of a form from a recording. */
  async texts(id: string, ref: string, form: TextForm, watch: ExportWatch = {}): Promise<Output[]> {
    const mayGoOn = this.#untilCut(id);
    const recording = await this.recording(id, ref);
    const history = await this.history(id, ref);
    const folder = (await this.#parts.find(id))?.state.host?.folder ?? '';
    const titled = { title: watch.title ?? recording.title, folder, damage: null };
    const made = await outputsOf(form, titled, { history, getBlob: this.#parts.attachmentsOf(id), ...watch });
    mayGoOn();
    return made;
  }

  /** Gives a check that throws where something of the session was cut since. */
  #untilCut(id: string): () => void {
    const count = this.#parts.cuts(id);
    return () => {
      if (this.#parts.cuts(id) !== count) throw isChanged();
    };
  }

  /** Finds words in a recording. */
  async find(id: string, ref: string, text: string, signal: AbortSignal): ReturnType<typeof findInRecording> {
    return findInRecording(await this.history(id, ref), text, signal);
  }

  /** Writes a recording into a file. */
  async export(id: string, ref: string, wishes: FileWishes, watch: ExportWatch = {}): Promise<void> {
    const { log, environment, attachmentsOf } = this.#parts;
    const mayGoOn = this.#untilCut(id);
    const recording = await this.recording(id, ref);
    const history = await this.history(id, ref);
    const named = { recording: { ...recording, title: watch.title ?? recording.title } };
    const options = { log, session: id, history, getBlob: attachmentsOf(id), ...watch, ...named };
    const sink: FileWishes['sink'] = (piece) => {
      mayGoOn();
      return wishes.sink(piece);
    };
    await writeRecording(environment, { ...wishes, sink }, options);
  }

  /** Has a recording deleted by itself so many days after its end; null keeps it for ever. */
  async limit(id: string, ref: string, days: number | null): Promise<void> {
    await this.recording(id, ref);
    const session = await this.#there(id);
    session.write('recording.limited', { days }, ref);
    await session.settled();
  }

  /**
   * Deletes a recording that is over. Its stretch is history as any other from then on; `clears`: it leaves at once, as
   * far as nobody who is here still has to hear it, and the rest soon.
   */
  async delete(id: string, ref: string, clears: boolean): Promise<void> {
    const { endedMs } = await this.recording(id, ref);
    if (endedMs === null)
      throw new EnsembleError('not-permitted', 'This recording runs now: stop it first, then delete it.');
    const session = await this.#there(id);
    session.write('recording.deleted', { clears }, ref);
    await session.settled();
    // Nothing is old before the first moment: only what is to leave at once does.
    if (clears) await this.#parts.freeing(id, () => session.prune(0));
  }

  async #there(id: string): Promise<Session> {
    const session = await this.#parts.find(id);
    if (!session) throw recordingGone();
    return session;
  }
}
