import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from '@playwright/test';
import { everybodysRoom } from '../../src/shared/capabilities/chat/chat-state.ts';
import { RunningHost } from '../../tests/e2e/lib/running-host.ts';
import { ScriptedGuest } from '../../tests/e2e/lib/scripted-guest.ts';
import { WorkbenchPage } from '../../tests/e2e/lib/workbench-page.ts';
import { p95 } from '../editing/stage.ts';
import { type Parts, type Row, withBrowser } from '../lib/parts.ts';
import { atRest, longestTaskMs, watchFrames, watchWords, whenSeen } from './seen-words.ts';
import { cursorsIn, gatherTalkers, type Talker, whileTheyDo } from './talkers.ts';

const people = 100;
const probes = 40;
/** Messages of a long chat; each of the people posts a part, as fast as the server takes them. */
const longChat = 10_000;
const burst = 25;
const perSecond = 2.5;

/** Gives a host, with a window of its own in a real browser. */
async function withWindow<T>(
  run: (window: WorkbenchPage, host: RunningHost, browser: Browser) => Promise<T>,
): Promise<T> {
  const host = await RunningHost.start();
  try {
    return await withBrowser(async (browser) => {
      const window = await WorkbenchPage.ofHost(browser, host.url);
      try {
        return await run(window, host, browser);
      } finally {
        await window.close();
      }
    });
  } finally {
    await host.close();
  }
}

const leave = (talkers: readonly Talker[]) => {
  for (const each of talkers) each.leave();
};

/** Measures from a message's sending until it is drawn, and until who is meant is told. */
function message(): Promise<Row[]> {
  return withWindow(async (window, { link }) => {
    const guest = await ScriptedGuest.join(link, 'Prober');
    const me = Object.values(guest.client.state.participants).find(({ role }) => role === 'owner')!;
    const talkers = await gatherTalkers(link, people);
    const probe = talkers[0]!;
    const { page } = window;
    await watchFrames(page);
    await page.reload();
    await window.ready();
    await watchWords(page);
    const latencies = async (word: string, everyMs: number, say: (words: string) => number) => {
      const found: { wholeMs: number[]; pageMs: number[] } = { wholeMs: [], pageMs: [] };
      for (let count = 0; count < probes; count++) {
        const sentMs = say(`${word}-${count}`);
        const { atMs, afterFrameMs } = await whenSeen(page, `${word}-${count}`);
        found.wholeMs.push(atMs - sentMs);
        if (afterFrameMs !== null) found.pageMs.push(afterFrameMs);
        await pause(everyMs);
      }
      return found;
    };
    const inPage = (name: string, { pageMs }: { pageMs: number[] }): Row[] =>
      pageMs.length < probes
        ? []
        : [{ case: `${name}: of that, from its frame’s arrival on, p95`, value: p95(pageMs), unit: 'ms', limit: null }];
    // Each of the others says something every twenty seconds: five messages a second.
    const others = talkers.slice(1);
    const chatter = (run: () => Promise<void>) =>
      whileTheyDo(others, 0.05, (each, index, count) => each.post(`so much for ${index}, ${count}`), run);
    const rows: Row[] = [];
    await chatter(async () => {
      const told = await latencies('call', 1_200, (words) => probe.post(`@${me.name} ${words}`, [me.person]));
      const name = `mention to notification, ${people} people`;
      rows.push({ case: `${name}, p95`, value: p95(told.wholeMs), unit: 'ms', limit: 50 }, ...inPage(name, told));
    });
    await window.command('Ensemble: Show Chat');
    await chatter(async () => {
      const shown = await latencies('talk', 500, (words) => probe.post(words));
      const name = `message to display, ${people} people`;
      rows.push({ case: `${name}, p95`, value: p95(shown.wholeMs), unit: 'ms', limit: 100 }, ...inPage(name, shown));
    });
    leave(talkers);
    guest.leave();
    return rows;
  });
}

/** Measures the share of a core that a window takes for the cursors and places of many people. */
function presence(): Promise<Row[]> {
  return withWindow(async (window, { link, folder }) => {
    await writeFile(join(folder, 'measured.txt'), 'a line in which many people move\n'.repeat(400));
    await window.open('measured.txt');
    const guest = await ScriptedGuest.join(link, 'Prober');
    const document = await guest.open('measured.txt');
    const cursors = cursorsIn(document.encode());
    const talkers = await gatherTalkers(link, people, document.ref);
    const cdp = await window.context.newCDPSession(window.page);
    // Time of the thread's own on its core, whatever else runs.
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const taskSeconds = async () => {
      const { metrics } = await cdp.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')!.value;
    };
    const share = async () => {
      const [beforeS, beganMs] = [await taskSeconds(), performance.now()];
      await pause(15_000);
      return (100_000 * ((await taskSeconds()) - beforeS)) / (performance.now() - beganMs);
    };
    const rest = await share();
    let busy = 0;
    const move = (each: Talker, index: number, count: number) => {
      const line = (index * 4 + count) % 400;
      each.move(document.ref, cursors[line]!, line + 1, count % 5 === 0);
    };
    await whileTheyDo(talkers, 1, move, async () => {
      await pause(2_000);
      busy = await share();
    });
    leave(talkers);
    guest.leave();
    const which = `presence and cursors, ${people} people, a move each second`;
    return [
      { case: `${which}: of a core in a window`, value: busy - rest, unit: '%', limit: 5 },
      { case: 'the same window at rest', value: rest, unit: '%', limit: null },
    ];
  });
}

/** Measures a chat of ten thousand messages: coming to it, scrolling in it, and one message more. */
function long(): Promise<Row[]> {
  return withWindow(async (_window, { link }, browser) => {
    const talkers = await gatherTalkers(link, people);
    const each = longChat / people;
    for (const talker of talkers)
      for (let count = 0; count < burst; count++) talker.post(`**${count}** of a long chat, \`code\``);
    let isDone = false;
    const fill = (talker: Talker, _: number, count: number) => {
      if (count < each - burst) talker.post(`${count} of many messages that are about as long as people write them`);
      else isDone = true;
    };
    await whileTheyDo(talkers, perSecond, fill, async () => {
      while (!isDone) await pause(200);
      await pause(2_000);
    });
    const prober = await ScriptedGuest.join(link, 'Prober');
    let bytes = 0;
    const beganMs = performance.now();
    await new Promise<void>((resolve) =>
      prober.client.followed.follow(everybodysRoom, {
        takesPages: true,
        begin: (checkpoint) => {
          bytes = checkpoint?.length ?? 0;
        },
        take: ({ body }) => {
          bytes += body.length;
        },
        arrived: resolve,
        withheld: () => resolve(),
      }),
    );
    const arrivedMs = performance.now() - beganMs;
    prober.leave();

    const guest = await WorkbenchPage.ofGuest(browser, link, 'Ada');
    const { page } = guest;
    await watchWords(page);
    const openedMs = performance.now();
    await guest.command('Ensemble: Show Chat');
    const list = page.getByRole('log', { name: 'Messages' });
    await list.getByRole('listitem').first().waitFor();
    const shownMs = performance.now() - openedMs;
    await atRest(page);
    await list.hover();
    const scroll = async (stepPx: number) => {
      for (let count = 0; count < 150; count++) {
        await page.mouse.wheel(0, stepPx);
        await page.waitForTimeout(30);
      }
    };
    const scrolling = await longestTaskMs(page, () => scroll(-600));
    const back = await longestTaskMs(page, () => scroll(700));
    let sentMs = 0;
    const posting = await longestTaskMs(page, async () => {
      for (let count = 0; count < 10; count++) {
        sentMs = talkers[count]!.post(`talk-${count}`);
        await pause(200);
      }
    });
    const seenMs = (await whenSeen(page, 'talk-9')).atMs - sentMs;
    const search = page.getByRole('searchbox', { name: 'Search messages' });
    let searchedMs = 0;
    const searching = await longestTaskMs(page, async () => {
      const askedMs = performance.now();
      await search.fill('nobody has said this');
      await page.getByText('No message is like this.').waitFor({ timeout: 120_000 });
      searchedMs = performance.now() - askedMs;
    });
    leave(talkers);
    await guest.close();
    const of = `a chat of ${longChat} messages`;
    return [
      { case: `${of}: longest task while scrolling`, value: Math.max(scrolling, back), unit: 'ms', limit: 50 },
      { case: `${of}: longest task while messages come`, value: posting, unit: 'ms', limit: 50 },
      { case: `${of}: one more, until it is drawn`, value: seenMs, unit: 'ms', limit: 100 },
      { case: `${of}: longest task while it is searched`, value: searching, unit: 'ms', limit: 50 },
      { case: `${of}: what a newcomer gets of it`, value: bytes / 1_024, unit: 'kB', limit: 100 },
      { case: `${of}: that, until it is here`, value: arrivedMs, unit: 'ms', limit: null },
      { case: `${of}: until all of its pages are here, by a search`, value: searchedMs, unit: 'ms', limit: null },
      { case: `${of}: from the command to the list`, value: shownMs, unit: 'ms', limit: null },
    ];
  });
}

/** Parts of the benchmark that are about the chat and presence. */
export const chatParts: Parts = { message, presence, long };
