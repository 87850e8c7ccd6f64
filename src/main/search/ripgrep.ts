import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { EnsembleError } from '../../shared/core/errors.ts';
import { canRun, findRipgrep, noRipgrep } from './ripgrep-program.ts';

export interface RipgrepOptions {
  readonly cwd: string;
  readonly args: readonly string[];
  /** End of one piece of the output: a line feed, or NUL for names. */
  readonly separator: '\n' | '\0';
  /** Size above which a piece is left out, so that one huge line does not fill the memory. */
  readonly maxPieceBytes: number;
  readonly timeoutMs: number;
  /** True if everything else on the host goes first (a low priority). */
  readonly isPatient: boolean;
  readonly signal: AbortSignal;
  /** Finds the program, where it is another than the installed one. */
  readonly findProgram?: (() => Promise<string>) | undefined;
  /** Takes one piece; false ends the search. A promise pauses reading until it settles (backpressure). */
  readonly onPiece: (piece: Buffer) => boolean | Promise<boolean>;
}

/** End of a search: whether all output was taken, and whether its time ran out. */
export interface RipgrepEnd {
  readonly complete: boolean;
  readonly timedOut: boolean;
}

/**
 * Runs ripgrep and gives its output piece by piece.
 * @throws EnsembleError `bad-request` with ripgrep's words when it refuses the pattern, `cancelled`, `internal`
 */
export async function runRipgrep(options: RipgrepOptions): Promise<RipgrepEnd> {
  const { signal } = options;
  if (signal.aborted) throw cancelled();
  const program = await (options.findProgram ?? findRipgrep)().catch((cause: unknown) => {
    throw noRipgrep(cause);
  });
  if (signal.aborted) throw cancelled();
  const child = spawn(program, options.args, {
    cwd: options.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  if (options.isPatient && child.pid !== undefined) beLast(child.pid);
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  exited.catch(() => {});
  const stop = () => child.kill('SIGKILL');
  let timedOut = false;
  const { promise: late, resolve: beLate } = Promise.withResolvers<false>();
  const timer = setTimeout(() => {
    timedOut = true;
    stop();
    beLate(false);
  }, options.timeoutMs);
  signal.addEventListener('abort', stop, { once: true });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (complaint.length < maxComplaintLength) complaint += chunk.toString('utf8');
  });
  try {
    const { wanted, dropped } = await takePieces(child.stdout, options, late);
    if (!wanted) stop();
    const exitCode = await exited;
    if (signal.aborted) throw cancelled();
    // Code 1 means that nothing was found; 2 without a message that some files could not be read.
    if (exitCode === 2 && complaint !== '') throw refused(complaint);
    return { complete: wanted && exitCode !== null && dropped === 0, timedOut };
  } catch (error) {
    if (signal.aborted) throw cancelled();
    if (error instanceof EnsembleError) throw error;
    throw canRun(program) ? failed(error) : noRipgrep(error);
  } finally {
    stop();
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

async function takePieces(
  output: AsyncIterable<Buffer>,
  { separator, maxPieceBytes, onPiece }: RipgrepOptions,
  late: Promise<false>,
): Promise<{ wanted: boolean; dropped: number }> {
  const pieces = new PieceReader(separator.charCodeAt(0), maxPieceBytes);
  for await (const chunk of output) {
    for (const piece of pieces.push(chunk)) {
      const taken = onPiece(piece);
      if (!(typeof taken === 'boolean' ? taken : await Promise.race([taken, late])))
        return { wanted: false, dropped: pieces.dropped };
    }
  }
  return { wanted: true, dropped: pieces.dropped };
}

function beLast(pid: number): void {
  try {
    setPriority(pid, 10);
  } catch {
    // It has ended already, or the system does not let us; its time is limited all the same.
  }
}

const maxComplaintLength = 2000;

/** Cuts a stream at a byte, holding no more than one piece. */
class PieceReader {
  dropped = 0;
  readonly #separator: number;
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(separator: number, maxBytes: number) {
    this.#separator = separator;
    this.#maxBytes = maxBytes;
  }

  *push(chunk: Buffer): Generator<Buffer> {
    let start = 0;
    for (let end = chunk.indexOf(this.#separator); end >= 0; end = chunk.indexOf(this.#separator, start)) {
      this.#keep(chunk.subarray(start, end));
      const parts = this.#length > this.#maxBytes ? null : this.#parts;
      this.#parts = [];
      this.#length = 0;
      if (parts === null) this.dropped++;
      else yield Buffer.concat(parts);
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
  }

  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > this.#maxBytes) this.#parts = [];
    else this.#parts.push(part);
  }
}

/** Makes an error of ripgrep's complaint about a pattern or a glob; it may complain about nothing else. */
function refused(complaint: string): EnsembleError {
  const words = complaint
    .replace(/^rg: /, '')
    .replace(/^regex could not be compiled with either[\s\S]*?default regex engine error:\n~+\n/, '')
    .replace(/\n~+\n[\s\S]*$/, '')
    .trim();
  return new EnsembleError('bad-request', words.slice(0, maxComplaintLength));
}

function failed(cause: unknown): EnsembleError {
  const error = new EnsembleError('internal', 'The search failed on the host; its log has the details.');
  error.cause = cause;
  return error;
}

function cancelled(): EnsembleError {
  return new EnsembleError('cancelled', 'This search was cancelled.');
}
