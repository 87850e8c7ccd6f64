import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Script of a watchdog shell: when its input ends, which means our end, it ends every program in the terminals that it
 * was told of. So nothing is left behind when the host is killed and can do nothing more itself.
 */
const script = `trap '' HUP INT TERM
all=' '
while read -r sign leader; do
  case $sign in
    +) all="$all$leader " ;;
    -) all="\${all%% $leader *} \${all#* $leader }" ;;
  esac
done
[ "$all" = ' ' ] && exit
sleep 0.2 2>/dev/null
for leader in $all; do kill -KILL -- "-$leader" 2>/dev/null; done
for stat in /proc/[0-9]*/stat; do
  { read -r line < "$stat"; } 2>/dev/null || continue
  pid=\${stat#/proc/}
  set -- \${line##*) }
  case $all in *" $4 "*) kill -KILL "\${pid%/stat}" 2>/dev/null ;; esac
done
`;

/** Watchdog: no terminal outlives this process, however that ends. Windows does so by itself. */
export class ProcessGuard {
  #shell: ChildProcess | null = null;

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
    const shell = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
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
