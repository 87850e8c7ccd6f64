import { z } from 'zod';
import { hostMessage, readyPrefix, type ShellMessage } from '../../shared/desktop/host-messages.ts';
import type { Environment, TimerHandle } from '../../shared/environment.ts';

/** The part of a child process that the supervisor needs. */
export interface HostProcess {
  onOutput(listener: (text: string) => void): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  send(message: ShellMessage): void;
  kill(): void;
}

export interface SupervisorOptions {
  start(): HostProcess;
  environment: Pick<Environment, 'nowMs' | 'setTimer' | 'clearTimer'>;
  /** The host listens here, for the first time or after a restart. */
  onReady(url: string): void;
  /** The host keeps crashing; nothing more is tried. `output` is the last it said. */
  onGivenUp(output: string): void;
}

const firstDelayMs = 250;
const longestDelayMs = 10_000;
const healthyAfterMs = 60_000;
const mostCrashes = 6;
const endGraceMs = 8_000;
const keptOutputLength = 4_000;

const privateAddress = z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}\/#\S+$/);

/** Keeps one host running: restarts it with growing pauses when it crashes, ends it on request. */
export class HostSupervisor {
  readonly #options: SupervisorOptions;
  #process: HostProcess | null = null;
  #output = '';
  #crashes = 0;
  #guests = 0;
  #startedMs = 0;
  #restart: TimerHandle | null = null;
  #ending: PromiseWithResolvers<void> | null = null;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** How many guests are in, by the host's last report. */
  get guests(): number {
    return this.#guests;
  }

  /** Starts the host; also again after it was given up. */
  start(): void {
    this.#crashes = 0;
    this.#launch();
  }

  /** Ends the host, gently first. Settles when it is gone. */
  end(): Promise<void> {
    if (this.#restart) this.#options.environment.clearTimer(this.#restart);
    this.#restart = null;
    if (!this.#process) return Promise.resolve();
    if (this.#ending) return this.#ending.promise;
    this.#ending = Promise.withResolvers();
    const child = this.#process;
    child.send({ type: 'end' });
    this.#options.environment.setTimer(() => this.#process === child && child.kill(), endGraceMs);
    return this.#ending.promise;
  }

  #launch(): void {
    this.#restart = null;
    this.#output = '';
    this.#startedMs = this.#options.environment.nowMs();
    const child = this.#options.start();
    this.#process = child;
    let rest = '';
    child.onOutput((text) => {
      this.#output = (this.#output + text).slice(-keptOutputLength);
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#read(line.trim());
    });
    child.onMessage((message) => {
      const report = hostMessage.safeParse(message);
      if (report.success) this.#guests = report.data.guests;
    });
    child.onExit(() => this.#exited());
  }

  #read(line: string): void {
    if (!line.startsWith(readyPrefix)) return;
    const address = privateAddress.safeParse(line.slice(readyPrefix.length));
    if (address.success) this.#options.onReady(address.data);
  }

  #exited(): void {
    const { environment, onGivenUp } = this.#options;
    this.#process = null;
    this.#guests = 0;
    if (this.#ending) {
      this.#ending.resolve();
      this.#ending = null;
      return;
    }
    if (environment.nowMs() - this.#startedMs >= healthyAfterMs) this.#crashes = 0;
    this.#crashes += 1;
    if (this.#crashes >= mostCrashes) return onGivenUp(this.#output);
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (this.#crashes - 1));
    this.#restart = environment.setTimer(() => this.#launch(), delayMs);
  }
}
