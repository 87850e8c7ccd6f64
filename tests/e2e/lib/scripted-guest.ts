import { HttpBlobs } from '../../../src/client/http-blobs.ts';
import { MemoryOutbox } from '../../../src/client/outbox.ts';
import { SessionClient } from '../../../src/client/session-client.ts';
import { openFile, saveFile } from '../../../src/client/shared-file.ts';
import { socketDial } from '../../../src/client/socket-dial.ts';
import type { TextDocument } from '../../../src/client/text-document.ts';
import { nodeEnvironment } from '../../../src/main/host/environment.ts';
import { parseInviteLink } from '../../../src/shared/invite-link.ts';
import { newId, newSecret } from '../../../src/shared/protocol/ids.ts';

/** A guest without a window: the real client over real sockets, with a hand on every key. */
export class ScriptedGuest {
  readonly client: SessionClient;
  /** How often its connection was lost. */
  drops = 0;

  private constructor(client: SessionClient) {
    this.client = client;
    client.events.on('status', ({ is }) => {
      if (is === 'offline' || is === 'ended') this.drops++;
    });
  }

  /** Joins by an invite link, and waits until the host is known. */
  static async join(link: string, name: string): Promise<ScriptedGuest> {
    const { origin, session, invite } = parseInviteLink(link);
    const ticket = newSecret(nodeEnvironment);
    const guest = new ScriptedGuest(
      new SessionClient({
        dial: socketDial(origin, { session, channel: 'session' }),
        environment: nodeEnvironment,
        outbox: new MemoryOutbox(),
        blobs: new HttpBlobs(`${origin}/blobs/${session}`, ticket, fetch),
        replica: newId(nodeEnvironment),
        name,
        purpose: 'window',
        invite,
        ticket,
      }),
    );
    await guest.client.start();
    await guest.client.joined();
    await guest.client.until(({ host }) => host !== null);
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
