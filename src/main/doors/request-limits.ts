import { EnsembleError } from '../../shared/core/errors.ts';
import type { Caller, WorkspaceMethod } from '../../shared/session/contract.ts';
import { cancelled } from './fair-lanes.ts';

/** Requests of each sort that the host works on at once for one person; the others wait. */
const atOnce = { documents: 8, turns: 8, searches: 4, git: 3, others: 32 };
/** Requests of one person that may wait; more are turned down. */
const mostWaiting = 500;
/** Total size of one person's waiting requests. */
const mostWaitingBytes = 64 * 1024 * 1024;

type Lane = keyof typeof atOnce;

function laneOf(method: WorkspaceMethod): Lane {
  // Windows that wait for a turn to save must not stand in the way of the save that ends it.
  if (method === 'documents.prepareSave') return 'turns';
  if (method.startsWith('documents.')) return 'documents';
  // Each starts a program.
  if (method.startsWith('git.')) return 'git';
  return method.startsWith('search.') ? 'searches' : 'others';
}

interface Work {
  running: Record<Lane, number>;
  waiting: { lane: Lane; sizeBytes: number; start: () => void }[];
}

/** One request. */
export interface Asked {
  caller: Caller;
  method: WorkspaceMethod;
  sizeBytes: number;
  signal: AbortSignal;
}

/**
 * Bounds each person's concurrent requests, so that there is time for the others. Only windows of the host's own are not
 * counted: another owner's client may be as changed as any.
 */
export class RequestLimits {
  readonly #people = new Map<string, Work>();

  /**
   * Does a request's work when its person's turn has come. Rejects with `too-fast`, `cancelled`, or as the work does.
   */
  async run<T>({ caller, method, sizeBytes, signal }: Asked, work: () => Promise<T>): Promise<T> {
    if (caller.isDirect) return work();
    const lane = laneOf(method);
    const person = this.#people.get(caller.person) ?? {
      running: { documents: 0, turns: 0, searches: 0, git: 0, others: 0 },
      waiting: [],
    };
    this.#people.set(caller.person, person);
    if (person.running[lane] < atOnce[lane]) person.running[lane]++;
    else await this.#wait(person, lane, sizeBytes, signal);
    try {
      return await work();
    } finally {
      this.#next(caller.person, person, lane);
    }
  }

  #wait(person: Work, lane: Lane, sizeBytes: number, signal: AbortSignal): Promise<void> {
    const waitingBytes = person.waiting.reduce((sum, waiting) => sum + waiting.sizeBytes, sizeBytes);
    if (person.waiting.length >= mostWaiting || waitingBytes > mostWaitingBytes)
      throw new EnsembleError(
        'too-fast',
        'You have asked the host for too much at once, so this was not done. Nothing is lost: try again in a moment.',
      );
    return new Promise((resolve, reject) => {
      const waiting = {
        lane,
        sizeBytes,
        start: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = () => {
        person.waiting = person.waiting.filter((other) => other !== waiting);
        reject(cancelled());
      };
      person.waiting.push(waiting);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #next(name: string, person: Work, lane: Lane): void {
    const index = person.waiting.findIndex((waiting) => waiting.lane === lane);
    const [next] = index < 0 ? [] : person.waiting.splice(index, 1);
    if (next) return next.start();
    person.running[lane]--;
    if (person.waiting.length === 0 && Object.values(person.running).every((count) => count === 0))
      this.#people.delete(name);
  }
}

/** Streams that one guest may have open at a time, over all their windows. */
const mostStreams = 32;

/**
 * Limits the open streams of one person. They take no slots of requests: a stream lasts for as long as its opener likes,
 * and an opener that takes nothing of it must not keep a slot for which requests wait. The work behind a stream is limited
 * by its service, as running searches are. Windows of the host's own are not counted.
 */
export class StreamLimits {
  readonly #open = new Map<string, number>();

  /** Takes a place, and gives a function that gives it back. Throws `too-fast` where there is none. */
  take({ person, isDirect }: Caller): () => void {
    if (isDirect) return () => undefined;
    const open = this.#open.get(person) ?? 0;
    if (open >= mostStreams)
      throw new EnsembleError(
        'too-fast',
        `You have ${open} searches and other work of this kind open at the host, so this was not begun. Try again in a moment.`,
      );
    this.#open.set(person, open + 1);
    return () => {
      const left = (this.#open.get(person) ?? 1) - 1;
      if (left > 0) this.#open.set(person, left);
      else this.#open.delete(person);
    };
  }
}
