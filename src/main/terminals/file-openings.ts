import type { FileOpening } from '../../shared/capabilities/terminals/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { HostStream } from '../../shared/session/contract.ts';

type Window = HostStream<'terminals.openings'>;

/** Time in which a window must have opened a file, or have said that it cannot. */
const usualPatienceMs = 20_000;

interface Waiting {
  replica: string;
  told: (is: 'opened' | 'missing' | 'closed' | 'gone') => void;
}

/** Files that windows are asked to open, by the command `ensemble open` in terminals. */
export class FileOpenings {
  readonly #windows = new Map<string, Window>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #patienceMs: number;
  #lastId = 0;

  constructor(patienceMs = usualPatienceMs) {
    this.#patienceMs = patienceMs;
  }

  /** Keeps the way to a window, until it is gone. */
  async follow(replica: string, window: Window, signal: AbortSignal): Promise<void> {
    this.#windows.set(replica, window);
    const leave = () => {
      if (this.#windows.get(replica) !== window) return;
      this.#windows.delete(replica);
      for (const each of [...this.#waiting.values()]) if (each.replica === replica) each.told('gone');
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      for await (const { opening, is } of window) {
        const waiting = this.#waiting.get(opening);
        if (waiting?.replica === replica) waiting.told(is);
      }
    } finally {
      leave();
    }
  }

  /** Opens a file in a window. Resolves when that is done, or, where it is waited for, once its editor is closed. */
  async open(replica: string, file: Omit<FileOpening, 'opening'>, signal: AbortSignal): Promise<void> {
    const window = this.#windows.get(replica);
    if (!window) throw windowGone();
    const opening = ++this.#lastId;
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(noAnswer(file.path)), this.#patienceMs);
      const told: Waiting['told'] = (is) => {
        clearTimeout(timer);
        if (is === 'missing')
          reject(new EnsembleError('not-found', `There is no ${file.path} for that window to open.`));
        else if (is === 'gone') reject(windowGone());
        else if (is === 'closed' || !file.waits) resolve();
      };
      this.#waiting.set(opening, { replica, told });
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    try {
      await window.send({ opening, ...file });
      await over;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(opening);
    }
  }
}

function noAnswer(path: string): EnsembleError {
  return new EnsembleError(
    'disconnected',
    `The window that typed this did not answer, so ${path} may not be open there. Look there, or type the command again.`,
  );
}

function windowGone(): EnsembleError {
  return new EnsembleError(
    'not-found',
    'The window that typed this is gone: type the command again where it is to open.',
  );
}
