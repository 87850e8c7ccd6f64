import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Host } from '../../../../src/main/host/host.ts';
import { SharedFolder } from '../host/host-fixture.ts';

const day = 24 * 60 * 60 * 1000;

/** Where the token is kept, in the one state folder that a home has. */
function fileOf({ home }: SharedFolder): string {
  const folders = join(home, 'folders');
  return join(folders, readdirSync(folders)[0]!, 'window.json');
}

const tokenOf = ({ url }: Host) => new URLSearchParams(new URL(url).hash.slice(1)).get('token');

/** The address at one start of the folder's host. */
async function addressOf(folder: SharedFolder, options: Parameters<SharedFolder['host']>[0] = {}): Promise<string> {
  const running = await folder.host(options);
  const { url } = running.host;
  await running.close();
  return url;
}

it('is the same at the next start, so that an open window finds its host again', async () => {
  const folder = new SharedFolder();
  const first = await addressOf(folder);
  expect(await addressOf(folder)).toBe(first);
  // Killed while it ran: what it said of itself is still there.
  writeFileSync(join(fileOf(folder), '..', 'running.json'), JSON.stringify({ pid: 2 ** 30, url: first }));
  expect(await addressOf(folder)).toBe(first);
});

it.skipIf(process.platform === 'win32')('is in a file that only its owner can read', async () => {
  const folder = new SharedFolder();
  await addressOf(folder);
  expect(statSync(fileOf(folder)).mode & 0o777).toBe(0o600);
  expect(statSync(join(fileOf(folder), '..')).mode & 0o777).toBe(0o700);
});

it.skipIf(process.platform === 'win32')('is a new one where others could have read it', async () => {
  const folder = new SharedFolder();
  const first = await addressOf(folder);
  chmodSync(fileOf(folder), 0o644);
  const second = await addressOf(folder);
  expect(second).not.toBe(first);
  expect(statSync(fileOf(folder)).mode & 0o777).toBe(0o600);
  expect(await addressOf(folder)).toBe(second);
});

it.each(['', '{"token": "x"', '[]', '{"token":"short","port":80,"madeMs":0}', 'null', '\0'])(
  'is a new one where %j is kept',
  async (text) => {
    const folder = new SharedFolder();
    const first = await addressOf(folder);
    writeFileSync(fileOf(folder), text);
    const second = await addressOf(folder);
    expect(new URL(second).port).toBe(new URL(first).port);
    expect(second).not.toBe(first);
    expect(await addressOf(folder)).toBe(second);
    expect(folder.reports).toEqual([]);
  },
);

it('is good for one start where it cannot be kept, and the host starts all the same', async () => {
  const folder = new SharedFolder();
  const first = await addressOf(folder);
  rmSync(fileOf(folder));
  mkdirSync(join(fileOf(folder), 'something'), { recursive: true });
  expect(await addressOf(folder)).not.toBe(first);
  expect(folder.reports).toEqual([
    expect.stringContaining("The address of this folder's windows is good for this start only"),
  ]);
});

it('is a new one when a new address is asked for', async () => {
  const folder = new SharedFolder();
  const first = await addressOf(folder);
  const second = await addressOf(folder, { newAddress: true });
  expect(second).not.toBe(first);
  expect(await addressOf(folder)).toBe(second);
});

it('is a new one after 30 days', async () => {
  const folder = new SharedFolder();
  const first = await addressOf(folder);
  const nowMs = Date.now();
  const later = vi.spyOn(Date, 'now');
  later.mockReturnValue(nowMs + 29 * day);
  expect(await addressOf(folder)).toBe(first);
  later.mockReturnValue(nowMs + 31 * day);
  expect(await addressOf(folder)).not.toBe(first);
});

it('is another one at another port, where windows of before do not look', async () => {
  const folder = new SharedFolder();
  const first = await folder.host();
  const port = Number(new URL(first.host.url).port);
  const kept = tokenOf(first.host);
  await first.close();
  const other = createServer();
  onTestFinished(() => void other.close());
  await new Promise<void>((ready) => other.listen(port, '127.0.0.1', ready));
  const second = await folder.host();
  expect(new URL(second.host.url).port).not.toBe(String(port));
  expect(tokenOf(second.host)).not.toBe(kept);
  await second.close();
  await new Promise((closed) => other.close(closed));
  expect(await addressOf(folder)).toBe(first.host.url);
  const file: unknown = JSON.parse(readFileSync(fileOf(folder), 'utf8'));
  expect(file).toEqual({ token: kept, port, madeMs: expect.any(Number) });
  expect(existsSync(`${fileOf(folder)}.new`)).toBe(false);
});
