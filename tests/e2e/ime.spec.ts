import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CDPSession, expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
let owner: WorkbenchPage;
let ada: WorkbenchPage;
let devTools: CDPSession;

test.beforeEach(async ({ browser }) => {
  host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), 'above\nbefore | after\nbelow\n');
  owner = await WorkbenchPage.ofHost(browser, host.url);
  ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  for (const window of [owner, ada]) await window.open('notes.txt');
  devTools = await ada.context.newCDPSession(ada.page);
  await ada.goToEnd(2);
  for (let i = 0; i < ' after'.length; i++) await ada.page.keyboard.press('ArrowLeft');
});

test.afterEach(async () => {
  for (const window of [owner, ada]) {
    expect(window.errors).toEqual([]);
    await window.close();
  }
  await host.close();
});

/** Shows text of the input method while it composes. */
async function compose(text: string): Promise<void> {
  await devTools.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
}

/** Inserts the final text in place of the composed one. */
async function commit(text: string): Promise<void> {
  await devTools.send('Input.insertText', { text });
}

/** The other person types at the start and at the end of a line, and presses Enter above. */
async function typeAround(round: number): Promise<void> {
  await owner.goToEnd(2);
  await owner.type(`>${round}`);
  await owner.page.keyboard.press('Home');
  await owner.type(`${round}<`);
}

async function expectEverywhere(text: string): Promise<void> {
  for (const window of [owner, ada]) await window.expectText(text);
  await ada.save();
  await expect.poll(() => host.read('notes.txt')).toBe(text);
}

const methods = {
  'Japanese, with a conversion': { steps: ['n', 'に', 'にh', 'にほ', 'にほn', 'にほん', '日本'], result: '日本' },
  'Chinese, by pinyin': { steps: ['n', 'ni', 'ni h', 'ni ha', 'ni hao'], result: '你好' },
  'Korean, syllable by syllable': { steps: ['ㅎ', '하', '한'], result: '한' },
  'a dead key': { steps: ['´'], result: 'é' },
  'an emoji outside of the basic plane': { steps: [':', ':s', ':sm'], result: '😀' },
};

for (const [name, { steps, result }] of Object.entries(methods)) {
  test(`composing (${name}) goes on while somebody else types before and after it in the same line`, async () => {
    for (const [index, step] of steps.entries()) {
      await compose(step);
      await typeAround(index);
    }
    await commit(result);
    let line = `before |${result} after`;
    for (const index of steps.keys()) line = `${index}<${line}>${index}`;
    await expectEverywhere(`above\n${line}\nbelow\n`);
    await ada.type('!');
    await expectEverywhere(`above\n${line.replace(result, `${result}!`)}\nbelow\n`);
  });
}

test('a composition that is given up leaves nothing, and loses nothing of the others', async () => {
  await compose('に');
  await typeAround(1);
  await compose('にほ');
  await typeAround(2);
  await compose('');
  await expectEverywhere('above\n2<1<before | after>1>2\nbelow\n');
});

test('while one composes, another presses Enter above and before it, and deletes the line below', async () => {
  await compose('に');
  await owner.goToEnd(1);
  await owner.type('\nnew');
  await compose('にほ');
  await owner.goToEnd(4);
  await owner.page.keyboard.press('Control+Shift+k');
  await compose('にほん');
  await commit('日本');
  await expectEverywhere('above\nnew\nbefore |日本 after\n');
});

test('two compose in one line at the same time', async () => {
  const other = await owner.context.newCDPSession(owner.page);
  await owner.goToEnd(2);
  const composeThere = (text: string) =>
    other.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  for (const [mine, theirs] of [
    ['n', 'ㅎ'],
    ['ni', '하'],
    ['ni hao', '한'],
  ] as const) {
    await compose(mine);
    await composeThere(theirs);
  }
  await commit('你好');
  await other.send('Input.insertText', { text: '한' });
  await expectEverywhere('above\nbefore |你好 after한\nbelow\n');
});

test('a text with an emoji in it is composed in like any other', async () => {
  await owner.goToEnd(3);
  await owner.page.keyboard.insertText(' 😀');
  await ada.expectText('above\nbefore | after\nbelow 😀\n');
  for (const [index, step] of ['n', 'ni', 'ni hao'].entries()) {
    await compose(step);
    await typeAround(index);
  }
  await commit('你好');
  await expectEverywhere('above\n2<1<0<before |你好 after>0>1>2\nbelow 😀\n');
});

test('others’ edits wait for a composition, but not for ever', async ({ browser }) => {
  await ada.close();
  ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada', { clock: true });
  await ada.open('notes.txt');
  devTools = await ada.context.newCDPSession(ada.page);
  await ada.goToEnd(2);
  await compose('ni');
  await owner.goToEnd(2);
  await owner.type('>');
  await owner.expectText('above\nbefore | afterni>\nbelow\n');
  expect(await ada.text()).toBe('above\nbefore | afterni\nbelow\n');
  await ada.page.clock.runFor('00:30');
  await ada.expectText('above\nbefore | afterni>\nbelow\n');
  await compose('h');
  await commit('好');
  await expectEverywhere('above\nbefore | afterni好>\nbelow\n');
});
