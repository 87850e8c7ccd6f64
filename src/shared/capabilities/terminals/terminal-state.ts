import type { TerminalAccess } from './access-level.ts';

/** A terminal of the host's that others may see. One that nobody may see is not in the session. */
export interface SharedTerminal {
  /** Owner: the person at whose window it runs. */
  person: string;
  title: string;
  /** Name of the shell's program, such as `bash`. */
  shell: string;
  columns: number;
  rows: number;
  /** Access of all guests who have none of their own. */
  access: TerminalAccess;
  /** Access of single people. */
  people: Record<string, TerminalAccess>;
  /** Agent whose command runs in it; missing for terminals of people. */
  agent?: string;
  /** True while what is typed is logged. */
  logsInput?: boolean;
}

/** Terminals of a session, apart from the content of their screens. */
export interface TerminalsState {
  terminals: Record<string, SharedTerminal>;
}

export const noTerminals: TerminalsState = { terminals: {} };
