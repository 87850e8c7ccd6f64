import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { EnsembleError, toWireError } from '../../shared/core/errors.ts';
import { type TypedMoveAnswer, type TypedMoveWish, typedMoveRequest } from '../programs/typed-move.ts';

/**
 * Variable that names the place at which a host hears `ensemble open`, and Git in terminals. It is no secret: only this
 * account gets there.
 */
export const openDoorVariable = 'ENSEMBLE_OPEN';

const position = z.number().int().min(1).max(1_000_000_000);

/** Request of the command, one line of JSON; the answer is one too, when it is done. */
const asking = z.object({
  terminal: z.string().max(200),
  waits: z.boolean(),
  files: z
    .array(z.object({ path: z.string().min(1).max(4096), line: position.nullable() }))
    .min(1)
    .max(50),
});

export type OpenAsking = z.output<typeof asking>;

/** Longest request, and the time in which it must have come. */
const mostChars = 512 * 1024;
const patienceMs = 5_000;

/** Answers of the door. */
export interface DoorHandlers {
  /** Opens files; resolves when it is done. */
  open: (asked: OpenAsking, signal: AbortSignal) => Promise<void>;
  /** Hears of a command of Git that is about to begin; resolves once it has ended. */
  move: (
    terminal: string,
    move: TypedMoveWish,
    say: (answer: TypedMoveAnswer) => void,
    signal: AbortSignal,
  ) => Promise<void>;
}

/**
 * Door for programs in terminals: a socket in a folder that only this account can enter (on Windows a pipe). It opens
 * files in windows, and holds the lease of the tree for Git, and does nothing else, so that a program in a terminal,
 * started by a guest perhaps, gains nothing by it: it could read the file, or keep Git from working, as well.
 */
export class OpenDoor {
  readonly #handlers: DoorHandlers;
  readonly #folder: string | null;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly place: string;

  constructor(mark: string, handlers: DoorHandlers) {
    this.#handlers = handlers;
    this.#folder = process.platform === 'win32' ? null : mkdtempSync(join(tmpdir(), 'ensemble-'));
    this.place = this.#folder === null ? `\\\\.\\pipe\\ensemble-${mark}` : join(this.#folder, 'open');
    this.#server = createServer((socket) => this.#take(socket));
    this.#server.on('error', () => undefined);
    this.#server.listen(this.place);
    this.#server.unref();
  }

  /** Folder that is to be removed when this process is gone; null where there is none. */
  get folder(): string | null {
    return this.#folder;
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    const controller = new AbortController();
    let heard = '';
    socket.setEncoding('utf8').setTimeout(patienceMs, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      controller.abort();
    });
    socket.on('data', (chunk: string) => {
      if (heard.endsWith('\n')) return;
      heard += chunk;
      if (heard.length > mostChars) return void socket.destroy();
      if (!heard.includes('\n')) return;
      heard = `${heard.slice(0, heard.indexOf('\n'))}\n`;
      socket.setTimeout(0);
      const say = (answer: object) => void (socket.writable && socket.write(`${JSON.stringify(answer)}\n`));
      void this.#answer(heard, say, controller.signal).then((answer) => {
        if (answer !== null) say(answer);
        socket.end();
      });
    });
  }

  async #answer(
    line: string,
    say: (answer: TypedMoveAnswer) => void,
    signal: AbortSignal,
  ): Promise<{ problem?: string } | null> {
    try {
      const wish: unknown = JSON.parse(line);
      const typed = typedMoveRequest.safeParse(wish);
      if (typed.success) {
        say({ is: 'heard' });
        await this.#handlers.move(typed.data.terminal, typed.data.move, say, signal);
        return null;
      }
      const asked = asking.safeParse(wish);
      if (!asked.success) throw new EnsembleError('bad-request', 'This request of a terminal was malformed.');
      await this.#handlers.open(asked.data, signal);
      return {};
    } catch (thrown) {
      if (thrown instanceof SyntaxError) return { problem: 'This request of a terminal was malformed.' };
      return { problem: toWireError(thrown).message };
    }
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
  }
}
