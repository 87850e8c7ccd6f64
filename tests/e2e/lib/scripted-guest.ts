import type { SessionClient } from '../../../src/client/session-client.ts';
import { openFile, saveFile } from '../../../src/client/shared-file.ts';
import type { TextDocument } from '../../../src/client/text-document.ts';
import { enter, guestClient } from '../../lib/guest-client.ts';

/** A guest without a window: the real client over real sockets, with a hand on every key. */
export class ScriptedGuest {
  readonly client: SessionClient;
  /** Number of lost connections. */
  drops = 0;

  private constructor(client: SessionClient) {
    this.client = client;
    client.events.on('status', ({ is }) => {
      if (is === 'offline' || is === 'ended') this.drops++;
    });
  }

  /** Joins by an invite link, and waits until the host is known. */
  static async join(link: string, name: string): Promise<ScriptedGuest> {
    const guest = new ScriptedGuest(guestClient(link, name));
    await enter(guest.client);
    return guest;
  }

  open(path: string): Promise<TextDocument> {
    return openFile(this.client, path);
  }

  async save(document: TextDocument): Promise<void> {
    await saveFile(this.client, document);
  }

  leave(): void {
    this.client.leave();
  }
}
