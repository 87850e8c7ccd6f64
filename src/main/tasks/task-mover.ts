import type { SessionClient } from '../../client/session-client.ts';
import { standingLocks } from '../../shared/capabilities/locks/held-locks.ts';
import { filesMeet } from '../../shared/capabilities/locks/lock-places.ts';
import { type ProgressEvent, type ProgressSettings, statusAfter } from '../../shared/tasks/task-progress.ts';
import { fieldEdits, readTask } from '../../shared/tasks/task-text.ts';

export interface TaskMoverOptions {
  client: SessionClient;
  /** Opens a file of the folder as a document, and gives its ref. */
  open: (path: string) => Promise<string>;
  /** Has a document written to the disk. */
  save: (ref: string) => Promise<void>;
}

/** Moves tasks on, by edits of their live texts. */
export class TaskMover {
  readonly #options: TaskMoverOptions;

  constructor(options: TaskMoverOptions) {
    this.#options = options;
  }

  /** Moves a task on, for a person who did what moves it, where known. Gives whether it went on. */
  async move(path: string, event: ProgressEvent, person: string | null, settings: ProgressSettings): Promise<boolean> {
    const { client, open, save } = this.#options;
    const ref = await open(path);
    const document = await client.documents.open(ref);
    try {
      const { readOnly = true, deleted = true, unsaved = [] } = client.state.documents[ref] ?? {};
      const place = { ref, path: null };
      const isLocked = standingLocks(client.state, client.nowMs()).some(
        (lock) => lock.person !== person && filesMeet(client.state, lock, place),
      );
      if (readOnly || deleted || isLocked) return false;
      const text = document.toString();
      const read = readTask(text);
      const was = 'task' in read ? read.task.status : null;
      const is = was === null ? null : statusAfter(settings, event, was);
      if (was === null || is === null) return false;
      document.closeStep();
      document.edit(fieldEdits(text, { status: is }));
      document.closeStep();
      // Nobody is told of a status before its text is in the log.
      document.flush();
      const term = client.state.host?.term ?? 1;
      await client.publish('task.advanced', { term, person, was, is, by: event }, ref);
      await client.settled();
      // Text that people have not saved yet is theirs to save.
      if (unsaved.length === 0) await save(ref);
      return true;
    } finally {
      client.documents.close(ref);
    }
  }
}
