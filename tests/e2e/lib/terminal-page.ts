import { expect, type Locator } from '@playwright/test';
import type { WorkbenchPage } from './workbench-page.ts';

/** The terminal that a window shows. */
export class TerminalPage {
  readonly #window: WorkbenchPage;

  constructor(window: WorkbenchPage) {
    this.#window = window;
  }

  get #screen(): Locator {
    return this.#window.page.locator('.terminal-wrapper.active .xterm').first();
  }

  /** Rows of text on the screen. */
  async rows(): Promise<string[]> {
    const rows = await this.#screen.locator('.xterm-rows > div').allTextContents();
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).filter((row) => row !== '');
  }

  /** Cells of the screen, row by row: each its letter, then its look. The cursor looks otherwise in each window. */
  async cells(): Promise<string[][]> {
    const rows = this.#screen.locator('.xterm-rows > div');
    return rows.evaluateAll((rows) =>
      rows.map((row) =>
        [...row.querySelectorAll('span')].flatMap((span) => {
          const { fontWeight, fontStyle, textDecorationLine, color, backgroundColor } = getComputedStyle(span);
          const isCursor = [...span.classList].some((name) => name.startsWith('xterm-cursor'));
          const look = isCursor ? '' : [fontWeight, fontStyle, textDecorationLine, color, backgroundColor].join(' ');
          return [...(span.textContent ?? '')].map((letter) => `${letter.replace('\u00a0', ' ')}${look}`);
        }),
      ),
    );
  }

  async shows(text: string): Promise<void> {
    await expect.poll(() => this.rows().then((rows) => rows.join('\n')), { timeout: 20_000 }).toContain(text);
  }

  async keys(text: string): Promise<void> {
    await this.#screen.locator('textarea').focus();
    await this.#window.page.keyboard.type(text);
  }

  /** Follows the link that stands so far from the left in a row, or in a part of one. */
  async followLink(text: RegExp, left: number, within = '.xterm-rows > div'): Promise<void> {
    const { mouse, keyboard } = this.#window.page;
    const place = this.#screen.locator(within, { hasText: text }).last();
    // Layers of the emulator lie over its text, which is drawn anew now and then.
    let box: Awaited<ReturnType<Locator['boundingBox']>> = null;
    await expect.poll(async () => (box = await place.boundingBox())).not.toBeNull();
    const { x, y } = box!;
    await mouse.move(x + left, y + 6, { steps: 4 });
    await keyboard.down('Control');
    await mouse.move(x + left + 5, y + 6, { steps: 3 });
    await mouse.click(x + left + 6, y + 6);
    await keyboard.up('Control');
  }

  /** Turns back to what was printed before. */
  async turnBack(pages: number): Promise<void> {
    await this.#screen.locator('textarea').focus();
    for (let page = 0; page < pages; page++) await this.#window.page.keyboard.press('Shift+PageUp');
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
    await row.first().click({ timeout: 5_000 });
  };
  if (how === 'open') await expect(open).toPass({ timeout: 30_000 });
  // Another one is over it where the command above stays in sight (sticky scroll).
  await window.page.locator('.terminal-wrapper.active .xterm-screen').first().waitFor({ timeout: 30_000 });
  const terminal = new TerminalPage(window);
  if (how === 'open') await terminal.shows('boats');
  return terminal;
}

/** Shares the terminal that the owner used last. */
export async function shareTerminalAs(owner: WorkbenchPage, label: string): Promise<void> {
  await owner.command('Ensemble: Share Terminal…');
  await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
}

/** Shows the terminal that is shared with a window. */
export async function showSharedTerminal(window: WorkbenchPage): Promise<TerminalPage> {
  const told = window.page.locator('.notification-list-item', { hasText: 'shares a terminal' });
  const show = told.getByRole('button', { name: 'Show' }).last();
  await show.waitFor();
  // On a busy machine the message has gone into the list of all by the time of the click.
  await expect(async () => {
    if ((await show.count()) === 0) await window.command('Notifications: Show Notifications');
    await show.click({ timeout: 5_000 });
  }).toPass();
  return terminalOf(window);
}
