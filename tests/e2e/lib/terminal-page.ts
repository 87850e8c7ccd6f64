import { expect, type Locator } from '@playwright/test';
import type { WorkbenchPage } from './workbench-page.ts';

/** The terminal that a window shows. */
export class TerminalPage {
  readonly #window: WorkbenchPage;

  constructor(window: WorkbenchPage) {
    this.#window = window;
  }

  get #screen(): Locator {
    return this.#window.page.locator('.terminal-wrapper.active .xterm');
  }

  /** Rows of text on the screen. */
  async rows(): Promise<string[]> {
    const rows = await this.#screen.locator('.xterm-rows > div').allTextContents();
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).filter((row) => row !== '');
  }

  async shows(text: string): Promise<void> {
    await expect.poll(() => this.rows().then((rows) => rows.join('\n')), { timeout: 20_000 }).toContain(text);
  }

  async keys(text: string): Promise<void> {
    await this.#screen.locator('textarea').focus();
    await this.#window.page.keyboard.type(text);
  }

  /** Types a line. */
  async type(line: string): Promise<void> {
    await this.keys(line);
    await this.#window.page.keyboard.press('Enter');
  }
}

/** Gives the terminal of a window once it is drawn; `open` opens one. */
export async function terminalOf(window: WorkbenchPage, how: 'open' | 'wait' = 'wait'): Promise<TerminalPage> {
  // Terminals come to a window some time after its first paint.
  const open = async () => {
    await window.page.keyboard.press('Escape');
    await window.page.keyboard.press('F1');
    await window.page.locator('.quick-input-widget input').first().fill('>Terminal: Create New Terminal');
    const row = window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Terminal: Create New Terminal' });
    await row.first().click({ timeout: 1_000 });
  };
  if (how === 'open') await expect(open).toPass({ timeout: 30_000 });
  await window.page.locator('.terminal-wrapper.active .xterm-screen').waitFor({ timeout: 30_000 });
  const terminal = new TerminalPage(window);
  if (how === 'open') await terminal.shows('boats');
  return terminal;
}
