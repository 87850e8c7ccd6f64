import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunningHost } from '../../tests/e2e/lib/running-host.ts';
import { enter } from '../../tests/lib/guest-client.ts';
import { CountedGuest } from './counted-guest.ts';

const rounds = 7;
const matchingLines = 10_000;

/** Medians of the cost of large answers and long searches for a guest's window. */
export interface AnswerCosts {
  /** Bytes of both directions for a file of 1 MB, beyond the file's own. */
  overheadBytes: number;
  answerMs: number;
  /** Times until a search that finds 10,000 lines has told the first, and all. */
  firstMatchMs: number;
  lastMatchMs: number;
}

const largeBytes = 1024 * 1024;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Measures a guest of a host on this machine, who reads a file of 1 MB, and searches. */
export async function answerCosts(): Promise<AnswerCosts> {
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'large.bin'), new Uint8Array(largeBytes).fill(7));
  await writeFile(join(host.folder, 'many.txt'), `needle ${'in a haystack '.repeat(20)}\n`.repeat(matchingLines));
  const guest = new CountedGuest(host.link, 'Asker');
  const { client } = guest;
  const all = { bytes: [] as number[], answer: [] as number[], first: [] as number[], last: [] as number[] };
  try {
    await enter(client);
    for (let round = 0; round < rounds; round++) {
      guest.reset();
      let beganMs = performance.now();
      await client.request('files.read', { path: 'large.bin' });
      all.answer.push(performance.now() - beganMs);
      all.bytes.push(guest.heardBytes + guest.sentBytes - largeBytes);
      beganMs = performance.now();
      let firstMs = 0;
      const search = client.open('search.text', { pattern: 'needle', maxResults: 2 * matchingLines });
      for await (const _ of search) firstMs ||= performance.now() - beganMs;
      all.first.push(firstMs);
      all.last.push(performance.now() - beganMs);
    }
    return {
      overheadBytes: median(all.bytes),
      answerMs: median(all.answer),
      firstMatchMs: median(all.first),
      lastMatchMs: median(all.last),
    };
  } finally {
    client.leave();
    await host.close();
  }
}
