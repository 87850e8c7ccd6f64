/** A command of an agent, on its way to a terminal of the session. */
export interface AgentCommand {
  agent: string;
  program: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  title: string;
  onOutput: (data: Uint8Array) => void;
  /** Throws in words where it may not run (any more): asked right before it begins. */
  check: () => void;
}

/** End of a command: its code, or the signal that has ended it. */
export interface CommandEnd {
  exitCode: number | null;
  signal: string | null;
}

/** A command that has begun. */
export interface RunningCommand {
  ended: Promise<CommandEnd>;
  /** Ends it and all that it has started. */
  close: () => void;
  /** Resolves once others see it, or it has ended; rejects in words where nobody will. */
  shared: Promise<void>;
}

/** Runs a command in a terminal of the session. Resolves once it has begun, before others see it. */
export type RunCommand = (command: AgentCommand) => Promise<RunningCommand>;
