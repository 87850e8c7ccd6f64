import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { sourceNode } from '../../../scripts/lib/pinned-node.mjs';
import { inProject } from '../../../scripts/lib/project.mjs';
import { ChromiumPage } from './chromium-page.ts';
import type { Driver, Question } from './driver.ts';
import { Peer } from './peer.ts';
import type { Profile } from './profile.ts';
import type { AppCalls, Machine, Note, ScreenCalls } from './wire.ts';

/** The script that an app started from the sources runs. */
export const mainScript = inProject('dist', 'app', 'src', 'main', 'desktop', 'main.js');
const register = inProject('tests', 'desktop', 'fake', 'register.ts');

export interface DriverOptions {
  args: string[];
  profile: Profile;
  machine: Machine;
  env: Record<string, string>;
  workingDir: string;
  /** Hands a second start over to the first of the same profile. */
  onSecond(argv: string[], workingDir: string, data: unknown): void;
}

/** The real main process with the fake in Electron's place, and Chromium's pages as its windows. */
export class FakeDriver implements Driver {
  readonly #child: ChildProcess;
  readonly #peer: Peer<AppCalls, ScreenCalls>;
  readonly #pages = new Map<number, ChromiumPage>();
  readonly questions: Question[] = [];
  readonly notes: Note[] = [];
  readonly ended: Promise<number>;
  output = '';

  constructor({ args, profile, machine, env, workingDir, onSecond }: DriverOptions) {
    const main = machine.packaged === null ? mainScript : join(machine.packaged, 'src/main/desktop/main.js');
    const { ELECTRON_RUN_AS_NODE: _, ...outer } = process.env;
    const source = { ENSEMBLE_SOURCE_DIR: inProject(), ENSEMBLE_SOURCE_NODE: sourceNode() };
    const nodeArgs = ['--import', register, main, ...args, `--user-data-dir=${profile.userData}`];
    this.#child = spawn(sourceNode(), nodeArgs, {
      cwd: workingDir,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...outer,
        ...(machine.packaged === null ? source : {}),
        ENSEMBLE_HOME: profile.home,
        ENSEMBLE_FAKE_MACHINE: JSON.stringify(machine),
        ...env,
      },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    const port = {
      send: (message: object) => this.#child.connected && this.#child.send(message, () => undefined),
      onMessage: (listener: (message: unknown) => void) => void this.#child.on('message', listener),
    };
    this.#peer = new Peer<AppCalls, ScreenCalls>(port, this.#screen(profile, onSecond));
    this.ended = new Promise((done) => {
      this.#child.once('exit', (code, signal) => {
        this.#peer.end();
        const closed = [...this.#pages.values()].map((page) => page.destroy());
        void Promise.all(closed).then(() => done(code ?? (signal === null ? 0 : 128)));
      });
    });
  }

  #screen(profile: Profile, onSecond: DriverOptions['onSecond']): ScreenCalls {
    const at = (id: number): ChromiumPage => {
      const page = this.#pages.get(id);
      if (!page) throw new Error(`There is no window ${id}.`);
      return page;
    };
    return {
      create: (id, options) => {
        this.#pages.set(id, new ChromiumPage(id, this.#peer, profile.context(options.partition), options));
      },
      load: (id, url) => at(id).load(url),
      reload: (id) => at(id).reload(),
      close: (id) => at(id).close(),
      destroy: (id) => at(id).destroy(),
      send: (id, channel, args) => at(id).send(channel, args),
      run: (id, code) => at(id).run(code),
      edit: (id, command) => at(id).edit(command),
      crash: (id) => at(id).crash(),
      resize: (id, width, height) => at(id).resize(width, height),
      ask: (kind, options, window) =>
        new Promise((answer) => {
          const question = { kind, options: options as Question['options'], window, answer };
          this.questions.push(question);
        }),
      note: (kind, value) => void this.notes.push({ kind, value }),
      second: onSecond,
    };
  }

  call<K extends keyof AppCalls & string>(name: K, ...args: Parameters<AppCalls[K]>) {
    return this.#peer.call(name, ...args);
  }

  page(window: number): Promise<Page> {
    const found = this.#pages.get(window);
    if (!found) throw new Error(`There is no window ${window}.`);
    return found.page;
  }

  get errors(): string[] {
    return [...this.#pages.values()].flatMap(({ errors }) => errors);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}
