import { execFileSync } from 'node:child_process';
import { inProject } from '../lib/project.mjs';

/** Address in place of an unknown page: nobody can own a name below `.invalid`. */
const noPage = 'https://ensemble.invalid';

/**
 * Finds the project's page, which a deb must name: the builder's setting, else the origin of the checkout.
 * @param {NodeJS.ProcessEnv} env
 * @param {() => string} [origin]
 */
export function homepage(env, origin = readOrigin) {
  return env.ENSEMBLE_HOMEPAGE || pageOf(origin()) || noPage;
}

/** The web page of a Git address, without anybody's name or password. @param {string} address */
function pageOf(address) {
  const scp = /^(?:[^@/]+@)([^:/]+):(?!\/\/)(.+?)(?:\.git)?\/?$/.exec(address);
  if (scp) return `https://${scp[1]}/${scp[2]}`;
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, pathname } = new URL(address);
  const onTheWeb = ['https:', 'http:', 'ssh:', 'git:'].includes(protocol);
  return onTheWeb ? `https://${hostname}${pathname.replace(/(\.git)?\/?$/, '')}` : undefined;
}

function readOrigin() {
  try {
    const options = {
      cwd: inProject(),
      stdio: /** @type {['ignore', 'pipe', 'ignore']} */ (['ignore', 'pipe', 'ignore']),
    };
    return execFileSync('git', ['remote', 'get-url', 'origin'], options).toString().trim();
  } catch {
    return '';
  }
}
