import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { guestOf, SharedFolder, windowOf } from '../host/host-fixture.ts';

const lines = ['one', 'two', 'three', 'four'];
const rounds = 40;

it('follows each of two people who type at the same moment, line by line, and what they save', async () => {
  const folder = new SharedFolder({ 'poem.txt': `${lines.join('\n')}\n`, 'old.txt': '' });
  folder.write('.editorconfig', '[old.txt]\ncharset = latin1\n');
  const host = await folder.host();
  const { client: owner, direct } = await windowOf(host.host.url);
  const ada = await guestOf(await host.share('editor'), 'Ada');
  const copyOf = async ({ person }: SessionClient) => (await direct.request('copies.make', { person: person! })).place!;
  const [mine, adas] = [await copyOf(owner), await copyOf(ada)];
  const [first, second] = [await openFile(owner, 'poem.txt'), await openFile(ada, 'poem.txt')];
  const typed = (line: number, mark: string) => [lines[line], ...Array.from({ length: rounds }, () => mark)].join('');
  for (let round = 0; round < rounds; round++) {
    for (const [document, line, mark] of [
      [first, 0, 'x'],
      [second, 2, 'y'],
    ] as const) {
      const text = document.toString();
      const offset = text.split('\n', line + 1).join('\n').length;
      document.edit([{ offset, deleteLength: 0, insertText: mark }]);
    }
    await new Promise(setImmediate);
  }
  const holds = (place: string, path: string, text: string) =>
    vi.waitFor(() => expect(readFileSync(join(place, path), 'utf8')).toBe(text), 20_000);
  await holds(mine, 'poem.txt', `${typed(0, 'x')}\ntwo\nthree\nfour\n`);
  await holds(adas, 'poem.txt', `one\ntwo\n${typed(2, 'y')}\nfour\n`);
  await saveFile(ada, second);
  await owner.until(() => first.toString() === second.toString());
  for (const place of [mine, adas]) await holds(place, 'poem.txt', `${typed(0, 'x')}\ntwo\n${typed(2, 'y')}\nfour\n`);
  // A text that its encoding cannot hold is in the copy all the same, and holds up nothing else.
  (await openFile(ada, 'old.txt')).edit([{ offset: 0, deleteLength: 0, insertText: '猫' }]);
  await holds(adas, 'old.txt', '猫');
  expect(folder.reports).toEqual([]);
});
