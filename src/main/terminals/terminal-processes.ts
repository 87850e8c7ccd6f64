import { readdirSync, readFileSync } from 'node:fs';

/**
 * Variable that names the terminal in which a program was started. Its children have it too, also those in a session of
 * their own (`setsid`, `nohup`, daemons), which belong to no terminal by any other sign.
 */
export const terminalVariable = 'ENSEMBLE_TERMINAL';

/** Signs by which a terminal's processes are found. */
export interface TerminalSigns {
  /** Process id of its shell, which leads a session. */
  leader: number;
  /** Value of the variable. */
  mark: string;
}

/** Times that processes are looked for, since one that is ended may have started another meanwhile. */
const mostRounds = 5;

/** Reads the session of a process from its line in /proc: after the name, which may hold anything. */
function sessionIn(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[3]);
}

/** Processes of a terminal: those of its shell's session, and those that bear its mark. Empty where none can be seen. */
function processesOf({ leader, mark }: TerminalSigns): number[] {
  const variable = `${terminalVariable}=${mark}`;
  const bears = (pid: number) => contentOf(pid, 'environ').split('\0').includes(variable);
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => sessionIn(contentOf(pid, 'stat')) === leader || bears(pid));
  } catch {
    return [];
  }
}

function contentOf(pid: number, name: 'environ' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    // The process has ended meanwhile, or is another person's.
    return '';
  }
}

function isZombie(pid: number): boolean {
  const stat = contentOf(pid, 'stat');
  return stat === '' || stat.slice(stat.lastIndexOf(') ') + 2).startsWith('Z');
}

/** Sends a signal to everything in a terminal: to each process, or where those are not told to its shell's group. */
function signalAll(signs: TerminalSigns, signal: NodeJS.Signals): void {
  const all = processesOf(signs);
  for (const target of all.length > 0 ? all : [-signs.leader]) {
    try {
      process.kill(target, signal);
    } catch {
      // It has ended.
    }
  }
}

/** Ends everything in a terminal, and what that starts meanwhile. */
function killAll(signs: TerminalSigns): void {
  signalAll(signs, 'SIGKILL');
  for (let round = 1; round < mostRounds && processesOf(signs).some((pid) => !isZombie(pid)); round++)
    signalAll(signs, 'SIGKILL');
}

/** All programs of a terminal, to be told or ended at once. */
export interface TerminalPrograms {
  signal(signal: NodeJS.Signals): void;
  kill(): void;
}

/** The programs of a terminal on this machine. */
export function programsOf(signs: TerminalSigns): TerminalPrograms {
  return { signal: (signal) => signalAll(signs, signal), kill: () => killAll(signs) };
}
