import { expect, it, onTestFinished } from 'vitest';
import { HostTerminal } from '../../../../src/main/terminals/host-terminal.ts';
import type { Pty } from '../../../../src/main/terminals/pty.ts';
import { loadEmulator } from '../../../../src/shared/capabilities/terminals/emulator.ts';
import type { TerminalOutput } from '../../../../src/shared/capabilities/terminals/methods.ts';
import { VirtualWorld } from '../../../sim/virtual-world.ts';

const pieceBytes = 64 * 1024;
const everyMs = 4;

/** A program that prints sixteen million bytes a second, for as long as its terminal takes them. */
class Flood implements Pty {
  readonly pid = 1;
  printedBytes = 0;
  isPaused = false;
  readonly #world: VirtualWorld;
  readonly #piece = new Uint8Array(pieceBytes).fill(0x61);
  #tell: (data: Uint8Array) => void = () => undefined;

  constructor(world: VirtualWorld) {
    this.#world = world;
    this.#print();
  }

  #print(): void {
    this.#world.after(everyMs, () => {
      if (!this.isPaused) {
        this.printedBytes += pieceBytes;
        this.#tell(this.#piece);
      }
      this.#print();
    });
  }

  onData(listener: (data: Uint8Array) => void): void {
    this.#tell = listener;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  onExit(): void {}
  write(): void {}
  resize(): void {}
  kill(): void {}
}

it('holds a program that floods back where no window takes its output, and lets it go on for one that does', async () => {
  const world = new VirtualWorld(1);
  const environment = world.environment();
  const pty = new Flood(world);
  const size = { columns: 80, rows: 24 };
  const programs = { signal: () => undefined, kill: () => undefined };
  const named = { shell: 'flood', title: 'flood', cwd: '/', nonce: '', ...size };
  const emulator = await loadEmulator();
  const terminal = new HostTerminal({
    id: 1,
    pty,
    programs,
    emulator,
    environment,
    ...named,
    onEnded: () => undefined,
  });
  onTestFinished(() => terminal.dispose());
  await world.run(2_000);
  const unattended = pty.printedBytes;
  expect(unattended).toBeGreaterThan(2_000_000);
  expect(unattended).toBeLessThan(8_000_000);
  const window = new AbortController();
  let shownBytes = 0;
  const tell = async (part: TerminalOutput) => {
    shownBytes += 'data' in part ? part.data.length : 0;
  };
  void terminal.show(tell, window.signal);
  await world.run(500);
  expect(pty.printedBytes - unattended).toBeGreaterThan(7_000_000);
  expect(shownBytes).toBeGreaterThan(7_000_000);
  window.abort();
  const left = pty.printedBytes;
  await world.run(1_000);
  expect(pty.printedBytes - left).toBeLessThan(5_000_000);
});
