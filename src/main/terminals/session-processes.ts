import { readdirSync, readFileSync } from 'node:fs';

/** Reads the session of a process from its line in /proc: after the name, which may hold anything. */
function sessionIn(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[3]);
}

/** Processes of the session that a shell leads, all job groups of it. Empty where the system does not tell. */
export function processesOf(leader: number): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => isOf(pid, leader));
  } catch {
    return [];
  }
}

function isOf(pid: number, leader: number): boolean {
  try {
    return sessionIn(readFileSync(`/proc/${pid}/stat`, 'latin1')) === leader;
  } catch {
    // The process has ended meanwhile.
    return false;
  }
}

/** Sends a signal to everything in a terminal: to each process, or where those are not told to its group. */
export function signalAll(leader: number, signal: NodeJS.Signals): number {
  const all = processesOf(leader);
  for (const target of all.length > 0 ? all : [-leader]) {
    try {
      process.kill(target, signal);
    } catch {
      // It has ended.
    }
  }
  return all.length;
}
