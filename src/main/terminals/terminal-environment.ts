/** Variables of our own processes, which hold secrets or mean nothing to a program in a terminal. */
const ours =
  /^(ENSEMBLE_.*|ELECTRON_.*|NODE_CHANNEL_.*|NODE_UNIQUE_ID|NODE_OPTIONS|npm_.*|INIT_CWD|VITEST.*|PLAYWRIGHT_.*)$/;

const own = { TERM: 'xterm-256color', COLORTERM: 'truecolor', TERM_PROGRAM: 'Ensemble' };

/**
 * Environment of a program in a terminal: the host's without our own variables, and with those that its window asks
 * for.
 */
export function terminalEnvironment(
  host: NodeJS.ProcessEnv,
  wanted: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const kept = Object.entries(host).filter(([name, value]) => value !== undefined && !ours.test(name));
  const env = { ...Object.fromEntries(kept as [string, string][]), ...own };
  for (const [name, value] of Object.entries(wanted)) {
    if (value === null) delete env[name as keyof typeof env];
    else if (!ours.test(name)) Object.assign(env, { [name]: value });
  }
  // Programs draw characters beyond ASCII only where the locale says that the terminal shows them.
  if (!Object.hasOwn(env, 'LANG') && !Object.hasOwn(env, 'LC_ALL')) Object.assign(env, { LANG: 'C.UTF-8' });
  return env;
}
