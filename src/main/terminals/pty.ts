import { constants } from 'node:os';
import { EnsembleError } from '../../shared/core/errors.ts';

const signalNames: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number, name]),
);

/** A program in a terminal of its own. Output comes as bytes, as they were written. */
export interface Pty {
  readonly pid: number;
  write(data: string): void;
  resize(columns: number, rows: number): void;
  pause(): void;
  resume(): void;
  kill(signal?: string): void;
  onData(listener: (data: Uint8Array) => void): void;
  /** `signal` is the name of the one that has ended it. */
  onExit(listener: (exitCode: number | null, signal?: string) => void): void;
}

export interface PtyOptions {
  program: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  columns: number;
  rows: number;
}

/** Starts a program in a terminal. Throws where it cannot be started. */
export type StartPty = (options: PtyOptions) => Pty;

const missing =
  'Terminals are not available on this computer: their native part (node-pty) is missing. ' +
  'Everything else works. On Linux it is compiled at installation, which takes make, python3 and a C++ compiler: ' +
  'install them, then run "npm rebuild node-pty" in its folder and start it again.';

/**
 * Loads the library that starts programs in terminals. Rejects, in words, where there is no build of it for this
 * machine.
 */
export async function loadPty(): Promise<StartPty> {
  // Imported late, since importing throws where the build is missing: the host does everything else without it.
  const { default: library } = await import('node-pty').catch((thrown: unknown) => {
    const error = new EnsembleError('internal', missing);
    error.cause = thrown;
    throw error;
  });
  return ({ program, args, cwd, env, columns, rows }) => {
    const pty = library.spawn(program, args, { name: 'xterm-256color', cols: columns, rows, cwd, env, encoding: null });
    return {
      pid: pty.pid,
      write: (data) => pty.write(data),
      resize: (toColumns, toRows) => pty.resize(toColumns, toRows),
      pause: () => pty.pause(),
      resume: () => pty.resume(),
      kill: (signal) => pty.kill(signal),
      // Without an encoding it gives bytes, whatever its types say.
      onData: (listener) => void pty.onData((data) => listener(data as unknown as Uint8Array)),
      onExit: (listener) =>
        void pty.onExit(({ exitCode, signal }) =>
          signal ? listener(null, signalNames.get(signal) ?? `${signal}`) : listener(exitCode),
        ),
    };
  };
}
