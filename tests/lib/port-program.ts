import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** A real program of this machine that listens at a port, with a folder of its own. */
export abstract class PortProgram {
  readonly port: number;
  protected readonly folder: string;
  #child: ChildProcess | null = null;

  protected constructor(port: number, folder: string) {
    this.port = port;
    this.folder = folder;
  }

  /** The program, and its arguments. */
  protected abstract command(): readonly [program: string, args: readonly string[]];

  /** Starts it again at the same port. Rejects where it ends, or does not answer for half a minute. */
  async restart(): Promise<void> {
    const [program, args] = this.command();
    const child = spawn(program, args, { cwd: this.folder, stdio: 'ignore' });
    this.#child = child;
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    for (let tries = 0; tries < 300 && child.exitCode === null && child.signalCode === null; tries++) {
      if (await answers(this.port)) return;
      await pause(100);
    }
    throw new Error(`${program} does not answer`);
  }

  /** Ends its process, as a crash would: nobody whom it serves hears of it. */
  async end(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async close(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }
}
