import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
let owner: WorkbenchPage;
let ada: WorkbenchPage;

test.beforeEach(async ({ browser }) => {
  test.slow();
  host = await RunningHost.start();
  owner = await WorkbenchPage.ofHost(browser, host.url);
  ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
});

test.afterEach(async () => {
  const errors = [...owner.errors, ...ada.errors];
  await owner.close();
  await ada.close();
  await host.close();
  expect(errors).toEqual([]);
});

/** Both have this setting, and this text open. */
async function bothHave(settings: object, text: string): Promise<void> {
  await writeFile(join(host.folder, 'notes.txt'), text);
  for (const window of [owner, ada]) {
    await window.set(settings);
    await window.open('notes.txt');
  }
}

test('two people who save at the same time, each with spaces trimmed on saving, take nothing away twice', async () => {
  await bothHave({ 'files.trimTrailingWhitespace': true }, 'one   \ntwo  \nthree\n');
  await owner.goToEnd(3);
  await owner.type(' owner  ');
  await ada.goToEnd(1);
  await ada.type('ada  ');
  const typed = 'one   ada  \ntwo  \nthree owner  \n';
  for (const window of [owner, ada]) await window.expectText(typed);
  await Promise.all([owner.save(), ada.save()]);
  const trimmed = 'one   ada\ntwo\nthree owner\n';
  for (const window of [owner, ada]) await window.expectText(trimmed);
  await expect.poll(() => host.read('notes.txt')).toBe(trimmed);
  for (const window of [owner, ada]) await window.expectDirty('notes.txt', false);
});

test('two people who save at the same time, each with a last line end put in on saving, put in one', async () => {
  let text = 'one\ntwo';
  await bothHave({ 'files.insertFinalNewline': true }, text);
  for (const word of [' three', 'four', ' five']) {
    await ada.goToEnd(text.split('\n').length);
    await ada.type(word);
    text += word;
    for (const window of [owner, ada]) await window.expectText(text);
    await Promise.all([owner.save(), ada.save()]);
    text += '\n';
    for (const window of [owner, ada]) await window.expectText(text);
    await expect.poll(() => host.read('notes.txt')).toBe(text);
    for (const window of [owner, ada]) await window.expectDirty('notes.txt', false);
  }
});

test('two people who save at the same time, each with formatting on saving, have it formatted once', async () => {
  await writeFile(join(host.folder, 'untidy.ts'), 'export  const   one=1;\n// here\nexport  const   two=2;\n');
  for (const window of [owner, ada]) {
    await window.set({ 'editor.formatOnSave': true, 'editor.inlayHints.enabled': 'off' });
    await window.open('untidy.ts');
  }
  await owner.goToEnd(2);
  await owner.type(' and there');
  await ada.goToEnd(3);
  await ada.type('\nexport  let   three=3;');
  for (const window of [owner, ada]) await window.expectText(/and there[\s\S]*three=3;/);
  const formatted = 'export const one = 1;\n// here and there\nexport const two = 2;\nexport let three = 3;\n';
  // The first asks the server while it begins; until then a save leaves the text as it is.
  await expect
    .poll(async () => {
      await Promise.all([owner.save(), ada.save()]);
      return host.read('untidy.ts');
    })
    .toBe(formatted);
  for (const window of [owner, ada]) {
    await window.expectText(formatted);
    await window.expectDirty('untidy.ts', false);
  }
});

test('an .editorconfig holds in the editors of both and on saving, also once it has changed', async () => {
  const conventions = (lines: string) =>
    writeFile(join(host.folder, '.editorconfig'), `root = true\n[*.txt]\n${lines}`);
  await conventions(
    'indent_style = tab\ntab_width = 6\ntrim_trailing_whitespace = true\ninsert_final_newline = true\nend_of_line = crlf\n',
  );
  // Those of the folder go before one's own settings.
  await bothHave({ 'editor.detectIndentation': false, 'files.trimTrailingWhitespace': false }, 'one  \ntwo');
  const indentation = (window: WorkbenchPage, words: string) =>
    expect(window.page.getByRole('button', { name: words, exact: true })).toBeVisible();
  for (const window of [owner, ada]) await indentation(window, 'Tab Size: 6');
  await ada.goToEnd(2);
  await ada.page.keyboard.press('Enter');
  await ada.page.keyboard.press('Tab');
  await ada.type('three ');
  for (const window of [owner, ada]) await window.expectText(/^one {2}\ntwo\n\s+three $/);
  await Promise.all([owner.save(), ada.save()]);
  for (const window of [owner, ada]) await window.expectText(/^one\ntwo\n\s+three\n$/);
  await expect.poll(() => host.read('notes.txt')).toBe('one\r\ntwo\r\n\tthree\r\n');

  await conventions('indent_style = space\nindent_size = 3\ntrim_trailing_whitespace = false\nend_of_line = lf\n');
  for (const window of [owner, ada]) await indentation(window, 'Spaces: 3');
  await ada.goToEnd(1);
  await ada.page.keyboard.press('Enter');
  await ada.page.keyboard.press('Tab');
  await ada.type('half  ');
  await ada.save();
  for (const window of [owner, ada]) await window.expectText(/^one\n {3}half {2}\ntwo\n\s+three\n$/);
  await expect.poll(() => host.read('notes.txt')).toBe('one\n   half  \ntwo\n\tthree\n');
});
