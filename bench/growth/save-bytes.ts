import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openFile, saveFile } from '../../src/client/shared-file.ts';
import { RunningHost } from '../../tests/e2e/lib/running-host.ts';
import { enter } from '../../tests/lib/guest-client.ts';
import { CountedGuest } from './counted-guest.ts';

const line = 'export const answer = 42; // a line of an ordinary file\n';

/** Counts the bytes that a guest's window sends to save a text of so many bytes in which one word was typed. */
export async function bytesPerSave(textBytes: number): Promise<number> {
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'saved.ts'), line.repeat(Math.ceil(textBytes / line.length)));
  const guest = new CountedGuest(host.link, 'Saver');
  const { client } = guest;
  try {
    await enter(client);
    const document = await openFile(client, 'saved.ts');
    await client.settled();
    document.edit([{ offset: 0, deleteLength: 0, insertText: 'word ' }]);
    guest.reset();
    await saveFile(client, document);
    return guest.sentBytes;
  } finally {
    client.leave();
    await host.close();
  }
}
