import { terminalLine, terminalText } from '../shared/text/shown.ts';

/** The command line's only way to a terminal: words of others stay words, and begin no line of ours. */
export const output = {
  /** Writes one line. */
  line(words: string): void {
    process.stdout.write(`${terminalLine(words)}\n`);
  },
  /** Writes one line of fields with tabs between them, for programs that cut lines. */
  fields(fields: readonly string[]): void {
    process.stdout.write(`${fields.map(terminalLine).join('\t')}\n`);
  },
  /** Writes a text of several lines, such as a document. */
  text(text: string): void {
    process.stdout.write(`${terminalText(text)}\n`);
  },
  /** Writes an error, or a line for a log: one line, for its words may be a path's. */
  problem(words: string): void {
    process.stderr.write(`${terminalLine(words)}\n`);
  },
  /** Writes the usage, after the error of a call. */
  help(own: string): void {
    process.stderr.write(`\n${terminalText(own)}\n`);
  },
};
