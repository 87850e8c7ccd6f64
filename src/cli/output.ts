import { terminalLine, terminalText } from '../shared/text/shown.ts';

/** The only way of the command line to a terminal: what others wrote in it is words, and begins no line of ours. */
export const output = {
  /** One line. */
  line(words: string): void {
    process.stdout.write(`${terminalLine(words)}\n`);
  },
  /** A text of several lines, such as a document. */
  text(text: string): void {
    process.stdout.write(`${terminalText(text)}\n`);
  },
  /** Something that went wrong, or what a log would have: one line, for its words may be a path's. */
  problem(words: string): void {
    process.stderr.write(`${terminalLine(words)}\n`);
  },
  /** Ways to call a command, after what was wrong with a call. */
  help(own: string): void {
    process.stderr.write(`\n${terminalText(own)}\n`);
  },
};
