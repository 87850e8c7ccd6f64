import { terminalLimits } from '../../shared/capabilities/terminals/limits.ts';
import type { Environment, TimerHandle } from '../../shared/core/environment.ts';

/** Longest wait of a line that is being typed. */
const pauseMs = 1_000;

interface Line {
  data: string;
  timer: TimerHandle;
}

/**
 * Input of a terminal whose owner wants it logged: each person's lines as they end, and what is being typed after a
 * pause. Of long input, such as a pasted text, the beginning is kept.
 */
export class TypedInput {
  readonly #environment: Environment;
  readonly #say: (person: string, data: string) => void;
  readonly #lines = new Map<string, Line>();

  constructor(environment: Environment, say: (person: string, data: string) => void) {
    this.#environment = environment;
    this.#say = say;
  }

  add(person: string, data: string): void {
    const line = this.#lines.get(person) ?? { data: '', timer: this.#later(person) };
    this.#lines.set(person, line);
    line.data = (line.data + data.slice(0, terminalLimits.typedLength)).slice(0, terminalLimits.typedLength);
    if (data.endsWith('\r')) this.#tell(person);
  }

  #later(person: string): TimerHandle {
    return this.#environment.setTimer(() => this.#tell(person), pauseMs);
  }

  #tell(person: string): void {
    const line = this.#lines.get(person);
    if (!line) return;
    this.#lines.delete(person);
    this.#environment.clearTimer(line.timer);
    this.#say(person, line.data);
  }

  /** Says the rest. */
  flush(): void {
    for (const person of [...this.#lines.keys()]) this.#tell(person);
  }
}
