import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SessionClient, type SessionClientOptions } from '../client/session-client.ts';
import { nodeEnvironment } from '../main/machine/environment.ts';
import { newSecret } from '../shared/core/ids.ts';
import { FileOutbox } from './file-outbox.ts';

const drainMs = 10_000;

/** Says whether a process of this number runs, ours or another user's. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Ticket and unsent outboxes of a command-line participant, kept between runs. */
export class Keepsakes {
  readonly #home: string;
  readonly #key: string;

  /** One set per session and name: the same name is the same person. */
  constructor(home: string, session: string, name: string) {
    this.#home = home;
    this.#key = `${session}-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
    for (const folder of ['tickets', 'outboxes']) mkdirSync(join(home, folder), { recursive: true, mode: 0o700 });
  }

  /** Secret by which the session knows this person again. */
  ticket(): string {
    const path = join(this.#home, 'tickets', this.#key);
    try {
      // Of two programs that start at once, one makes it.
      writeFileSync(path, newSecret(nodeEnvironment), { mode: 0o600, flag: 'wx' });
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    }
    return readFileSync(path, 'utf8');
  }

  outbox(replica: string, pid = process.pid): FileOutbox {
    return new FileOutbox(join(this.#home, 'outboxes', `${this.#key}.${pid}.${replica}`));
  }

  /** Delivers the unsent entries of runs that have died. */
  async drain(options: SessionClientOptions): Promise<void> {
    for (const name of readdirSync(join(this.#home, 'outboxes'))) {
      const [key, pid, replica] = name.split('.');
      if (key !== this.#key || replica === undefined || isAlive(Number(pid))) continue;
      const outbox = this.outbox(replica, Number(pid));
      const client = new SessionClient({ ...options, replica, outbox, purpose: 'drain' });
      await client.start();
      const late = new Promise<void>((resolve) => setTimeout(resolve, drainMs).unref());
      await Promise.race([client.settled(), late]).catch(() => undefined);
      client.leave();
    }
  }
}
