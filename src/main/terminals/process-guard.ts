import { type ChildProcess, spawn } from 'node:child_process';

/**
 * A shell that does nothing but wait for our end: when its input ends, whatever runs in the terminals that it was told of
 * is ended. So nothing is left behind when the host is killed and can do nothing more itself.
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

/** Sees to it that no terminal outlives this process, however that ends. Windows does so by itself. */
export class ProcessGuard {
  #shell: ChildProcess | null = null;

  /** A terminal's shell has started. */
  add(leader: number): void {
    if (process.platform === 'win32') return;
    this.#say(`+ ${leader}`);
  }

  /** All in a terminal has ended. */
  remove(leader: number): void {
    if (this.#shell) this.#say(`- ${leader}`);
  }

  #say(line: string): void {
    this.#shell ??= this.#start();
    this.#shell.stdin?.write(`${line}\n`);
  }

  #start(): ChildProcess {
    // In a session of its own: what ends the host's group must not end who is to clean up after it.
    const shell = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
    shell.on('error', () => undefined);
    shell.stdin.on('error', () => undefined);
    shell.unref();
    (shell.stdin as unknown as { unref(): void }).unref();
    return shell;
  }

  /** Lets it go: it ends what is left. */
  close(): void {
    this.#shell?.stdin?.end();
    this.#shell = null;
  }
}
