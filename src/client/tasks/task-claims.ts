import { documentAt } from '../../shared/capabilities/documents/paths.ts';
import type { HeldLock } from '../../shared/capabilities/locks/held-lock.ts';
import type { LockWish } from '../../shared/capabilities/locks/locker.ts';
import { claimOf } from '../../shared/capabilities/tasks/claims.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type { Workspace } from '../../shared/session/contract.ts';
import { literalPlaceOf, type TaskPlace, taskPlaceOf } from '../../shared/tasks/task-places.ts';
import { isThere } from '../agents/file-acts.ts';
import { SessionLocker } from '../locks/session-locker.ts';
import type { SessionClient } from '../session-client.ts';
import { findDocument } from '../shared-file.ts';
import type { TaskEntry } from './task-entries.ts';

/** Most files and patterns that are locked with a task. */
const mostLocks = 20;

/** A file or pattern that was not locked, with the lock of somebody else in its way, or another reason in words. */
export interface RefusedLock {
  path: string;
  by: HeldLock | string;
}

/** A task was claimed, with locks of its files, some of which others may have; or somebody else has it. */
export type ClaimOutcome = { is: 'claimed'; locked: string[]; refused: RefusedLock[] } | { is: 'held'; by: string };

const noteOf = ({ id }: TaskEntry) => `Task ${id}`.slice(0, 200);

/** Claims of tasks, with locks on the files that these name. */
export class TaskClaims {
  readonly #client: SessionClient;
  readonly #workspace: Workspace;
  readonly #locker: SessionLocker;

  constructor(client: SessionClient, workspace: Workspace = client) {
    this.#client = client;
    this.#workspace = workspace;
    this.#locker = new SessionLocker(client);
  }

  /** Takes a task on; with `takesOver`, also one that somebody else has, who is told. */
  async claim(entry: TaskEntry, { takesOver = false } = {}): Promise<ClaimOutcome> {
    const client = this.#client;
    const { ref } = await findDocument(client, entry.path, this.#workspace);
    const holder = () => claimOf(client.state, ref, client.nowMs())?.person ?? null;
    const before = holder();
    if (before !== null && before !== client.person) {
      if (!takesOver) return { is: 'held', by: before };
      await client.publish('task.stolen', {}, ref);
    }
    await client.publish('task.claimed', { untilMs: null }, ref);
    const now = client.state.claims.held[ref]?.person ?? '';
    return now === client.person ? { is: 'claimed', ...(await this.#lock(entry)) } : { is: 'held', by: now };
  }

  /** Gives up a task of one's own, and the locks that came with it. */
  async release(entry: TaskEntry): Promise<void> {
    const { ref } = await findDocument(this.#client, entry.path, this.#workspace);
    await this.#client.publish('task.released', {}, ref);
    for (const { id, isMine, note } of this.#locker.list())
      if (isMine && note === noteOf(entry)) await this.#locker.release(id);
  }

  /** Locks the files that a task names, other than those that it locks already: by a pattern all that fits it. */
  async #lock(entry: TaskEntry): Promise<Pick<ClaimOutcome & { is: 'claimed' }, 'locked' | 'refused'>> {
    const { state, options } = this.#client;
    const note = noteOf(entry);
    const own = this.#locker.list().filter((lock) => lock.isMine && lock.note === note);
    const locked: string[] = [];
    const refused: RefusedLock[] = [];
    for (const path of (entry.task?.paths ?? []).slice(0, mostLocks)) {
      const target = await this.#placeOf(path);
      if (target === null) continue;
      const isLocked = own.some((each) => each.path === target.path && each.pattern === target.pattern);
      const ref = target.path === null ? null : documentAt(state, target.path);
      const lock = { id: newId(options.environment), section: null, untilMs: null, note, ref };
      const wish = ref === null ? { ...lock, ...target } : { ...lock, path: null };
      const by = isLocked ? null : await this.#acquire(wish);
      if (by === null) locked.push(path);
      else refused.push({ path, by });
    }
    return { locked, refused };
  }

  /** Reads what a task names: a pattern as it is written, where something of that very name is there. */
  async #placeOf(named: string): Promise<TaskPlace | null> {
    const place = taskPlaceOf(named);
    const literal = place?.pattern === undefined ? null : literalPlaceOf(named);
    if (literal === null) return place;
    // A hidden name, or one that cannot be looked for now, is locked as a pattern.
    if (!(await isThere(this.#workspace, literal.name).catch(() => false))) return place;
    return literal.pattern === undefined ? { path: literal.path } : { path: null, pattern: literal.pattern };
  }

  /** Takes a lock. Gives the one of somebody else that stands in its way, or the reason for which it is refused. */
  async #acquire(wish: LockWish): Promise<HeldLock | string | null> {
    try {
      const outcome = await this.#locker.acquire(wish);
      return outcome.is === 'refused' ? outcome.by : null;
    } catch (thrown) {
      // The task is claimed all the same: its locks are a help.
      if (thrown instanceof EnsembleError) return thrown.message;
      throw thrown;
    }
  }
}
