import { expect, test } from 'vitest';
import { createStorageService } from '../../../../src/main/storage/storage-service.ts';
import { ManualClock } from '../../renderer/presence/manual-clock.ts';

const minuteMs = 60_000;

function service(forgetEarlier: () => Promise<void>) {
  const clock = new ManualClock();
  const reports: string[] = [];
  const stored = { forgetEarlier } as Parameters<typeof createStorageService>[0]['stored'];
  const made = createStorageService({ stored, environment: clock, report: (message) => void reports.push(message) });
  const advance = async (ms: number) => {
    clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ...made, advance, reports };
}

test('what files held before their newest saves leaves the machine’s own record by itself, whoever deletes by days', async () => {
  let count = 0;
  const { start, close, advance } = service(async () => void count++);
  start();
  await advance(9 * minuteMs);
  expect(count).toBe(0);
  await advance(2 * minuteMs);
  await advance(11 * minuteMs);
  expect(count).toBe(2);
  close();
  await advance(60 * minuteMs);
  expect(count).toBe(2);
});

test('a failed attempt is reported, and repeated', async () => {
  let count = 0;
  const { start, advance, reports } = service(async () => {
    if (count++ === 0) throw new Error('the disk is full');
  });
  start();
  await advance(11 * minuteMs);
  expect(reports).toEqual([expect.stringContaining('the disk is full')]);
  await advance(11 * minuteMs);
  expect(count).toBe(2);
});
