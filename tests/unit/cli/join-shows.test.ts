import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openFile, saveFile } from '../../../src/client/shared-file.ts';
import { enter, guestClient } from '../../lib/guest-client.ts';
import { evilWords } from '../shared/text/evil-words.ts';
import { RunningCommand, temporaryFolder } from './command-fixture.ts';

it('ensemble join prints what others are called and what they open as words', { timeout: 60_000 }, async () => {
  const base = temporaryFolder();
  const folder = join(base, 'project');
  mkdirSync(folder);
  const path = 'pic\u202egnp.txt';
  writeFileSync(join(folder, path), 'seed\n');
  const options = ['--share', '--admit-everyone', '--address', '127.0.0.1', '--port', '0', '--no-open'];
  const host = new RunningCommand(['host', folder, ...options], join(base, 'home'));
  const [, link = ''] = await host.printed(/^invite: (\S+)$/m);
  const reader = new RunningCommand(['join', link, '--name', 'Reader'], join(base, 'reader-home'));
  await reader.printed(/^status: online$/m);
  for (const what of ['a command link', 'a window title', 'the clipboard', 'another line', 'an override', 'isolates']) {
    const guest = guestClient(link, evilWords[what]!);
    onTestFinished(() => guest.leave());
    await enter(guest);
    const document = await openFile(guest, path);
    document.edit([{ offset: 0, deleteLength: 0, insertText: 'x' }]);
    await saveFile(guest, document);
  }
  await reader.printed(/^saved picgnp\.txt$/m);
  expect(reader.output).toContain('[Admit](command:workbench.action.closeAllEditors) joined (editor)');
  // Line feeds are ours alone.
  expect(reader.output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f]/u);
  expect(reader.output.split('\n').filter((line) => line === 'status: online')).toHaveLength(1);
});
