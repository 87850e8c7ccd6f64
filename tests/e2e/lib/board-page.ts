import { expect, type Locator } from '@playwright/test';
import type { WorkbenchPage } from './workbench-page.ts';

/** A whiteboard in a window of a test. */
export class BoardPage {
  readonly window: WorkbenchPage;
  readonly file: string;

  constructor(window: WorkbenchPage, file: string) {
    this.window = window;
    this.file = file;
  }

  /** Opens a board's file by quick open, and waits for the board. */
  static async open(window: WorkbenchPage, file: string): Promise<BoardPage> {
    const board = new BoardPage(window, file);
    await board.openFile();
    await board.drawing.waitFor();
    return board;
  }

  async openFile(): Promise<void> {
    const { page } = this.window;
    const input = page.locator('.quick-input-widget input').first();
    await expect(async () => {
      await page.keyboard.press('Control+p');
      await input.fill(this.file, { timeout: 5_000 });
    }).toPass();
    await expect(page.locator('.quick-input-list .monaco-list-row').first()).toContainText(this.file);
    await input.press('Enter');
  }

  get place(): Locator {
    return this.window.page.locator('.editor-group-container.active .ensemble-board');
  }

  get drawing(): Locator {
    return this.place.locator('.excalidraw');
  }

  get notice(): Locator {
    return this.place.locator('.ensemble-board-notice');
  }

  /** Counts what is drawn: pixels that are not the board's ground. */
  ink(): Promise<number> {
    return this.drawing.locator('canvas.static').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) if (data[at + 3]! > 0 && data[at]! < 200) count++;
      return count;
    });
  }

  /** Draws with the tool of a key, between two places in parts of the board. */
  async draw(key: string, [x1, y1]: [number, number], [x2, y2]: [number, number]): Promise<void> {
    const { mouse, keyboard } = this.window.page;
    const box = (await this.drawing.boundingBox())!;
    await this.focus();
    await keyboard.press(key);
    await mouse.move(box.x + box.width * x1, box.y + box.height * y1);
    await mouse.down();
    await mouse.move(box.x + box.width * x2, box.y + box.height * y2, { steps: 8 });
    await mouse.up();
  }

  /** Gives the board the keyboard, by a click where nothing is. */
  async focus(): Promise<void> {
    const box = (await this.drawing.boundingBox())!;
    const position = { x: box.width * 0.9, y: box.height * 0.6 };
    await this.drawing.locator('canvas.interactive').click({ position });
  }
}

/** Gives the types of the elements in a board's file, as any program reads it. */
export function typesIn(text: string): string[] {
  return JSON.parse(text).elements.map(({ type }: { type: string }) => type);
}
