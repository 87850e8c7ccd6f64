import { spawn } from 'node:child_process';
import type { HostCommand } from './host-command.ts';
import type { HostProcess } from './host-supervisor.ts';

/**
 * Starts a host as a child with an IPC channel: when this process goes, the channel closes and the host ends itself.
 * @param log is called with its output
 */
export function startHostProcess(
  { program, args, env }: HostCommand,
  log: (text: string) => void = () => undefined,
): HostProcess {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], windowsHide: true });
  const streams = [child.stdout, child.stderr];
  for (const stream of streams) stream?.setEncoding('utf8').on('data', log);
  return {
    onOutput(listener) {
      for (const stream of streams) stream?.on('data', listener);
    },
    onMessage: (listener) => child.on('message', listener),
    onExit(listener) {
      let told = false;
      const tell = () => {
        if (!told) listener();
        told = true;
      };
      // A program that cannot be started never exits.
      child.once('exit', tell).once('error', tell);
    },
    send: (message) => child.connected && child.send(message, () => undefined),
    kill: () => child.kill('SIGKILL'),
  };
}
