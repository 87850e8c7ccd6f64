/** Variable by which Electron's program runs as plain Node. */
const runAsNode = 'ELECTRON_RUN_AS_NODE';

/** Removes variables meant for this process alone from the environment, so that no child process gets them. */
export function forgetOwnNode(env: NodeJS.ProcessEnv = process.env): void {
  delete env[runAsNode];
}

/** Environment for a Node program that runs on this process's own Node, which may be Electron's. */
export function ownNodeEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return process.versions.electron === undefined ? env : { ...env, [runAsNode]: '1' };
}
