import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { TailFile } from '../../../../server/log/tail-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'tail-'));
const path = join(folder, 'tail');
afterEach(() => rmSync(path, { force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const record = (text: string) => new TextEncoder().encode(text);
function found(): string[] {
  const tail = new TailFile(path);
  tail.close();
  return tail.found.map((each) => new TextDecoder().decode(each));
}

async function write(...texts: string[]): Promise<TailFile> {
  const tail = new TailFile(path);
  for (const text of texts) await tail.append(record(text));
  return tail;
}

it('gives what was appended, in order, and goes on behind it', async () => {
  (await write('one', '', 'three')).close();
  (await write('four')).close();
  expect(found()).toEqual(['one', '', 'three', 'four']);
});

it('has what was appended after it was opened twice with nothing in it', async () => {
  (await write()).close();
  (await write('one')).close();
  expect(found()).toEqual(['one']);
});

it('leaves out a record that a crash left unfinished, and writes over it', async () => {
  const tail = await write('one');
  const whole = tail.bytes;
  await tail.append(record('a longer one that is cut'));
  tail.close();
  const data = readFileSync(path);
  data.fill(0, whole + 20);
  writeFileSync(path, data);
  expect(found()).toEqual(['one']);
  (await write('two')).close();
  expect(found()).toEqual(['one', 'two']);
});

it('gives nothing of what was before it was cleared, also where the new records are shorter', async () => {
  const tail = await write('the first of the old ones', 'x', 'y');
  tail.clear();
  await tail.append(record('new'));
  tail.close();
  expect(found()).toEqual(['new']);
});

it('stops at a record whose bytes have changed', async () => {
  const tail = await write('one');
  const whole = tail.bytes;
  await tail.append(record('two'));
  await tail.append(record('three'));
  tail.close();
  const data = readFileSync(path);
  data[whole + 13]! ^= 1;
  writeFileSync(path, data);
  expect(found()).toEqual(['one']);
});

it('takes records longer than the room that it was made with', async () => {
  const tail = new TailFile(path);
  await tail.append(new Uint8Array(3_000_000).fill(7));
  await tail.append(record('after'));
  tail.close();
  const again = new TailFile(path);
  expect(again.found.map((each) => each.length)).toEqual([3_000_000, 5]);
  again.close();
});
