import { stripVTControlCharacters } from 'node:util';
import { type GroupWatch, ProgramGroup } from '../../main/programs/program-group.ts';
import { type Bounds, joined } from './bounds.ts';

/** Time for a command to end when it is asked to. */
const endWithinMs = 3_000;

export interface PhaseProcessOptions extends Bounds {
  command: string;
  folder: string;
  env: Readonly<Record<string, string>>;
  guard: GroupWatch;
  /** Told of what it writes, as plain text. */
  onText: (text: string) => void;
}

/** Runs a command by the shell, with all that it starts in one group. Gives the reason of a failure; null where it succeeded. */
export async function runCommand(options: PhaseProcessOptions): Promise<string | null> {
  const { command, folder, env, guard, onText } = options;
  const { signal, why } = joined(options);
  const stdio: ('ignore' | 'pipe')[] = ['ignore', 'pipe', 'pipe'];
  const group = new ProgramGroup(
    command,
    [],
    { shell: true, cwd: folder, env: { ...process.env, ...env }, stdio },
    guard,
  );
  const { child } = group;
  const stop = () => group.end(endWithinMs);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  for (const stream of [child.stdout, child.stderr])
    stream!.setEncoding('utf8').on('data', (text: string) => onText(stripVTControlCharacters(text)));
  try {
    return await new Promise<string | null>((resolve) => {
      child.once('error', (error) => resolve(`could not be started: ${error.message}`));
      // Programs that it has left behind may hold its output open: they end with it.
      child.once('exit', () => group.kill());
      child.once('close', (code, name) => resolve(why() ?? (code === 0 ? null : `ended with ${name ?? code}`)));
    });
  } finally {
    signal.removeEventListener('abort', stop);
    group.over();
  }
}
