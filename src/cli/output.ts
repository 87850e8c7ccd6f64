import type { ErrorCode } from '../shared/core/errors.ts';
import { terminalLine, terminalText } from '../shared/text/shown.ts';

const left = new AbortController();

/** Resolves once nobody reads what is printed: the program behind the pipe has seen enough. */
export const readerLeft = new Promise<void>((resolve) => left.signal.addEventListener('abort', () => resolve()));

/** Takes it for no error that the reader of a pipe has left; what is printed from then on goes nowhere. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (stream === process.stdout) left.abort();
    });
}

function print(text: string): void {
  if (!left.signal.aborted) process.stdout.write(text);
}

/** The command line's only way to a terminal: words of others stay words, and begin no line of ours. */
export const output = {
  /** Writes one line. */
  line(words: string): void {
    print(`${terminalLine(words)}\n`);
  },
  /** Writes one line of fields with tabs between them, for programs that cut lines. */
  fields(fields: readonly string[]): void {
    print(`${fields.map(terminalLine).join('\t')}\n`);
  },
  /** Writes a line for people, or what it says as one of JSON for programs. */
  told(isJson: boolean, words: string, value: object): void {
    print(`${terminalLine(isJson ? JSON.stringify(value) : words)}\n`);
  },
  /** Writes a text of several lines, such as a document. */
  text(text: string): void {
    print(`${terminalText(text)}\n`);
  },
  /** Writes an error, or a line for a log: one line, for its words may be a path's. */
  problem(words: string): void {
    process.stderr.write(`${terminalLine(words)}\n`);
  },
  /** Writes the error that a command has ended with, or one of its lines: as words, or as JSON for programs. */
  failure(isJson: boolean, code: ErrorCode, message: string): void {
    output.problem(isJson ? JSON.stringify({ error: { code, message } }) : message);
  },
  /** Writes the usage, after the error of a call. */
  help(own: string): void {
    process.stderr.write(`\n${terminalText(own)}\n`);
  },
};
