import type { Pty } from '../../src/main/terminals/pty.ts';
import { type Emulator, loadEmulator } from '../../src/shared/capabilities/terminals/emulator.ts';
import { FoldedScreen } from '../../src/shared/capabilities/terminals/folded-screen.ts';
import type { TerminalOutput } from '../../src/shared/capabilities/terminals/methods.ts';
import { Screen } from '../../src/shared/capabilities/terminals/screen.ts';
import type { Random } from './random.ts';
import type { VirtualWorld } from './virtual-world.ts';

/** Emulator of all simulated screens: loaded at once, since a simulation waits for nothing of the real world. */
export const emulator: Emulator = await loadEmulator();

const csi = '\x1b[';
const pageAgain = new TextEncoder().encode(`${csi}H${csi}2Jthe page again\r\n`);

/** Size of a terminal at first. */
export const firstSize = { columns: 30, rows: 6 };

/** Input that has reached a shell. */
export interface Received {
  data: string;
  atMs: number;
}

/** A shell in place of a real one: it prints as it is told, and keeps what was typed. */
export class ScriptedShell implements Pty {
  readonly pid = 0;
  readonly name: string;
  /** Screen of everything that it has printed, by no detour. */
  readonly screen = new Screen(emulator, firstSize.columns, firstSize.rows);
  readonly received: Received[] = [];
  readonly #world: VirtualWorld;
  readonly #decoder = new TextDecoder();
  #isPaused = false;
  #isOver = false;
  #waiting: Uint8Array[] = [];
  #tell: (data: Uint8Array) => void = () => undefined;
  #tellExit: (exitCode: number | null) => void = () => undefined;

  constructor(name: string, world: VirtualWorld) {
    this.name = name;
    this.#world = world;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  onData(listener: (data: Uint8Array) => void): void {
    this.#tell = listener;
  }

  onExit(listener: (exitCode: number | null, signal?: string) => void): void {
    this.#tellExit = listener;
  }

  write(data: string): void {
    this.received.push({ data, atMs: this.#world.nowMs });
  }

  resize(columns: number, rows: number): void {
    this.screen.resize(columns, rows);
    // A full-screen program draws its page again.
    if (this.screen.terminal.buffer.active.type === 'alternate') this.#world.after(1, () => this.print(pageAgain));
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    for (const data of this.#waiting.splice(0)) this.print(data);
  }

  /** Prints, or waits for the terminal to take more. */
  print(data: Uint8Array): void {
    if (this.#isOver) return;
    if (this.#isPaused) {
      this.#waiting.push(data);
      return;
    }
    this.screen.write(this.#decoder.decode(data, { stream: true }));
    this.#tell(data);
  }

  /** Ends it. */
  exit(exitCode: number | null): void {
    if (this.#isOver) return;
    this.die();
    this.#tellExit(exitCode);
  }

  /** Ends with its host, whom nobody tells anything any more. */
  die(): void {
    this.#isOver = true;
    this.#waiting = [];
  }

  kill(): void {
    this.exit(null);
  }

  /** All that runs in it, which is nothing but itself. */
  readonly programs = {
    signal: (signal: string) => {
      if (signal === 'SIGHUP') this.#world.after(5, () => this.exit(null));
    },
    kill: () => this.exit(null),
  };
}

/** Window of a terminal's owner. */
export class OwnerWindow {
  readonly #screen = new FoldedScreen(emulator, firstSize.columns, firstSize.rows);
  readonly #world: VirtualWorld;
  #isOthers = false;
  /** Time that it takes for each part of the output. */
  pauseMs = 0;
  /** False once it had another size at a moment of its own: output that was on its way then is wrapped otherwise. */
  isExact = true;

  constructor(world: VirtualWorld) {
    this.#world = world;
  }

  readonly tell = async (part: TerminalOutput): Promise<void> => {
    if (part.is === 'size') this.#isOthers = part.isOthers;
    if ('columns' in part) this.#screen.resize(part.columns, part.rows);
    if ('data' in part) this.#screen.write(part.data, part.is === 'screen');
    if (this.pauseMs > 0) await new Promise<void>((resolve) => void this.#world.after(this.pauseMs, resolve));
  };

  /** Takes on a size by itself, unless it shows the terminal in the size of somebody else's. */
  fit({ columns, rows }: { columns: number; rows: number }): void {
    this.isExact = false;
    if (!this.#isOthers) this.#screen.resize(columns, rows);
  }

  get shown(): Screen {
    return this.#screen.shown();
  }
}

/** Makes output as programs write it: lines, colours, progress, whole screens, pages of a full-screen program. */
export function scriptedOutput(random: Random, word: () => string): Uint8Array[] {
  const colour = () => `${csi}${random.pick([0, 1, 7, 31, 42, 93])}m`;
  const line = () => `${colour()}${word()} ${random.pick(['', 'Übung', '漢字', '👍', 'x'.repeat(40)])}${csi}0m`;
  const lines = (count: number) => Array.from({ length: count }, () => `${line()}\r\n`).join('');
  const page = () => `${csi}H${csi}2J${lines(3)}${csi}${1 + random.below(5)};${1 + random.below(20)}H${word()}`;
  const ways = [
    () => lines(1 + random.below(5)),
    () => lines(20),
    () => `${word()}\r${word()}${csi}K`,
    () => `${csi}${1 + random.below(8)};${1 + random.below(40)}H${line()}`,
    () => page(),
    () => `${csi}?1049h${page()}`,
    () => `${csi}?1049l${line()}`,
    () => `${csi}?25l${word()}${csi}?25h`,
  ];
  const text = Array.from({ length: 1 + random.below(4) }, () => random.pick(ways)()).join('');
  return cutAnywhere(random, new TextEncoder().encode(random.chance(0.05) ? text.repeat(400) : text));
}

/** Cuts output as a terminal's buffer does: also inside of a character or a sequence. */
function cutAnywhere(random: Random, data: Uint8Array): Uint8Array[] {
  const cuts = Array.from({ length: random.below(4) }, () => random.below(data.length)).sort((a, b) => a - b);
  return [0, ...cuts].map((from, index) => data.slice(from, cuts[index] ?? data.length));
}
