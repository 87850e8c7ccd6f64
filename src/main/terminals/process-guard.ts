import { type ChildProcess, spawn } from 'node:child_process';
import { terminalVariable } from './terminal-processes.ts';

/**
 * Script of a watchdog shell: when its input ends, which means our end, it ends every program in the terminals that it
 * was told of, and every program that bears our mark (its first argument). So nothing is left behind when the host is
 * killed and can do nothing more itself. It looks again until nothing is found: what is ended may start others. Its
 * second argument is a folder that goes with us. It does nothing with a part of a mark, by which it would find programs
 * that are not ours.
 */
const script = `trap '' HUP INT TERM
mark=$1
folder=$2
case $mark in '' | ${terminalVariable}=????????????????????*.) ;; *) exit 1 ;; esac
all=' '
while read -r sign leader; do
  case $sign in
    +) all="$all$leader " ;;
    -) all="\${all%% $leader *} \${all#* $leader }" ;;
  esac
done
sleep 0.2 2>/dev/null
for leader in $all; do kill -KILL -- "-$leader" 2>/dev/null; done
for stat in /proc/[0-9]*/stat; do
  { read -r line < "$stat"; } 2>/dev/null || continue
  pid=\${stat#/proc/}
  rest=\${line##*) }
  rest=\${rest#* * * }
  case $all in *" \${rest%% *} "*) kill -KILL "\${pid%/stat}" 2>/dev/null ;; esac
done
[ -n "$folder" ] && rm -rf -- "$folder" 2>/dev/null
[ -n "$mark" ] || exit
round=0
while [ $round -lt 40 ]; do
  found=$(grep -lsF -- "$mark" /proc/[0-9]*/environ 2>/dev/null)
  [ -n "$found" ] || break
  for environ in $found; do
    pid=\${environ#/proc/}
    kill -KILL "\${pid%/environ}" 2>/dev/null
  done
  round=$((round + 1))
  sleep 0.05 2>/dev/null
done
`;

/** Watchdog: no terminal outlives this process, however that ends. Windows does so by itself. */
export class ProcessGuard {
  readonly #mark: string | null;
  readonly #folder: string | null;
  #shell: ChildProcess | null = null;

  /** `mark` begins the marks of all our terminals, null where there are none; `folder` is removed with them. */
  constructor(mark: string | null = null, folder: string | null = null) {
    this.#mark = mark;
    this.#folder = folder;
  }

  /** Adds a terminal's shell. */
  add(leader: number): void {
    if (process.platform === 'win32') return;
    this.#say(`+ ${leader}`);
  }

  /** Removes a terminal in which everything has ended. */
  remove(leader: number): void {
    if (this.#shell) this.#say(`- ${leader}`);
  }

  #say(line: string): void {
    this.#shell ??= this.#start();
    this.#shell.stdin?.write(`${line}\n`);
  }

  #start(): ChildProcess {
    // In a session of its own: a signal to the host's group must not end the watchdog.
    // It bears no mark of a terminal in which we may have been started ourselves, or it would end before its work.
    const { [terminalVariable]: _, ...env } = process.env;
    const mark = this.#mark === null ? '' : `${terminalVariable}=${this.#mark}`;
    const args = ['-c', script, 'guard', mark, this.#folder ?? ''];
    const shell = spawn('/bin/sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/', env });
    shell.on('error', () => undefined);
    shell.stdin.on('error', () => undefined);
    shell.unref();
    (shell.stdin as unknown as { unref(): void }).unref();
    return shell;
  }

  /** Lets the watchdog go: it ends everything that is left. */
  close(): void {
    this.#shell?.stdin?.end();
    this.#shell = null;
  }
}
