import { MemoryOutbox } from '../../src/client/outbox.ts';
import { SessionClient } from '../../src/client/session-client.ts';
import type { HostTerminal } from '../../src/main/terminals/host-terminal.ts';
import { RunningTerminals } from '../../src/main/terminals/running-terminals.ts';
import { newId } from '../../src/shared/core/ids.ts';
import { emulator, firstSize, OwnerWindow, ScriptedShell } from './scripted-shell.ts';
import type { VirtualWorld } from './virtual-world.ts';

/** A terminal of the host: its shell, and its owner's window. */
export class HostShell {
  readonly shell: ScriptedShell;
  readonly terminal: HostTerminal;
  window: OwnerWindow;
  readonly #world: VirtualWorld;

  constructor(shell: ScriptedShell, terminal: HostTerminal, world: VirtualWorld) {
    this.shell = shell;
    this.terminal = terminal;
    this.#world = world;
    this.window = this.reload();
  }

  /** Shows it in a window anew, as a reload does. */
  reload(): OwnerWindow {
    this.window = new OwnerWindow(this.#world);
    void this.terminal.show(this.window.tell, new AbortController().signal);
    return this.window;
  }

  /** Fits the owner's window. */
  fit(size: { columns: number; rows: number }): void {
    this.window.fit(size);
    this.terminal.fits(size);
  }
}

/** Terminals of a simulated host: the real ones, with shells that print as they are told. */
export class HostShells {
  readonly running: RunningTerminals;
  readonly #host: SessionClient;
  readonly #world: VirtualWorld;
  readonly #shells: HostShell[] = [];
  #bulk: SessionClient | null = null;
  #joined: Promise<void> | null = null;

  constructor(host: SessionClient, world: VirtualWorld) {
    this.#host = host;
    this.#world = world;
    const { environment } = host.options;
    this.running = new RunningTerminals({ client: host, environment, bulk: () => this.#startBulk() });
  }

  async #startBulk(): Promise<SessionClient> {
    const { options } = this.#host;
    const replica = () => newId(options.environment);
    this.#bulk ??= new SessionClient({ ...options, replica: replica(), outbox: new MemoryOutbox() });
    const bulk = this.#bulk;
    this.#joined ??= bulk.start().then(() => bulk.joined());
    await this.#joined;
    return bulk;
  }

  /** Those that run. */
  get all(): HostShell[] {
    return this.#shells.filter(({ shell }) => !shell.isOver);
  }

  open(name: string): HostShell {
    const pty = new ScriptedShell(name, this.#world);
    const id = this.running.nextId();
    const more = { emulator, shell: name, title: name, cwd: '/', nonce: '', ...firstSize };
    const terminal = this.running.add({ id, pty, programs: pty.programs, ...more });
    const made = new HostShell(pty, terminal, this.#world);
    this.#shells.push(made);
    return made;
  }

  /** Ends with its host. */
  crash(): void {
    for (const { shell } of this.#shells) shell.die();
    this.#bulk?.abandon();
  }
}
