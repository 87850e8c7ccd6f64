import { z } from 'zod';
import type { Environment, TimerHandle } from '../../shared/core/environment.ts';
import { hostMessage, readyPrefix, type ShellMessage } from '../../shared/desktop/host-messages.ts';
import type { HostTrouble } from './folder-pages.ts';

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
  onTrouble(trouble: HostTrouble): void;
  /** The number of guests has changed. */
  onGuests(guests: number): void;
}

const firstDelayMs = 250;
const longestDelayMs = 10_000;
const healthyAfterMs = 60_000;
const mostCrashes = 6;
const endGraceMs = 8_000;
/** Grace period of a host that never came up: it has nothing to save. */
const shortGraceMs = 1_500;
const slowAfterMs = 10_000;
const keptOutputLength = 4_000;

const privateAddress = z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}\/#\S+$/);

/**
 * Keeps one host running: restarts it with growing pauses (exponential backoff) when it crashes, ends it on request.
 */
export class HostSupervisor {
  readonly #options: SupervisorOptions;
  #process: HostProcess | null = null;
  #output = '';
  #crashes = 0;
  #guests = 0;
  #startedMs = 0;
  #isReady = false;
  #failure: HostTrouble | null = null;
  #restart: TimerHandle | null = null;
  #slow: TimerHandle | null = null;
  #ending: PromiseWithResolvers<void> | null = null;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Number of guests, by the host's last report. */
  get guests(): number {
    return this.#guests;
  }

  /** Starts the host; also again after it was given up, or in place of one that does not come up. */
  start(): void {
    this.#crashes = 0;
    if (this.#process) void this.end().then(() => this.#launch());
    else this.#launch();
  }

  /** Ends the host, gently first. Settles when it is gone. */
  end(): Promise<void> {
    this.#stopTimers();
    if (!this.#process) return Promise.resolve();
    if (this.#ending) return this.#ending.promise;
    this.#ending = Promise.withResolvers();
    const child = this.#process;
    child.send({ type: 'end' });
    const graceMs = this.#isReady ? endGraceMs : shortGraceMs;
    this.#options.environment.setTimer(() => this.#process === child && child.kill(), graceMs);
    return this.#ending.promise;
  }

  #stopTimers(): void {
    for (const timer of [this.#restart, this.#slow]) if (timer) this.#options.environment.clearTimer(timer);
    this.#restart = null;
    this.#slow = null;
  }

  #launch(): void {
    const { environment, onTrouble } = this.#options;
    this.#stopTimers();
    this.#output = '';
    this.#isReady = false;
    this.#failure = null;
    this.#startedMs = environment.nowMs();
    this.#slow = environment.setTimer(() => onTrouble({ is: 'slow' }), slowAfterMs);
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
      if (!report.success) return;
      if (report.data.type === 'sharing') this.#count(report.data.guests);
      else this.#failure = { is: 'failed', code: report.data.code, words: report.data.message };
    });
    child.onExit(() => this.#exited());
  }

  #count(guests: number): void {
    if (guests === this.#guests) return;
    this.#guests = guests;
    this.#options.onGuests(guests);
  }

  #read(line: string): void {
    if (!line.startsWith(readyPrefix)) return;
    const address = privateAddress.safeParse(line.slice(readyPrefix.length));
    if (!address.success || this.#ending) return;
    this.#isReady = true;
    this.#stopTimers();
    this.#options.onReady(address.data);
  }

  #exited(): void {
    const { environment, onTrouble } = this.#options;
    this.#process = null;
    this.#stopTimers();
    this.#count(0);
    if (this.#ending) {
      this.#ending.resolve();
      this.#ending = null;
      return;
    }
    if (this.#failure) return onTrouble(this.#failure);
    if (environment.nowMs() - this.#startedMs >= healthyAfterMs) this.#crashes = 0;
    this.#crashes += 1;
    if (this.#crashes >= mostCrashes) return onTrouble({ is: 'given-up', output: this.#output });
    if (!this.#isReady) onTrouble({ is: 'stopped', times: this.#crashes });
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (this.#crashes - 1));
    this.#restart = environment.setTimer(() => this.#launch(), delayMs);
  }
}
