import { spawnSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { PortProgram } from './port-program.ts';

export const turnSecret = 'a-secret-of-tests-and-of-nothing-else';

/** Says whether coturn is installed. */
export const hasCoturn = spawnSync('turnserver', ['--version'], { stdio: 'ignore' }).error === undefined;

/** A real relay (TURN) on this machine, which takes passwords that were made with its secret. */
export class Coturn extends PortProgram {
  static async start(): Promise<Coturn> {
    const coturn = new Coturn(await freePort(), await mkdtemp(join(tmpdir(), 'ensemble-turn-')));
    await coturn.restart();
    return coturn;
  }

  protected command() {
    const options = [
      '-n',
      '--no-cli',
      '--no-tls',
      '--no-dtls',
      '--listening-ip=127.0.0.1',
      '--relay-ip=127.0.0.1',
      '--allow-loopback-peers',
      `--listening-port=${this.port}`,
      '--use-auth-secret',
      `--static-auth-secret=${turnSecret}`,
      '--realm=tests',
      '--lt-cred-mech',
      '--log-file=stdout',
      `--pidfile=${join(this.folder, 'pid')}`,
      `--userdb=${join(this.folder, 'users.db')}`,
    ];
    return ['turnserver', options] as const;
  }
}
