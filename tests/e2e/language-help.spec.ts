import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

const sail = [
  "import { areaOf, limit } from './shape.js';",
  '',
  'export function sailOf(): number {',
  '  return areaOf(3, 4);',
  '}',
  '',
  'export const most = (): number => sailOf() + limit;',
  '',
];

test.use({
  files: {
    'tsconfig.json': JSON.stringify({ compilerOptions: { strict: true, module: 'nodenext', noEmit: true } }),
    'package.json': '{ "type": "module" }\n',
    'shape.ts': [
      '/** Area of a rectangle. */',
      'export function areaOf(width: number, height: number): number {',
      '  return width * height;',
      '}',
      '',
      'export const limit = 100;',
      '',
    ].join('\n'),
    'sail.ts': sail.join('\n'),
    'wrong.ts': "export const count: number = 'three';\n",
    'oar.py': 'def push(strokes: int, side: str) -> int:\n    return strokes\n\n\npush(3, "left")\n',
  },
});

const picture = (window: WorkbenchPage, name: string) =>
  window.page.screenshot({ path: `test-results/language-help-${name}.png` });

/** Where the server has answered, the names of parameters stand before their values. */
const hinted = /areaOf\(width:\s*3, height:\s*4\)/;

test('two people have hints, colours, lenses, calls and marks of problems, as one language server tells them', async ({
  owner,
  ada,
}) => {
  test.slow();
  const both = [owner, ada];
  for (const window of both) await window.open('sail.ts');

  await test.step('names of parameters before their values, and colours that only the server knows', async () => {
    for (const window of both) await window.expectText(hinted);
    // By its form alone, `limit` could be any variable; the server knows that it is a constant.
    for (const { editor } of both) {
      const used = editor.locator('.view-line', { hasText: 'most' }).locator('span', { hasText: /^limit$/ });
      await expect(used.last()).toHaveCSS('color', 'rgb(79, 193, 255)');
    }
    await picture(ada, 'hints');
  });

  await test.step('parameters while a call is typed, though the other one types as well', async () => {
    await ada.goToEnd(8);
    await owner.goToEnd(2);
    const others = owner.page.keyboard.type('// a sail, and how large', { delay: 60 });
    await ada.page.keyboard.type('export const jib = areaOf(', { delay: 60 });
    const help = ada.page.locator('.parameter-hints-widget');
    await expect(help).toContainText('areaOf(width: number, height: number): number');
    await expect(help).toContainText('Area of a rectangle.');
    await expect(help.locator('.parameter.active')).toHaveText('width: number');
    await ada.page.keyboard.type('7, ', { delay: 60 });
    await expect(help.locator('.parameter.active')).toHaveText('height: number');
    await picture(ada, 'parameters');
    await others;
    await ada.page.keyboard.type('8);', { delay: 60 });
    await ada.page.keyboard.press('Escape');
    for (const window of both) await window.expectText(/jib = areaOf\(width:\s*7, height:\s*8\);/);
  });

  await test.step('calls of a function, and what calls those', async () => {
    await ada.goToEnd(3);
    for (let left = 0; left < ' number {'.length + 4; left++) await ada.page.keyboard.press('ArrowLeft');
    await ada.page.keyboard.press('Shift+Alt+H');
    const peek = ada.page.locator('.peekview-widget');
    await expect(peek.locator('.monaco-list-row', { hasText: 'sailOf' })).toHaveCount(1);
    await expect(peek.locator('.monaco-list-row', { hasText: 'most' })).toHaveCount(1);
    await picture(ada, 'calls');
    await ada.page.keyboard.press('Escape');
    await expect(peek).toHaveCount(0);
  });

  await test.step('uses above a declaration, for who wants them', async () => {
    await ada.open('shape.ts');
    const lens = ada.editor.locator('.codelens-decoration', { hasText: /references/ });
    await expect(ada.editor.locator('.view-line', { hasText: 'areaOf' })).toBeVisible();
    await expect(lens).toHaveCount(0);
    await ada.set({ 'typescript.referencesCodeLens.enabled': true });
    await ada.open('shape.ts');
    await expect(lens.first()).toHaveText('2 references');
    await picture(ada, 'lenses');
    await lens.first().getByRole('button').click();
    const peek = ada.page.locator('.peekview-widget');
    await expect(peek).toContainText('sail.ts');
    await expect(peek).toContainText('areaOf');
    await picture(ada, 'lens-places');
    await ada.page.keyboard.press('Escape');
  });

  await test.step('a problem in the explorer and in the minimap', async () => {
    await owner.open('wrong.ts');
    await ada.open('wrong.ts');
    for (const window of both) {
      await expect.poll(() => badge(window, 'wrong.ts')).toBe('"1"');
      await expect.poll(() => redPixels(window)).toBeGreaterThan(0);
    }
    await picture(ada, 'marks');
  });

  await test.step('Python’s parameters and calls', async () => {
    for (const window of both) await window.open('oar.py');
    await owner.goToEnd(6);
    await owner.page.keyboard.type('push(', { delay: 60 });
    const help = owner.page.locator('.parameter-hints-widget');
    await expect(help.locator('.parameter.active')).toHaveText('strokes: int');
    await picture(owner, 'python');
    await owner.page.keyboard.type('2, "right")', { delay: 60 });
    await ada.expectText(/push\(2, "right"\)/);
    await ada.goToEnd(5);
    await ada.page.keyboard.press('Home');
    await ada.page.keyboard.press('Shift+Alt+H');
    await expect(ada.page.locator('.peekview-widget .monaco-list-row', { hasText: 'push' }).first()).toBeVisible();
  });
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

/** The letters beside a file in the explorer. */
function badge({ page }: WorkbenchPage, name: string): Promise<string | undefined> {
  const row = page.locator('.explorer-folders-view .monaco-list-row', { hasText: name });
  return row.evaluate((element) =>
    [...element.querySelectorAll('*')]
      .map((each) => getComputedStyle(each, '::after').content)
      .find((content) => /^"\w+"$/.test(content)),
  );
}

/** Counts the dots of the minimap in the colour of errors. */
function redPixels({ editor }: WorkbenchPage): Promise<number> {
  return editor.locator('canvas.minimap-decorations-layer').evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4)
      if (data[at]! > 150 && data[at + 1]! < 90 && data[at + 2]! < 90 && data[at + 3]! > 50) count++;
    return count;
  });
}
