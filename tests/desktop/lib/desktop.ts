import { type Browser, test as base, expect } from '@playwright/test';
import { ensureDesktop, ensureRenderer } from '../../../scripts/lib/builds.mjs';
import { DesktopApp } from './desktop-app.ts';
import type { Driver } from './driver.ts';
import { FakeDriver } from './fake-driver.ts';
import { Profile } from './profile.ts';
import { RealDriver, realElectron } from './real-driver.ts';
import type { Machine } from './wire.ts';

export interface StartOptions {
  args?: string[];
  /** Differences of the machine from an ordinary one with Linux and one screen. */
  machine?: Partial<Machine>;
  env?: Record<string, string>;
  workingDir?: string;
}

const electronProject = 'desktop-electron';

const ordinary: Machine = {
  platform: 'linux',
  packaged: null,
  resources: null,
  displays: [{ x: 0, y: 0, width: 1600, height: 1000 }],
  keyStore: true,
  darkTheme: false,
  openUrl: null,
  openFile: null,
};

/** The machine of one test, on which the app is started, once or several times. */
export class Desktop {
  readonly profile: Profile;
  readonly #drivers: Driver[] = [];
  /** Set where pages may fail, because a test breaks them. */
  toleratesPageErrors = false;
  /** Set where the app is made to say that something went wrong. */
  printsProblems = false;

  constructor(browser: Browser) {
    this.profile = new Profile(browser);
  }

  /** Starts the app, on the fake or on Electron itself, as the project says. */
  async start({ args = [], machine = {}, env = {}, workingDir }: StartOptions = {}): Promise<DesktopApp> {
    const options = {
      args,
      profile: this.profile,
      machine: { ...ordinary, ...machine },
      env,
      workingDir: workingDir ?? this.profile.base,
      onSecond: (argv: string[], from: string, data: unknown) => {
        const first = this.#drivers[0]!;
        void first.call('emitApp', 'second-instance', argv, from, data).catch(() => undefined);
      },
    };
    const driver = onElectron() ? await RealDriver.start(options) : new FakeDriver(options);
    this.#drivers.push(driver);
    return new DesktopApp(driver, (more) => this.start({ args: more, machine, env }));
  }

  async close(): Promise<void> {
    const outputs = this.#drivers.map(({ output }) => output);
    const errors = this.#drivers.flatMap((driver) => driver.errors);
    for (const driver of this.#drivers) await driver.kill();
    // A host ends by itself when its app is gone.
    await expect.poll(() => this.profile.processes(), { message: 'nothing runs on', timeout: 15_000 }).toEqual([]);
    await this.profile.close();
    if (!this.toleratesPageErrors) expect.soft(errors, 'errors of pages').toEqual([]);
    for (const output of this.printsProblems ? [] : outputs)
      expect.soft(output, 'what the app printed').not.toMatch(/Error|at file:/);
  }
}

/** A test that has a desktop to itself. */
export const test = base.extend<{ desktop: Desktop }, { built: undefined }>({
  // An old page beside a newer host turns down what the other says.
  built: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are needed from the pattern.
    async ({}, use) => {
      await ensureRenderer();
      await ensureDesktop();
      await use(undefined);
    },
    { scope: 'worker', auto: true, timeout: 300_000 },
  ],
  desktop: async ({ browser }, use) => {
    test.skip(onElectron() && !realElectron, "Electron's program is not here, or cannot show a window");
    const desktop = new Desktop(browser);
    try {
      await use(desktop);
    } finally {
      await desktop.close();
      // Browsers of guests.
      for (const context of browser.contexts()) await context.close();
    }
  },
});

/** Whether the project is the one that runs on Electron itself. */
function onElectron(): boolean {
  return test.info().project.name === electronProject;
}

/** Skips a test on the real Electron, which cannot be told to do what the test needs. */
export function needsFake(reason: string): void {
  test.skip(onElectron(), reason);
}
