import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.ts';

export const turnSecret = 'a-secret-of-tests-and-of-nothing-else';

/** Says whether coturn is installed. */
export const hasCoturn = spawnSync('turnserver', ['--version'], { stdio: 'ignore' }).error === undefined;

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** A real relay (TURN) on this machine, which takes passwords that were made with its secret. */
export class Coturn {
  readonly port: number;
  readonly #folder: string;
  #child: ChildProcess | null = null;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
  }

  static async start(): Promise<Coturn> {
    const coturn = new Coturn(await freePort(), await mkdtemp(join(tmpdir(), 'ensemble-turn-')));
    await coturn.restart();
    return coturn;
  }

  /** Starts it again at the same port. */
  async restart(): Promise<void> {
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
      `--pidfile=${join(this.#folder, 'pid')}`,
      `--userdb=${join(this.#folder, 'users.db')}`,
    ];
    const child = spawn('turnserver', options, { cwd: this.#folder, stdio: 'ignore' });
    this.#child = child;
    process.once('exit', () => child.kill('SIGKILL'));
    for (let tries = 0; tries < 100; tries++) {
      if (await answers(this.port)) return;
      await pause(100);
    }
    throw new Error('coturn does not answer');
  }

  /** Ends its process, as a crash would: nobody whom it relays hears of it. */
  async end(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async close(): Promise<void> {
    await this.end();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
