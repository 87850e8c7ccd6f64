import type { ParseArgsConfig } from 'node:util';

/** One command of `ensemble`. */
export interface Command {
  options: NonNullable<ParseArgsConfig['options']>;
  /** Runs the command. Gives the exit code. */
  run(positionals: string[], values: Record<string, string | boolean | undefined>): Promise<number>;
}
