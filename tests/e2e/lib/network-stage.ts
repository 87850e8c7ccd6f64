import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, test as base, expect } from '@playwright/test';
import { Network } from './network.ts';
import { RunningHost } from './running-host.ts';
import { WorkbenchPage } from './workbench-page.ts';

/** A host, its own window, and Ada's behind a network that can fail; both are in `notes.txt`, at a line's end each. */
export class NetworkStage {
  host!: RunningHost;
  network!: Network;
  owner!: WorkbenchPage;
  ada!: WorkbenchPage;
  readonly #windows: WorkbenchPage[] = [];
  readonly #gone = new Set<WorkbenchPage>();

  async open(browser: Browser): Promise<void> {
    this.host = await RunningHost.start();
    this.network = await Network.start();
    await writeFile(join(this.host.folder, 'notes.txt'), 'one\ntwo\n');
    this.owner = await WorkbenchPage.ofHost(browser, this.host.url);
    this.#windows.push(this.owner);
    this.ada = await WorkbenchPage.ofGuest(browser, this.host.link, 'Ada', { network: this.network, clock: true });
    this.#windows.push(this.ada);
    for (const window of this.#windows) await window.open('notes.txt');
    await this.owner.goToEnd(1);
    await this.ada.goToEnd(2);
  }

  /** The windows that are still looked at. */
  get windows(): readonly WorkbenchPage[] {
    return this.#windows.filter((window) => !this.#gone.has(window));
  }

  /** Another window of Ada's browser, in the same file. */
  async anotherOfAda(): Promise<WorkbenchPage> {
    const window = await this.ada.reopen();
    this.#windows.push(window);
    await window.join(this.host.link, 'Ada');
    await window.ready();
    await window.open('notes.txt');
    return window;
  }

  /** From here on nothing is expected of a window: it is about to be closed, or to crash. */
  lose(window: WorkbenchPage): void {
    this.#gone.add(window);
  }

  /** Closes all of it, and only then says what pages did wrong and what could not be closed. */
  async close(): Promise<void> {
    const wrong: unknown[] = this.#windows.flatMap(({ errors }) => errors);
    for (const each of [...this.#windows, this.network, this.host]) {
      try {
        await each?.close();
      } catch (thrown) {
        wrong.push(thrown);
      }
    }
    // Soft: it hides nothing that the test itself found.
    expect.soft(wrong).toEqual([]);
  }
}

/** A test that has a stage to itself. */
export const test = base.extend<{ stage: NetworkStage }>({
  stage: async ({ browser }, use) => {
    const stage = new NetworkStage();
    try {
      await stage.open(browser);
      await use(stage);
    } finally {
      await stage.close();
    }
  },
});
