import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** Somebody who ends groups of programs when this process dies. */
export interface GroupWatch {
  add(leader: number): void;
  remove(leader: number): void;
}

/** A program in a group of its own, so that all that it starts can be ended along with it. */
export class ProgramGroup {
  readonly child: ChildProcess;
  readonly #watch: GroupWatch | undefined;
  #forcing: NodeJS.Timeout | undefined;
  #isOver = false;

  /** Starts it; that it could not be is an event `error` of `child`. */
  constructor(program: string, args: readonly string[], options: SpawnOptions, watch?: GroupWatch) {
    this.child = spawn(program, args, { windowsHide: true, ...options, detached: process.platform !== 'win32' });
    this.#watch = watch;
    if (this.child.pid !== undefined) watch?.add(this.child.pid);
  }

  /** Ends all of it at once. */
  kill(): void {
    this.#signal('SIGKILL');
  }

  /** Asks all of it to end, and ends by force what has not after a time. */
  end(withinMs: number): void {
    this.#signal('SIGTERM');
    if (!this.#isOver) this.#forcing ??= setTimeout(() => this.kill(), withinMs);
  }

  /** Says that it has ended: what it may have left behind is not watched any more. */
  over(): void {
    this.#isOver = true;
    clearTimeout(this.#forcing);
    if (this.child.pid !== undefined) this.#watch?.remove(this.child.pid);
  }

  #signal(name: NodeJS.Signals): void {
    const { pid } = this.child;
    // Its number may be another group's by then.
    if (pid === undefined || this.#isOver) return;
    try {
      if (process.platform === 'win32') this.child.kill(name);
      else process.kill(-pid, name);
    } catch {
      // It has ended.
    }
  }
}
