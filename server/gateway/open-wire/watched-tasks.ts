import { documentAt } from '../../../src/shared/capabilities/documents/paths.ts';
import { isHostHere } from '../../../src/shared/capabilities/hosting/known-host.ts';
import { endOf } from '../../../src/shared/capabilities/locks/holdings.ts';
import { claimOf } from '../../../src/shared/capabilities/tasks/claims.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';
import { EnsembleError } from '../../../src/shared/core/errors.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import { readBody } from '../../../src/shared/session/table.ts';
import { taskIdOf, tasksFolder } from '../../../src/shared/tasks/task.ts';
import { isTaskFile } from '../../../src/shared/tasks/task-path.ts';
import { readTask } from '../../../src/shared/tasks/task-text.ts';
import type { Acting } from './acts.ts';

/** Most tasks that a program is told of, bytes of each file that are read, and files that are read at once. */
const [mostTasks, headBytes, atOnce] = [500, 32 * 1024, 4];

/** Content of a task's file, as far as it is told. */
type Written = { title: string; status: string } | { title: null; status: null; fault: string };

/** A task as programs are told of it. */
export type ToldTask = Written & {
  path: string;
  id: string;
  /** Person who has it. */
  holder: string | null;
  sinceMs: number | null;
  untilMs: number | null;
};

type Change =
  | 'added'
  | 'removed'
  | 'claimed'
  | 'renewed'
  | 'given-up'
  | 'taken-over'
  | 'expired'
  | 'advanced'
  | 'changed';

/** Tasks of the folder, as their files on the disk say, with their claims: told to a program as they change. */
export class WatchedTasks {
  readonly #acting: Acting;
  readonly #tell: (event: object) => void;
  readonly #written = new Map<string, Written>();
  /** Files to be read, and whether the folder is to be listed. */
  readonly #stale = new Set<string>();
  #mustList = false;
  /** Files that could not be read, until the next round. */
  readonly #unread = new Set<string>();
  #left = 0;
  #reading: Promise<void> | null = null;
  /** Tasks as they were told last; null while nobody listens. */
  #told: Map<string, ToldTask> | null = null;
  /** True while it is noted what changes: from the beginning of the first reading on. */
  #isNoting = false;
  /** Number of ends of the telling: what was asked for before the last counts no more. */
  #ends = 0;
  /** Statuses to which the host has moved tasks by itself, and whose files were not read since. */
  readonly #advanced = new Map<string, string>();

  constructor(acting: Acting, tell: (event: object) => void) {
    this.#acting = acting;
    this.#tell = tell;
  }

  /** Begins to tell of changes. Gives the tasks as they are, and the number of those that are left out. */
  async follow(): Promise<{ tasks: ToldTask[]; left: number }> {
    // While nobody listened, nobody noted what has changed.
    if (!this.#isNoting) this.#mustList = true;
    this.#isNoting = true;
    const ends = this.#ends;
    try {
      await this.#read();
    } catch (thrown) {
      if (this.#ends === ends && this.#told === null) this.leave();
      throw thrown;
    }
    if (this.#ends !== ends) throw new EnsembleError('cancelled', 'The subscription has ended before it began.');
    this.#told = this.#now();
    // Something may have come between the last file and here.
    if (this.#isDue) this.#readOn();
    return { tasks: [...this.#told.values()], left: this.#left + this.#unread.size };
  }

  /** Tells of no more changes. */
  leave(): void {
    this.#ends++;
    [this.#told, this.#isNoting, this.#mustList] = [null, false, false];
    for (const files of [this.#written, this.#stale, this.#unread, this.#advanced]) files.clear();
  }

  /** Takes in an entry, after it was folded. */
  entry(entry: Entry, before: SessionState): void {
    if (!this.#isNoting) return;
    const { state } = this.#acting.member;
    this.#note(entry);
    if (state.claims !== before.claims) this.#look(entry, before);
    if (before.host !== state.host && state.host !== null) {
      // Nobody has told what has changed while none hosted.
      this.#mustList = true;
      for (const path of this.#written.keys()) this.#stale.add(path);
    }
    const isBack = isHostHere(state) && !isHostHere(before);
    // The first reading takes in by itself what comes meanwhile.
    if (this.#told !== null && (this.#isDue || (isBack && this.#unread.size > 0))) this.#readOn();
  }

  get #isDue(): boolean {
    return this.#mustList || this.#stale.size > 0;
  }

  /** Notes which files an entry may have changed. */
  #note({ kind, ref, body }: Entry): void {
    const path = this.#acting.member.state.documents[ref ?? '']?.path ?? '';
    if (kind === 'files.changed')
      for (const { path: changed } of readBody(kind, body)?.changes ?? []) {
        if (isTaskFile(changed)) this.#stale.add(changed);
        // The empty path is the whole folder: other rules of what is shown hold from here on.
        if (isTaskFile(changed) || changed === tasksFolder || changed === '') this.#mustList = true;
      }
    else if (kind === 'doc.saved' && isTaskFile(path)) this.#stale.add(path);
    else if (kind === 'doc.sealed') this.#mustList = true;
    else if (kind === 'task.advanced' && isTaskFile(path)) {
      const { is = '' } = readBody(kind, body) ?? {};
      const told = this.#told?.get(path);
      if (told?.status === is) this.#say('advanced', told);
      else this.#advanced.set(path, is);
    }
  }

  #readOn(): void {
    // The folder that cannot be read now is read when the host is back, or at the next change.
    this.#read().then(
      () => {
        this.#look(null, null);
        if (this.#isNoting && this.#isDue) this.#readOn();
      },
      () => undefined,
    );
  }

  /** Reads what is to be read. Rejects where the folder cannot be listed. */
  #read(): Promise<void> {
    if (this.#reading === null) {
      for (const path of this.#unread) this.#stale.add(path);
      this.#unread.clear();
    }
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    while (this.#isDue) {
      if (this.#mustList) await this.#list();
      const some = [...this.#stale].slice(0, atOnce);
      for (const path of some) this.#stale.delete(path);
      await Promise.all(some.map((path) => this.#readFile(path)));
    }
  }

  async #list(): Promise<void> {
    this.#mustList = false;
    const ends = this.#ends;
    const names = await this.#names();
    if (this.#ends !== ends) return;
    const paths = names.toSorted().map((name) => `${tasksFolder}/${name}`);
    const wanted = new Set(paths.slice(0, mostTasks));
    this.#left = paths.length - wanted.size;
    for (const path of this.#written.keys()) if (!wanted.has(path)) this.#written.delete(path);
    for (const files of [this.#stale, this.#unread])
      for (const path of files) if (!wanted.has(path)) files.delete(path);
    for (const path of wanted) if (!this.#written.has(path)) this.#stale.add(path);
  }

  async #names(): Promise<string[]> {
    try {
      const { entries } = await this.#acting.member.request('files.list', { path: tasksFolder });
      return entries.flatMap(({ name, type }) =>
        type === 'file' && isTaskFile(`${tasksFolder}/${name}`) ? [name] : [],
      );
    } catch (thrown) {
      if (thrown instanceof EnsembleError && noFolder.includes(thrown.code)) return [];
      this.#mustList = this.#isNoting;
      throw thrown;
    }
  }

  async #readFile(path: string): Promise<void> {
    const ends = this.#ends;
    try {
      const { content } = await this.#acting.member.request('files.read', { path, lengthBytes: headBytes });
      if (this.#ends !== ends) return;
      this.#written.set(path, writtenIn(new TextDecoder().decode(content).replaceAll('\r\n', '\n')));
    } catch (thrown) {
      if (this.#ends !== ends) return;
      // One that is gone, or hidden now, is in no list any more; of any other, the last words count meanwhile.
      if (thrown instanceof EnsembleError && noFolder.includes(thrown.code)) this.#written.delete(path);
      else this.#unread.add(path);
    }
  }

  #now(): Map<string, ToldTask> {
    const { member, nowMs } = this.#acting;
    const { state } = member;
    return new Map(
      [...this.#written.keys()].toSorted().map((path) => {
        const written = this.#written.get(path)!;
        const ref = documentAt(state, path);
        const claim = ref === null ? null : claimOf(state, ref, nowMs());
        const { person: holder = null, sinceMs = null } = claim ?? {};
        const untilMs = claim === null ? null : endOf(claim);
        return [path, { path, id: taskIdOf(path), ...written, holder, sinceMs, untilMs }];
      }),
    );
  }

  /** Tells what is another now than it was told last, and by what. */
  #look(entry: Entry | null, before: SessionState | null): void {
    if (this.#told === null) return;
    const now = this.#now();
    const was = this.#told;
    this.#told = now;
    const isStolen = entry?.kind === 'task.stolen';
    const stolen = isStolen ? (before?.documents[entry.ref ?? '']?.path ?? null) : null;
    for (const [path, task] of was) if (!now.has(path)) this.#say('removed', task);
    for (const [path, task] of now) {
      const change = this.#change(was.get(path), task, path === stolen);
      if (change !== null) this.#say(change, task);
    }
  }

  #change(was: ToldTask | undefined, now: ToldTask, isStolen: boolean): Change | null {
    if (was === undefined) return 'added';
    if (was.holder !== now.holder && now.holder === null) {
      if (isStolen) return 'taken-over';
      return was.untilMs !== null && was.untilMs <= this.#acting.nowMs() ? 'expired' : 'given-up';
    }
    if (was.holder !== now.holder) return 'claimed';
    if (was.sinceMs !== now.sinceMs || was.untilMs !== now.untilMs) return 'renewed';
    if (was.status !== now.status && this.#advanced.get(now.path) === now.status) {
      this.#advanced.delete(now.path);
      return 'advanced';
    }
    return JSON.stringify(was) === JSON.stringify(now) ? null : 'changed';
  }

  #say(is: Change, task: ToldTask): void {
    this.#tell({ event: 'task', is, ...task });
  }
}

/** Codes of a folder or a file that is not there, or not for this member. */
const noFolder: readonly string[] = ['not-found', 'hidden', 'no-access', 'not-permitted', 'not-a-folder'];

function writtenIn(text: string): Written {
  const read = readTask(text);
  if ('task' in read) return { title: read.task.title, status: read.task.status };
  return { title: null, status: null, fault: `line ${read.line}: ${read.message}` };
}
