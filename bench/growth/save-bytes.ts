import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SessionClient } from '../../src/client/session-client.ts';
import { openFile, saveFile } from '../../src/client/shared-file.ts';
import type { BlobStore } from '../../src/shared/blobs.ts';
import { RunningHost } from '../../tests/e2e/lib/running-host.ts';
import { enter, guestClient } from '../../tests/lib/guest-client.ts';

const line = 'export const answer = 42; // a line of an ordinary file\n';

/** Bytes that a guest's window sends to have a text of so many bytes saved in which one word was typed. */
export async function bytesPerSave(textBytes: number): Promise<number> {
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'saved.ts'), line.repeat(Math.ceil(textBytes / line.length)));
  let sent = 0;
  const { options } = guestClient(host.link, 'Saver');
  const dial = async () => {
    const transport = await options.dial();
    const send = transport.send.bind(transport);
    transport.send = (frame) => {
      sent += frame.length;
      send(frame);
    };
    return transport;
  };
  const blobs: BlobStore = {
    get: (hash) => options.blobs!.get(hash),
    put: (bytes) => {
      sent += bytes.length;
      return options.blobs!.put(bytes);
    },
  };
  const client = new SessionClient({ ...options, dial, blobs });
  try {
    await enter(client);
    const document = await openFile(client, 'saved.ts');
    await client.settled();
    document.edit([{ offset: 0, deleteLength: 0, insertText: 'word ' }]);
    sent = 0;
    await saveFile(client, document);
    return sent;
  } finally {
    client.leave();
    await host.close();
  }
}
