import { expect } from '@playwright/test';
import type { Network } from './lib/network.ts';
import { type NetworkStage, test } from './lib/network-stage.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

let stage: NetworkStage;
let network: Network;
let owner: WorkbenchPage;
let ada: WorkbenchPage;
/** Everything that was typed: words that are nowhere else. */
let typed: string[] = [];

test.beforeEach(({ stage: mine }) => {
  stage = mine;
  ({ network, owner, ada } = stage);
  typed = [];
});

let count = 0;

async function typeWords(window: WorkbenchPage, many: number): Promise<void> {
  for (let i = 0; i < many; i++) {
    const word = `w${String(++count).padStart(4, '0')}w`;
    typed.push(word);
    await window.type(` ${word}`);
  }
}

/** One and the same text on all pages and, once saved, on the disk, with each word once. */
async function expectAllOnce(): Promise<void> {
  const wanted = [...typed].sort();
  for (const window of stage.windows) {
    await expect
      .poll(async () => [...(await window.text()).matchAll(/w\d{4}w/g)].map(([word]) => word).sort())
      .toEqual(wanted);
  }
  const text = await owner.text();
  for (const window of stage.windows) await window.expectText(text);
  await owner.save();
  await expect.poll(() => stage.host.read('notes.txt')).toBe(text);
  for (const window of stage.windows) await window.expectDirty('notes.txt', false);
}

const connection = ({ page }: WorkbenchPage, words: RegExp) => page.getByRole('button', { name: words }).first();

test('ten minutes without a network: both type on in one file, and afterwards all have all of it, once', async () => {
  await typeWords(ada, 2);
  await expectAllOnce();
  network.cut();
  await typeWords(owner, 3);
  await typeWords(ada, 3);
  await ada.page.clock.runFor('05:00');
  await expect(ada.page.getByText(/cannot be reached.*you can go on typing/i).first()).toBeVisible();
  await expect(connection(ada, /Connection: Offline: your text is safe, \d+ unsent/)).toBeVisible();
  await owner.goToEnd(2);
  await typeWords(owner, 2);
  await typeWords(ada, 2);
  await ada.page.clock.runFor('05:00');
  await ada.waitForOutbox();
  network.mend();
  await expect(ada.page.getByText('Connected again: what you typed is sent.').first()).toBeVisible();
  await typeWords(ada, 1);
  await expectAllOnce();
});

for (const direction of ['up', 'down'] as const) {
  test(`the network breaks in the middle of a frame (${direction}): it comes back by itself, with all of it, once`, async () => {
    for (const bytes of [1, 40, 171]) {
      network.breakAfter(bytes, direction);
      const { ended } = network;
      await Promise.all([typeWords(ada, 3), typeWords(owner, 3)]);
      await expect.poll(() => network.ended).toBeGreaterThan(ended);
      await expectAllOnce();
    }
  });
}

test('what an old, half-open connection still carries arrives after the new one is up, and changes nothing', async () => {
  await typeWords(ada, 1);
  await expectAllOnce();
  const old = network.stall();
  await typeWords(owner, 2);
  await typeWords(ada, 2);
  // Nothing is heard for so long that the page takes the connection for dead.
  await ada.page.clock.runFor('00:40');
  await expectAllOnce();
  await typeWords(ada, 1);
  const newer = network.stall();
  old.release();
  await typeWords(ada, 1);
  await typeWords(owner, 1);
  await ada.page.clock.runFor('00:40');
  newer.release();
  await expectAllOnce();
  await typeWords(ada, 1);
  await typeWords(owner, 1);
  await expectAllOnce();
});

test('what a closed window had not sent is delivered by the window that is still open, once', async () => {
  const second = await stage.anotherOfAda();
  await second.goToEnd(1);
  network.cut();
  await typeWords(ada, 2);
  await typeWords(second, 1);
  await ada.waitForOutbox();
  stage.lose(ada);
  await ada.page.close();
  await typeWords(owner, 1);
  network.mend();
  await expectAllOnce();
});

test('what a killed tab had not sent is delivered by its person’s other tab, which was connected all the time', async () => {
  const second = await stage.anotherOfAda();
  // Only the sockets of before are out of service: those of the first tab.
  const first = network.stall();
  await second.page.reload();
  await second.ready();
  await second.expectText(await owner.text());
  await typeWords(ada, 2);
  await ada.waitForOutbox();
  stage.lose(ada);
  await ada.crash();
  first.drop();
  await expectAllOnce();
});
