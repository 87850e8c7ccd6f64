import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from '../lib/parts.ts';
import { MeasuredWindow } from './measured-window.ts';
import { file, gather, p95, type Stage, whileTyping } from './stage.ts';

/** Number of people who type one key a second each, all the time: played faster, a server takes a hundred of each. */
const people = 8;
const keysPerSecond = 1;
const parts = 4;
const keys = 60;

/** Measures hours of eight people's typing, played faster: the memory of the page, and whether its keys get slower. */
export async function measureHours(
  { browser, host, crowd }: Stage,
  { hours, speed }: { hours: number; speed: number },
): Promise<Row[]> {
  const window = await MeasuredWindow.open(browser, host.url, file);
  try {
    await window.window.page.keyboard.press('Control+Home');
    await gather(crowd, host, people);
    const perSecond = keysPerSecond * speed;
    const latencies: number[] = [];
    let entriesPerSecond = 0;
    const measure = async (ms: number) => {
      const endMs = performance.now() + ms;
      const own = await window.typeKeys(keys, 80);
      latencies.push(p95(own));
      await pause(Math.max(0, endMs - performance.now()));
    };
    await whileTyping(crowd, perSecond, () => measure(10_000));
    latencies.pop();
    const beforeMb = await window.heapMb();
    const partMs = ((hours * 3600) / speed / parts) * 1000;
    for (let part = 0; part < parts; part++) {
      entriesPerSecond = await whileTyping(crowd, perSecond, () => measure(partMs));
    }
    await pause(1000);
    const afterMb = await window.heapMb();
    const played = `${hours} h of ${people} people at ${speed} ×`;
    return [
      { case: `${played}: heap before`, value: beforeMb, unit: 'MB', limit: null },
      { case: `${played}: heap after`, value: afterMb, unit: 'MB', limit: beforeMb + 64 * Math.max(1, hours / 2) },
      { case: `${played}: entries`, value: entriesPerSecond, unit: 'per s', limit: null },
      { case: `${played}: own key, first quarter`, value: latencies[0]!, unit: 'ms p95', limit: null },
      {
        case: `${played}: own key, last quarter`,
        value: latencies.at(-1)!,
        unit: 'ms p95',
        limit: Math.max(latencies[0]! * 1.3, latencies[0]! + 17),
      },
    ];
  } finally {
    await window.close();
  }
}
