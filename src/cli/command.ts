/** Values of a call's options, by their names. */
export type OptionValues = Record<string, string | boolean | undefined>;

/** One command of `ensemble`. Its name, arguments, options and help are in the table of commands. */
export interface Command {
  /** Runs the command. Gives the exit code. */
  run(positionals: string[], values: OptionValues): Promise<number>;
}

/** One option, as it is called and as help and completion tell it. */
export interface CommandOption {
  /** Name of the value that it takes; absent for one that is on or off. */
  value?: string;
  default?: string;
  /** Values that it takes, for completion. */
  choices?: readonly string[];
  /** True for a value that is a file or folder. */
  isPath?: true;
  help: string;
}

/** Row of the table of commands. */
export interface CommandRow {
  name: string;
  /** Arguments, as usage shows them. */
  args: string;
  /** First words after the name that choose what it does, for completion. */
  acts?: readonly string[];
  /** True where its arguments are files or folders. */
  takesPaths?: true;
  summary: string;
  /** Further sentences of its own help. */
  details?: string;
  options: Readonly<Record<string, CommandOption>>;
  /** Exit codes beside 0, 1 and 2. */
  exitCodes?: Readonly<Record<number, string>>;
  examples?: readonly string[];
  load: () => Promise<Command>;
}
