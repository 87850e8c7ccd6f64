import { spawn } from 'node:child_process';
import { rgPath } from '@vscode/ripgrep';
import { EnsembleError } from '../../shared/protocol/errors.ts';

export interface RipgrepOptions {
  readonly cwd: string;
  readonly args: readonly string[];
  /** Ends one piece of the output: a line feed, or NUL for names. */
  readonly separator: '\n' | '\0';
  /** A piece above this is left out, so that one huge line does not fill the memory. */
  readonly maxPieceBytes: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Takes one piece; false ends the search. */
  readonly onPiece: (piece: Buffer) => boolean;
}

/**
 * Runs ripgrep and gives its output piece by piece.
 * @returns whether all of the output was given
 * @throws EnsembleError `bad-request` with ripgrep's words when it refuses the pattern, `cancelled`, `internal`
 */
export async function runRipgrep(options: RipgrepOptions): Promise<{ complete: boolean }> {
  const { signal, separator, maxPieceBytes, onPiece } = options;
  if (signal.aborted) throw cancelled();
  const child = spawn(rgPath, options.args, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  const stop = () => child.kill('SIGKILL');
  const timer = setTimeout(stop, options.timeoutMs);
  signal.addEventListener('abort', stop, { once: true });
  let wanted = true;
  let failure: unknown = null;
  const pieces = new PieceReader(separator.charCodeAt(0), maxPieceBytes, (piece) => {
    try {
      if (!wanted || onPiece(piece)) return;
    } catch (error) {
      failure = error;
    }
    wanted = false;
    stop();
  });
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (wanted) pieces.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    if (complaint.length < maxComplaintLength) complaint += chunk.toString('utf8');
  });
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (signal.aborted) throw cancelled();
    if (failure !== null) throw failure;
    // 1 is nothing found; 2 without words is that some files could not be read.
    if (exitCode === 2 && complaint !== '') throw refused(complaint);
    return { complete: wanted && exitCode !== null && pieces.dropped === 0 };
  } catch (error) {
    throw error instanceof EnsembleError ? error : failed(error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

const maxComplaintLength = 2000;

/** Cuts a stream at a byte, holding no more than one piece. */
class PieceReader {
  dropped = 0;
  readonly #separator: number;
  readonly #maxBytes: number;
  readonly #give: (piece: Buffer) => void;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(separator: number, maxBytes: number, give: (piece: Buffer) => void) {
    this.#separator = separator;
    this.#maxBytes = maxBytes;
    this.#give = give;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(this.#separator); end >= 0; end = chunk.indexOf(this.#separator, start)) {
      this.#keep(chunk.subarray(start, end));
      if (this.#length > this.#maxBytes) this.dropped++;
      else this.#give(Buffer.concat(this.#parts));
      this.#parts = [];
      this.#length = 0;
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

/** Gives ripgrep's complaint about a pattern or a glob, which is all that it is let to complain about. */
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
