/** Variable by which Electron's program runs as plain Node. */
const runAsNode = 'ELECTRON_RUN_AS_NODE';

/** Takes out of the environment what only this process was told, so that nothing that it starts is told it, too. */
export function forgetOwnNode(env: NodeJS.ProcessEnv = process.env): void {
  delete env[runAsNode];
}

/** Environment for a Node program that runs on this process's own Node, which may be Electron's. */
export function ownNodeEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return process.versions.electron === undefined ? env : { ...env, [runAsNode]: '1' };
}
