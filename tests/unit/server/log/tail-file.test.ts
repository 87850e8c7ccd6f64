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

function write(...texts: string[]): TailFile {
  const tail = new TailFile(path);
  for (const text of texts) tail.append(record(text));
  return tail;
}

it('gives what was appended, in order, and goes on behind it', () => {
  write('one', '', 'three').close();
  write('four').close();
  expect(found()).toEqual(['one', '', 'three', 'four']);
});

it('has what was appended after it was opened twice with nothing in it', () => {
  write().close();
  write('one').close();
  expect(found()).toEqual(['one']);
});

it('leaves out a record that a crash left unfinished, and writes over it', () => {
  const tail = write('one');
  const whole = tail.bytes;
  tail.append(record('a longer one that is cut'));
  tail.close();
  const data = readFileSync(path);
  data.fill(0, whole + 20);
  writeFileSync(path, data);
  expect(found()).toEqual(['one']);
  write('two').close();
  expect(found()).toEqual(['one', 'two']);
});

it('gives nothing of what was before it was cleared, also where the new records are shorter', () => {
  const tail = write('the first of the old ones', 'x', 'y');
  tail.clear();
  tail.append(record('new'));
  tail.close();
  expect(found()).toEqual(['new']);
});

it('stops at a record whose bytes have changed', () => {
  const tail = write('one');
  const whole = tail.bytes;
  tail.append(record('two'));
  tail.append(record('three'));
  tail.close();
  const data = readFileSync(path);
  data[whole + 13]! ^= 1;
  writeFileSync(path, data);
  expect(found()).toEqual(['one']);
});

it('takes records longer than the room that it was made with', () => {
  const tail = new TailFile(path);
  tail.append(new Uint8Array(3_000_000).fill(7));
  tail.append(record('after'));
  tail.close();
  const again = new TailFile(path);
  expect(again.found.map((each) => each.length)).toEqual([3_000_000, 5]);
  again.close();
});
