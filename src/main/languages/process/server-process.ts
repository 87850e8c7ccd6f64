import type { ChildProcess } from 'node:child_process';
import { type GroupWatch, ProgramGroup } from '../../programs/program-group.ts';
import { FrameReader, framed } from '../wire/framing.ts';

/** Bytes a second that a server may send in the long run, and at once. */
const bytesPerSecond = 16 * 1024 * 1024;
const burstBytes = 64 * 1024 * 1024;
/** Time of a flood without a pause after which a server is given up. */
const floodMs = 20_000;
/** Most bytes that wait for a server which does not read. */
const mostWaitingBytes = 64 * 1024 * 1024;
const killAfterMs = 2_000;

/** Program of a language server. */
export interface Command {
  program: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
}

export interface ServerProcessOptions {
  command: Command;
  cwd: string;
  env: Readonly<Record<string, string>>;
  guard: GroupWatch;
  onMessage: (message: unknown) => void;
  /** Called with its words beside the protocol. */
  onWords: (text: string) => void;
  /** Called once, at its end, with the reason in words. */
  onEnd: (why: string) => void;
}

/** The other end of a server's connection. */
export interface ServerPeer {
  readonly pid: number | undefined;
  send(message: unknown): void;
  /** Ends it; it says so by `onEnd`. */
  end(why: string): void;
}

/** A language server's process, whose messages go over its input and output. */
export class ServerProcess implements ServerPeer {
  readonly #options: ServerProcessOptions;
  readonly #group: ProgramGroup;
  readonly #child: ChildProcess;
  #isOver = false;
  #why: string | null = null;
  #budget = burstBytes;
  #countedMs = performance.now();
  #floodSinceMs: number | null = null;
  #resuming: NodeJS.Timeout | null = null;

  constructor(options: ServerProcessOptions) {
    this.#options = options;
    const { command, cwd, env, guard, onMessage, onWords } = options;
    this.#group = new ProgramGroup(command.program, command.args, { cwd, env: { ...env, ...command.env } }, guard);
    this.#child = this.#group.child;
    const reader = new FrameReader({ onMessage, onNoise: onWords });
    this.#child.stdout!.on('data', (chunk: Buffer) => {
      if (this.#isOver) return;
      this.#count(chunk.length);
      try {
        reader.feed(chunk);
      } catch (thrown) {
        this.end(`It was ended: ${(thrown as Error).message}.`);
      }
    });
    this.#child.stderr!.setEncoding('utf8').on('data', onWords);
    this.#child.stdin!.on('error', () => undefined);
    this.#child.once('error', (error) => this.#over(`It could not be started: ${error.message}.`));
    this.#child.once('exit', (code, signal) => this.#over(`It has ended (${signal ?? `exit code ${code}`}).`));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Counts output against the budget (a token bucket); beyond it, the rest waits in the pipe. */
  #count(bytes: number): void {
    const nowMs = performance.now();
    this.#budget = Math.min(burstBytes, this.#budget + ((nowMs - this.#countedMs) / 1000) * bytesPerSecond) - bytes;
    this.#countedMs = nowMs;
    if (this.#budget > burstBytes / 2) this.#floodSinceMs = null;
    if (this.#budget > 0) return;
    this.#floodSinceMs ??= nowMs;
    if (nowMs - this.#floodSinceMs > floodMs) return this.end('It was ended: it does not stop sending.');
    this.#child.stdout!.pause();
    this.#resuming ??= setTimeout(() => {
      this.#resuming = null;
      this.#child.stdout!.resume();
    }, 100).unref();
  }

  /** Sends a message. */
  send(message: unknown): void {
    const stdin = this.#child.stdin!;
    if (this.#isOver || !stdin.writable) return;
    if (stdin.writableLength > mostWaitingBytes) return this.end('It was ended: it does not read what it is sent.');
    stdin.write(framed(message));
  }

  /** Ends it and all that it has started; by force, after a moment. */
  end(why: string): void {
    if (this.#isOver || this.#why !== null) return;
    this.#why = why;
    this.#group.end(killAfterMs);
  }

  #over(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#resuming) clearTimeout(this.#resuming);
    // Its child processes go with it.
    this.#group.kill();
    this.#group.over();
    this.#options.onEnd(this.#why ?? why);
  }
}
