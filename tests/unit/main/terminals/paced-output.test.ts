import { expect, it } from 'vitest';
import { PacedOutput } from '../../../../src/main/terminals/paced-output.ts';
import type { Environment } from '../../../../src/shared/core/environment.ts';

/** Output whose work takes a time that the test says, on a clock of its own. */
class Stage {
  readonly taken: number[] = [];
  readonly pauses: number[] = [];
  readonly output: PacedOutput;
  #nowMs = 0;
  #timer: (() => void) | null = null;
  #text = '';

  constructor(size: { columns: number; rows: number }, costMs: (slice: Uint8Array) => number) {
    const environment: Environment = {
      nowMs: () => this.#nowMs,
      elapsedMs: () => this.#nowMs,
      randomBytes: (length) => new Uint8Array(length),
      setTimer: (run, delayMs) => {
        this.pauses.push(delayMs);
        this.#timer = run;
        return 1;
      },
      clearTimer: () => {
        this.#timer = null;
      },
    };
    const take = (slice: Uint8Array) => {
      this.#nowMs += costMs(slice);
      this.taken.push(slice.length);
      this.#text += Buffer.from(slice).toString('latin1');
    };
    this.output = new PacedOutput({ environment, take, size: () => size, onChanged: () => undefined });
  }

  /** Everything that was taken, in its order. */
  get text(): string {
    return this.#text;
  }

  /** Lets timers come until there are none. */
  run(): void {
    for (let timer = this.#timer; timer !== null; timer = this.#timer) {
      this.#timer = null;
      timer();
    }
  }
}

const screen = { columns: 80, rows: 24 };

it('takes text at once, in one piece', () => {
  const { output, taken, pauses } = new Stage(screen, () => 3);
  output.add(Buffer.from('some text\r\n'.repeat(5000)));
  expect([taken, pauses]).toEqual([[55_000], []]);
});

it('cuts costly output by the size of the screen, gives others their turns and rests in between', () => {
  for (const [size, most] of [
    [screen, 300],
    [{ columns: 1000, rows: 1000 }, 2],
  ] as const) {
    const stage = new Stage(size, () => 9);
    const text = '\x1bc'.repeat(1000);
    stage.output.add(Buffer.from(text));
    stage.run();
    expect(Math.max(...stage.taken)).toBeLessThanOrEqual(most);
    expect(stage.pauses).toHaveLength(stage.taken.length);
    expect(Math.min(...stage.pauses)).toBeGreaterThanOrEqual(9);
    expect(stage.text).toBe(text);
  }
});

it('holds the program back while much waits, and takes what comes meanwhile behind it', () => {
  const stage = new Stage(screen, () => 9);
  stage.output.add(Buffer.from('\x1bc'.repeat(40_000)));
  expect(stage.output.isHolding).toBe(true);
  stage.output.add(Buffer.from('last'));
  stage.run();
  expect([stage.output.isHolding, stage.text.slice(-6)]).toEqual([false, '\x1bclast']);
});

it('takes the rest of a program that has ended without resting, and gives it up after two seconds', () => {
  for (const [costMs, isWhole] of [
    [9, true],
    [900, false],
  ] as const) {
    const stage = new Stage(screen, () => costMs);
    const text = '\x1bc'.repeat(1000);
    stage.output.add(Buffer.from(text));
    let isDone = false;
    stage.output.finish(() => {
      isDone = true;
    });
    expect(isDone).toBe(false);
    stage.run();
    expect([isDone, stage.text === text]).toEqual([true, isWhole]);
    expect(stage.pauses.slice(1).every((pauseMs) => pauseMs === 0)).toBe(true);
  }
});
