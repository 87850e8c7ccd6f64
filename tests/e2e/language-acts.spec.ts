import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

test.use({
  files: {
    'tsconfig.json': JSON.stringify({ compilerOptions: { strict: true, module: 'nodenext', noEmit: true } }),
    'package.json': '{ "type": "module" }\n',
    'shape.ts': 'export const areaOf = (side: number): number => side * side;\nexport const limit = 100;\n',
    'sail.ts': "import { areaOf } from './shape.js';\n\nexport const sail = areaOf(3);\n",
    'mast.ts': 'export const mast = areaOf(4);\n',
    'deck.ts': "import { limit, areaOf } from './shape.js';\n\nexport const deck = limit;\n",
  },
});

const picture = (window: WorkbenchPage, name: string) =>
  window.page.screenshot({ path: `test-results/language-acts-${name}.png` });

/** Sets the cursor into a word of a line, once the server's problem with it is seen. */
async function goInto(window: WorkbenchPage, line: number, word: string): Promise<void> {
  await window.goToEnd(line);
  await window.editor
    .locator('.view-line span', { hasText: new RegExp(`^${word}$`) })
    .last()
    .click();
}

const bulb = (window: WorkbenchPage) =>
  window.editor.locator('.lightBulbWidget, .codicon-light-bulb, [class*="codicon-gutter-lightbulb"]');
const action = (window: WorkbenchPage, title: string | RegExp) =>
  window.page.locator('.action-widget .monaco-list-row', { hasText: title }).first();

test('host and guest list references, take quick fixes by their light bulb, and organise imports', async ({
  owner,
  ada,
}) => {
  test.slow();

  await test.step('references in all files, listed for a guest and for the host', async () => {
    for (const window of [ada, owner]) {
      await window.open('sail.ts');
      await window.expectText(/areaOf\((side:\s*)?3\)/);
      await goInto(window, 3, 'areaOf');
      const peek = window.page.locator('.reference-zone-widget');
      // A question is given up where the cursor or the text still moves.
      await expect(async () => {
        await window.page.keyboard.press('Shift+F12');
        await expect(peek.locator('.ref-tree')).toContainText('sail.ts', { timeout: 5_000 });
      }).toPass();
      await expect(peek.locator('.ref-tree')).toContainText('shape.ts');
      await picture(window, window === ada ? 'references-ada' : 'references-owner');
      await window.page.keyboard.press('Escape');
      await expect(peek).toHaveCount(0);
    }
  });

  await test.step('a guest takes a quick fix by the light bulb, while the host types above', async () => {
    for (const window of [ada, owner]) await window.open('mast.ts');
    await expect(ada.editor.locator('.squiggly-error')).toBeVisible();
    await goInto(ada, 1, 'areaOf');
    await expect(bulb(ada).first()).toBeVisible();
    await picture(ada, 'bulb');
    await bulb(ada).first().click();
    await expect(action(ada, /Add import from/)).toBeVisible();
    await picture(ada, 'quick-fix');
    await owner.page.keyboard.press('Control+Home');
    await owner.type('let boat = 1;\n');
    await ada.page.keyboard.press('Enter');
    for (const window of [owner, ada]) {
      await window.expectText(/import \{ areaOf \} from ['"]\.\/shape\.js['"];/);
      await window.expectText(/let boat = 1;/);
      await window.expectText(/export const mast = areaOf\(/);
    }
    await expect(ada.editor.locator('.squiggly-error')).toHaveCount(0);
    await ada.page.keyboard.press('Control+z');
    await owner.expectText(/export const mast = areaOf\(4\);\n$/);
  });

  await test.step('new problems of a text wait while a menu is open over it, and come once it has closed', async () => {
    const errors = (window: WorkbenchPage) => window.editor.locator('.squiggly-error');
    await expect(errors(ada)).toHaveCount(1);
    await goInto(ada, 1, 'areaOf');
    await ada.page.keyboard.press('Control+.');
    await expect(action(ada, /Add import from/)).toBeVisible();
    await owner.page.keyboard.press('Control+End');
    // In one piece: typed, a completion might take its last letter, and two undo steps hold it.
    await owner.page.keyboard.insertText('unknown;');
    await expect(errors(owner)).toHaveCount(2);
    await picture(ada, 'menu-open');
    await expect(errors(ada)).toHaveCount(1);
    await expect(action(ada, /Add import from/)).toBeVisible();
    await ada.page.keyboard.press('Escape');
    await expect(errors(ada)).toHaveCount(2, { timeout: 900 });
    await owner.page.keyboard.press('Control+z');
    for (const window of [owner, ada]) await expect(errors(window)).toHaveCount(1);
  });

  await test.step('the host takes one by its key', async () => {
    await expect(owner.editor.locator('.squiggly-error')).toBeVisible();
    await goInto(owner, 1, 'areaOf');
    await owner.page.keyboard.press('Control+.');
    await expect(action(owner, /Add import from/)).toBeVisible();
    await owner.page.keyboard.press('Enter');
    for (const window of [owner, ada]) await window.expectText(/import \{ areaOf \} from ['"]\.\/shape\.js['"];/);
  });

  for (const [who, name] of [
    [ada, 'guest'],
    [owner, 'host'],
  ] as const)
    await test.step(`imports are organised by the ${name}, and one undo takes that back for both`, async () => {
      await who.open('deck.ts');
      await who.goToEnd(3);
      await who.expectText(/import \{ limit, areaOf \}/);
      await who.page.keyboard.press('Shift+Alt+o');
      for (const window of [owner, ada]) {
        await window.open('deck.ts');
        await window.expectText("import { limit } from './shape.js';\n\nexport const deck = limit;\n");
      }
      await who.page.locator('.editor-group-container.active .monaco-editor').first().click();
      await who.page.keyboard.press('Control+z');
      for (const window of [owner, ada]) await window.expectText(/import \{ limit, areaOf \}/);
    });
  expect([...ada.errors, ...owner.errors]).toEqual([]);
});
