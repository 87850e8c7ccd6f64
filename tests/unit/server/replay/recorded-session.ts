import { onTestFinished } from 'vitest';
import type { ReplayClient } from '../../../../src/client/replay-client.ts';
import { socketDial } from '../../../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import type { Timeline } from '../../../../src/shared/core/timeline.ts';
import { replayViewer } from '../../../lib/replay-viewer.ts';
import { Gateway, token } from '../gateway/gateway-fixture.ts';

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;

/** A session in which a guest has typed `words`, one after another, into `notes.txt`. */
export async function recorded(words: readonly string[]) {
  const gateway = await Gateway.open();
  const ref = newId(nodeEnvironment);
  await gateway.host.publish('doc.opened', { term: 1, path: 'src/notes.txt', title: '', format, readOnly: false }, ref);
  const guest = await gateway.client();
  const document = await guest.documents.open(ref);
  const moments: { seq: number; text: string }[] = [];
  for (const word of words) {
    document.edit([{ offset: document.length, deleteLength: 0, insertText: word }]);
    await guest.settled();
    moments.push({ seq: guest.applied, text: document.toString() });
  }
  return { gateway, ref, guest, moments };
}

/** Opens the session's past, or one recording of it, as its owner does. */
export async function viewer(
  { session, owner, privatePort }: Gateway,
  recording?: string,
): Promise<{ client: ReplayClient; timeline: Timeline }> {
  const only = recording === undefined ? {} : { recording };
  const auth = { session, channel: 'replay', token, person: owner, ...only } as const;
  const client = replayViewer(socketDial(`http://127.0.0.1:${privatePort}`, auth));
  onTestFinished(() => client.abandon());
  const timeline = new Promise<Timeline>((resolve) => client.events.on('timeline', resolve));
  await client.start();
  return { client, timeline: await timeline };
}
