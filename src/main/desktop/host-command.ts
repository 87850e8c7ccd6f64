import { join } from 'node:path';

/** Command that starts a host. */
export interface HostCommand {
  program: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/** Input on which the host's Node depends. */
export interface HostCommandInput {
  folder: string;
  port: number;
  /** Folder that holds `src`: the app's archive, or the repo. */
  appDir: string;
  electronPath: string;
  env: NodeJS.ProcessEnv;
}

/**
 * The packaged app runs its host on Electron's own Node; an app started from the sources names the pinned Node,
 * which runs them as they are.
 */
export function hostCommand({ folder, port, appDir, electronPath, env }: HostCommandInput): HostCommand {
  const { ENSEMBLE_SOURCE_NODE: sourceNode, ENSEMBLE_SOURCE_DIR: sourceDir, ...rest } = env;
  const hostArgs = ['host', folder, '--port', String(port), '--no-open'];
  if (sourceNode && sourceDir) {
    return { program: sourceNode, args: [join(sourceDir, 'src', 'cli', 'ensemble.ts'), ...hostArgs], env: rest };
  }
  const script = join(appDir, 'src', 'cli', 'ensemble.js');
  // A terminal has run the login shell already; processes started by the desktop have no TERM.
  const loginShell = rest.TERM === undefined ? { ENSEMBLE_LOGIN_SHELL: '1' } : {};
  const own = { ...rest, ...loginShell, ELECTRON_RUN_AS_NODE: '1' };
  return { program: electronPath, args: [script, ...hostArgs], env: own };
}
