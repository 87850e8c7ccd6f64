import { dirname } from 'node:path';
import { type Browser, type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import type { Network } from './network.ts';

export interface BrowserWish {
  /** Everything of this browser goes through it. */
  network?: Network;
  /** The pages' clock can be moved on: it runs as any other until then. */
  clock?: boolean;
  /** Pixels of the page; a small one where many windows draw pictures without a graphics card. */
  viewport?: { width: number; height: number };
  /** The screen takes touches. */
  touch?: boolean;
  /** Name of the browser, by which the workbench knows the system. */
  userAgent?: string;
}

/** Runs in the page. */
const withoutGraphicsCard = `{
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = function (type, ...rest) {
    return String(type).startsWith('webgl') ? null : getContext.call(this, type, ...rest);
  };
}`;

/** One person's browser, with a workbench in it. */
export class WorkbenchPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page itself. */
  readonly errors: string[] = [];

  private constructor(page: Page, context: BrowserContext) {
    this.page = page;
    this.context = context;
    page.on('pageerror', ({ message, stack }) => this.errors.push(stack || `no error: ${message}`));
  }

  /** Wraps a page that somebody else has opened, such as the desktop app. */
  static around(page: Page): WorkbenchPage {
    return new WorkbenchPage(page, page.context());
  }

  static async blank(
    browser: Browser,
    { network, clock = false, viewport = { width: 1280, height: 800 }, touch = false, userAgent }: BrowserWish = {},
  ): Promise<WorkbenchPage> {
    const context = await browser.newContext({
      viewport,
      screen: { width: 1600, height: 1000 },
      ignoreHTTPSErrors: true,
      hasTouch: touch,
      ...(userAgent === undefined ? {} : { userAgent }),
      ...(network ? { proxy: { server: network.proxy } } : {}),
    });
    if (clock) {
      await context.clock.install();
      // The clock's `performance` measures nothing, and the editor reads what it measured.
      await context.addInitScript('performance.getEntriesByName = () => [{ duration: 0, startTime: 0 }]');
    }
    // Terminals that the graphics card draws are pictures, in which no test can read.
    await context.addInitScript(withoutGraphicsCard);
    return new WorkbenchPage(await context.newPage(), context);
  }

  /** The host's own window. */
  static async ofHost(browser: Browser, url: string, wish?: BrowserWish): Promise<WorkbenchPage> {
    const window = await WorkbenchPage.blank(browser, wish);
    await window.page.goto(url);
    await window.ready();
    return window;
  }

  /** A guest's window: opens the link, gives a name, and is let in. */
  static async ofGuest(browser: Browser, link: string, name: string, wish?: BrowserWish): Promise<WorkbenchPage> {
    const window = await WorkbenchPage.blank(browser, wish);
    await window.join(link, name);
    await window.ready();
    return window;
  }

  async join(link: string, name: string): Promise<void> {
    await this.page.goto(link);
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await this.page.getByRole('button', { name: 'Join' }).click();
  }

  /** The folder is there. */
  async ready(): Promise<void> {
    await this.page
      .getByRole('tree', { name: 'Files Explorer' })
      .getByRole('treeitem')
      .first()
      .waitFor({ timeout: 30_000 });
  }

  treeItem(name: string): Locator {
    return this.page.getByRole('tree', { name: 'Files Explorer' }).getByRole('treeitem', { name, exact: true });
  }

  /** Opens a file by its path through quick open, and puts the cursor into it. */
  async open(path: string): Promise<void> {
    const name = path.split('/').at(-1)!;
    const input = await this.#quickInput('Control+p', path);
    await expect(this.page.locator('.quick-input-list .monaco-list-row').first()).toContainText(name);
    await input.press('Enter');
    await expect(this.page.locator('.editor-group-container.active .tab.active')).toContainText(name);
    await this.editor.locator('.view-line').first().waitFor();
    await this.editor.locator('textarea, .native-edit-context').first().focus();
  }

  /** Puts the cursor at the end of a line. */
  async goToEnd(line: number): Promise<void> {
    await this.page.keyboard.press('Control+Home');
    for (let at = 1; at < line; at++) await this.page.keyboard.press('ArrowDown');
    await this.page.keyboard.press('End');
  }

  get editor(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor').first();
  }

  /** The text on the screen, line by line; for files that fit it. */
  async text(): Promise<string> {
    const lines = this.editor.locator('.view-lines .view-line');
    const rows = await lines.evaluateAll((elements) =>
      elements.map((element) => ({
        top: Number.parseFloat((element as HTMLElement).style.top),
        text: element.textContent ?? '',
      })),
    );
    return rows
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text.replaceAll('\u00a0', ' ').replaceAll('\u200c', ''))
      .join('\n');
  }

  async expectText(text: string | RegExp): Promise<void> {
    const wanted = typeof text === 'string' ? text : expect.stringMatching(text);
    // A page that is being loaded again has no text to read for a moment.
    await expect(async () => expect(await this.text()).toEqual(wanted)).toPass({ timeout: 10_000 });
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Opens the quick input by a key and writes into it: again where the page took the focus from it at that moment. */
  async #quickInput(key: string, text: string): Promise<Locator> {
    const input = this.page.locator('.quick-input-widget input').first();
    await expect(async () => {
      await this.page.keyboard.press(key);
      await input.fill(text, { timeout: 5_000 });
    }).toPass();
    return input;
  }

  /** Runs a command from the palette by its whole title. */
  async command(title: string): Promise<void> {
    await this.#quickInput('F1', `>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
  }

  /** Chooses from the list that is asked for, by words of the row. */
  async choose(label: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
  }

  /** Answers the question that is asked, once it is there. */
  async say(words: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await expect(input).toBeVisible();
    await input.fill(words);
    await this.page.keyboard.press('Enter');
  }

  /** Writes the person's settings, as they would by hand. */
  async set(settings: object): Promise<void> {
    await this.command('Preferences: Open User Settings (JSON)');
    await this.page.getByRole('tab', { name: /^settings\.json/ }).waitFor();
    await this.editor.locator('.view-line').first().waitFor();
    await this.editor.locator('textarea, .native-edit-context').first().focus();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.insertText(JSON.stringify(settings));
    // The editor closes what was opened, and what was there is not always replaced.
    await this.page.keyboard.press('Control+Shift+End');
    await this.page.keyboard.press('Delete');
    await this.save();
    await this.expectDirty('settings.json', false);
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+s');
  }

  /** Answers the workbench's question for a file's name, which shows the folder above in its first moment. */
  async nameFile(path: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[placeholder="Folder path"]');
    await expect.poll(async () => dirname(await input.inputValue())).toBe(dirname(path));
    await input.fill(path);
    await input.press('Enter');
  }

  /** Whether the tab of a file says that it differs from the disk. */
  async expectDirty(name: string, dirty: boolean): Promise<void> {
    const tab = this.page.locator('.tab', { hasText: name }).first();
    if (dirty) await expect(tab).toHaveClass(/\bdirty\b/);
    else await expect(tab).not.toHaveClass(/\bdirty\b/);
  }

  /** Everything that was typed is in this browser's outbox. */
  async waitForOutbox(): Promise<void> {
    await this.#outboxRests((count) => count > 0);
  }

  /** The session has everything that was typed: nothing comes into this browser's outbox any more, or waits there. */
  async waitForSent(): Promise<void> {
    await this.#outboxRests((count) => count === 0);
  }

  async #outboxRests(isDue: (count: number) => boolean): Promise<void> {
    const count = () =>
      this.page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const request = indexedDB.open('ensemble');
            request.onsuccess = () => {
              const counted = request.result.transaction('outboxes').objectStore('outboxes').count();
              counted.onsuccess = () => {
                request.result.close();
                resolve(counted.result);
              };
            };
          }),
      );
    // The newest text comes in entries of its own, one after another.
    const counts: number[] = [];
    const isStill = async () => {
      counts.push(await count());
      const [last = 0, ...before] = counts.slice(-3).reverse();
      return isDue(last) && before.length === 2 && before.every((each) => each === last);
    };
    await expect.poll(isStill, { intervals: [250] }).toBe(true);
  }

  /** The editors' copies of what only this window has are kept: until then the browser asks before the page goes. */
  async waitForBackup(): Promise<void> {
    const isKept = () =>
      this.page.evaluate(
        () =>
          new Promise<boolean>((resolve) => {
            const request = indexedDB.open('vscode-web-db');
            request.onsuccess = () => {
              const store = 'vscode-userdata-store';
              const keys = request.result.transaction(store).objectStore(store).getAllKeys();
              keys.onsuccess = () => {
                request.result.close();
                resolve(keys.result.some((key) => /\/Backups\/.*\/file\//.test(String(key))));
              };
            };
          }),
      );
    await expect.poll(isKept).toBe(true);
  }

  /** Another window of the same browser. */
  async reopen(): Promise<WorkbenchPage> {
    return new WorkbenchPage(await this.context.newPage(), this.context);
  }

  /** The page's process dies at once; nothing of it hears that it ends. */
  async crash(): Promise<void> {
    const crashed = this.page.waitForEvent('crash');
    const devTools = await this.context.newCDPSession(this.page);
    void devTools.send('Page.crash').catch(() => undefined);
    await crashed;
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
