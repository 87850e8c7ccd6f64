import { readFileSync, statSync } from 'node:fs';
import type { CallBody } from '../../src/shared/capabilities/calls/kinds.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { relaysFor } from './relay-credentials.ts';
import { type ForwarderSettings, noRelays, type RelaySettings, relaySettings } from './relay-settings.ts';

/** Relays of an operator, in a file that is read anew whenever a window asks: a change holds at once. */
export class RelayFile {
  readonly #path: string;
  readonly #report: (message: string) => void;
  #settings: RelaySettings | null = null;
  #problem: string | null = null;

  constructor(path: string, report: (message: string) => void) {
    this.#path = path;
    this.#report = report;
  }

  /** Reads a file that must be there. Throws `bad-request`, in words. */
  static required(path: string, report: (message: string) => void): RelayFile {
    const file = new RelayFile(path, report);
    if (file.#read() === null) throw new EnsembleError('bad-request', `${path}, the servers for calls, is not there.`);
    return file;
  }

  /** Gives what a person's window is told. Throws `bad-request` where the file was never understood. */
  forPerson(person: string, nowMs: number): CallBody<'call.relaysTold'> {
    return relaysFor(this.#current(), person, nowMs);
  }

  /** Gives the forwarder of large calls; null where there is none, or the file was never understood. */
  forwarder(): ForwarderSettings | null {
    try {
      return this.#current().forwarder ?? null;
    } catch {
      return null;
    }
  }

  /** Settings of now; while a changed file is not understood, those from before the change. */
  #current(): RelaySettings {
    try {
      this.#settings = this.#read();
      this.#problem = null;
    } catch (thrown) {
      const { message } = thrown as Error;
      if (message !== this.#problem) this.#report(message);
      this.#problem = message;
      if (this.#settings === null)
        throw new EnsembleError(
          'bad-request',
          'The servers for calls are set up wrongly, so no call was joined: whoever runs the session server finds the reason in its log.',
        );
    }
    return this.#settings ?? noRelays;
  }

  /** Null where there is no file. Messages name the place in the file, and never what stands there. */
  #read(): RelaySettings | null {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new EnsembleError(
        'bad-request',
        `${this.#path} cannot be read (${(thrown as NodeJS.ErrnoException).code}).`,
      );
    }
    this.#warnOfReaders();
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new EnsembleError('bad-request', `${this.#path} is not JSON.`);
    }
    const parsed = relaySettings.safeParse(value);
    if (parsed.success) return parsed.data;
    const { path, message } = parsed.error.issues[0]!;
    throw new EnsembleError('bad-request', `${this.#path} is not understood: ${path.join('.')} ${message}`);
  }

  #isWarned = false;

  #warnOfReaders(): void {
    if (this.#isWarned || process.platform === 'win32' || (statSync(this.#path).mode & 0o077) === 0) return;
    this.#isWarned = true;
    this.#report(`${this.#path} holds a secret, and other accounts of this machine can read it: chmod 600 keeps it.`);
  }
}
