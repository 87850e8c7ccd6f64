import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

const tsconfig = JSON.stringify({ compilerOptions: { strict: true, module: 'nodenext', noEmit: true } });
const evil =
  '![picture](https://example.org/x.png) [run](command:workbench.action.closeAllEditors) <b id="evil">bold</b>';

test.use({
  files: {
    'tsconfig.json': tsconfig,
    'package.json': '{ "type": "module" }\n',
    'price.ts': `/** Price in pence. ${evil} */\nexport function priceOf(count: number): number {\n  return count * 120;\n}\n`,
    'discount.ts': 'export const discountOf = (pence: number): number => pence / 10;\n',
    'till.ts': "import { priceOf } from './price.js';\n\nexport const total = priceOf(2);\n\n",
    'bill.ts': '// bills\nexport interface Bill {\n  pence: number;\n}\n',
    'paid.ts': "import type { Bill } from './bill.js';\n\nexport const paid: Bill = { pence: 3 };\n",
    'wrong.ts': "export const count: number = 'three';\n",
    'boat.py': 'class Boat:\n    """Floats on water."""\n    length: int = 3\n\n\nprint(Boat().length)\n',
    'guide.md': '# Guide\n\nSee [the parts](./parts.md#the-mast) and [nothing](./gone.md).\n\n[notes](./notes)\n',
    'notes/wind.md': '# Wind\n',
    'parts.md': '# Parts\n\n## The mast\n',
    'untidy.ts': 'export  const   one=1;\n// here\nexport  const   two=2;\n',
  },
});

/** The page has asked the server: it knows the names of parameters, which only a server tells. */
const isReady = (window: WorkbenchPage) => window.expectText(/count:\s*2/);

const suggestion = (window: WorkbenchPage, label: string) =>
  window.editor.locator('.suggest-widget .monaco-list-row', { hasText: label }).first();

/** Types on as a person does, while others work. */
const typing = (window: WorkbenchPage, text: string) => window.page.keyboard.type(text, { delay: 70 });

test('two people have the help of one server while both type, and nothing of it lands in a wrong place', async ({
  owner,
  ada,
  host,
}) => {
  test.slow();
  await owner.open('till.ts');
  await ada.open('till.ts');
  await isReady(ada);
  await isReady(owner);

  await test.step('an import comes once, where it belongs, while somebody else writes above', async () => {
    await ada.goToEnd(4);
    await owner.goToEnd(2);
    await ada.page.keyboard.type('export const off = disc', { delay: 90 });
    await suggestion(ada, 'discountOf').waitFor();
    const others = typing(owner, '// the till, and what is taken off');
    await ada.page.keyboard.press('Enter');
    await ada.page.keyboard.type('(total);', { delay: 90 });
    await others;
    const text = await host.read('till.ts');
    expect(text).toContain('priceOf(2);\n\n');
    for (const window of [owner, ada]) {
      await window.expectText(/off = discountOf\((pence:\s*)?total\);/);
      const linesWith = async (words: string) =>
        (await window.text()).split('\n').filter((line) => line.includes(words));
      for (const words of ["from './discount.js'", "from './price.js'", '// the till, and what is taken off'])
        await expect.poll(() => linesWith(words)).toHaveLength(1);
    }
  });

  await test.step('a rename reaches a file that is not open, and one undo takes it back in both', async () => {
    await owner.open('bill.ts');
    await ada.open('bill.ts');
    await owner.goToEnd(1);
    await ada.goToEnd(3);
    await ada.page.keyboard.press('Home');
    await ada.page.keyboard.press('F2');
    const box = ada.page.locator('.rename-box input');
    // The box selects its text a moment after it has come.
    await expect(box).toBeFocused();
    const others = typing(owner, ', and more\n// of them');
    await box.fill('amount');
    await ada.page.keyboard.type('Due', { delay: 90 });
    await ada.page.keyboard.press('Enter');
    await others;
    const renamed = '// bills, and more\n// of them\nexport interface Bill {\n  amountDue: number;\n}\n';
    for (const window of [owner, ada]) await window.expectText(renamed);
    await owner.open('paid.ts');
    await owner.expectText(/paid: Bill = \{ amountDue: 3 \}/);

    await ada.open('bill.ts');
    await ada.page.keyboard.press('Control+z');
    await ada.expectText(renamed.replace('amountDue', 'pence'));
    await owner.expectText(/paid: Bill = \{ pence: 3 \}/);
  });

  await test.step('formatting leaves alone what somebody writes meanwhile', async () => {
    await owner.open('untidy.ts');
    await ada.open('untidy.ts');
    await owner.goToEnd(2);
    const others = typing(owner, ' and there,\n// and everywhere');
    await ada.page.keyboard.press('Control+Shift+i');
    await others;
    for (const window of [owner, ada])
      await window.expectText('export const one = 1;\n// here and there,\n// and everywhere\nexport const two = 2;\n');
  });

  await test.step('a problem is seen by everybody, also by those who have not opened its file, until it is mended', async () => {
    await owner.open('wrong.ts');
    await expect(owner.editor.locator('.squiggly-error')).toBeVisible();
    await ada.page.keyboard.press('Control+Shift+m');
    const problem = ada.page.locator('.markers-panel').getByText(/Type 'string' is not assignable/);
    await expect(problem).toBeVisible();

    await owner.page.keyboard.press('Control+End');
    await owner.page.keyboard.press('Control+Home');
    await owner.page.keyboard.press('End');
    for (let back = 0; back < 8; back++) await owner.page.keyboard.press('Backspace');
    await owner.type('3;');
    await expect(problem).toBeHidden();
  });

  await test.step('documentation that somebody wrote is words: no picture, no command, no markup', async () => {
    await ada.open('price.ts');
    await ada.editor
      .locator('.view-line span', { hasText: /^priceOf$/ })
      .last()
      .hover();
    const hover = ada.page.locator('.monaco-hover', { hasText: 'Price in pence' }).first();
    await hover.waitFor();

    await expect(hover.locator('img, [id="evil"], a[href^="command:"], a[data-href^="command:"]')).toHaveCount(0);
  });
  expect([...ada.errors, ...owner.errors]).toEqual([]);
});

test('Python has the help of Pyright, and links of Markdown are checked and followed', async ({ owner, ada }) => {
  test.slow();
  await owner.open('boat.py');
  await ada.open('boat.py');

  await test.step('a completion and a hover', async () => {
    await ada.goToEnd(6);
    await ada.page.keyboard.press('Enter');
    await ada.page.keyboard.type('Boat().len', { delay: 90 });
    await suggestion(ada, 'length').waitFor();
    await ada.page.keyboard.press('Enter');
    await owner.expectText(/Boat\(\)\.length\n*$/);
    await owner.editor
      .locator('.view-line span', { hasText: /^Boat$/ })
      .first()
      .hover();
    await owner.page.locator('.monaco-hover', { hasText: 'Floats on water.' }).first().waitFor();
  });

  await test.step('a problem, which both see', async () => {
    await ada.goToEnd(3);
    for (const key of ['Backspace', '"', 'l']) await ada.page.keyboard.press(key);
    for (const window of [owner, ada]) await expect(window.editor.locator('.squiggly-error').first()).toBeVisible();
    await owner.page.keyboard.press('Control+Shift+m');
    await expect(owner.page.locator('.markers-panel').getByText(/not assignable to declared type "int"/)).toBeVisible();
  });

  await test.step('a link that leads nowhere, and one to a heading', async () => {
    await owner.open('guide.md');
    await expect(owner.page.locator('.markers-panel').getByText(/gone\.md/)).toBeVisible();
    await owner.goToEnd(3);
    await owner.page.keyboard.press('Home');
    for (let right = 0; right < 20; right++) await owner.page.keyboard.press('ArrowRight');
    await owner.page.keyboard.press('F12');
    await owner.page.getByRole('tab', { name: /^parts\.md/ }).waitFor();
    await owner.expectText('# Parts\n\n## The mast\n');
  });

  await test.step('a link to a folder shows it in the explorer', async () => {
    await ada.open('guide.md');
    const folder = ada.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'notes' });
    const link = ada.editor.locator('.detected-link', { hasText: 'notes' }).first();
    await link.waitFor();
    await ada.page.keyboard.press('Control+Shift+f');
    await expect(folder).toBeHidden();
    await ada.page.keyboard.down('Control');
    await link.click();
    await ada.page.keyboard.up('Control');
    await expect(folder).toHaveClass(/selected/);
    await ada.page.screenshot({ path: 'test-results/languages-folder-link.png' });
  });
  expect([...ada.errors, ...owner.errors]).toEqual([]);
});
