import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type FileSessions, RecordingFile } from '../../../../server/server.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { Gateway, temporaryFolder, token } from '../gateway/gateway-fixture.ts';

export type { FileSessions };

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;

/** A recorded session: two texts, a pause with something secret in it, a mark, a terminal and a large paste. */
export async function recordedSession() {
  const [notes, other, terminal, recording] = [0, 1, 2, 3].map(() => newId(nodeEnvironment)) as [
    string,
    string,
    string,
    string,
  ];
  const gateway = await Gateway.open();
  const { host } = gateway;
  const opened = { term: 1, title: '', format, readOnly: false };
  await host.publish('doc.opened', { ...opened, path: 'notes.txt' }, notes);
  await host.publish('doc.opened', { ...opened, path: 'src/other.txt' }, other);
  const blobs = gateway.server.blobs(gateway.session);
  const guest = await gateway.client({ token, person: gateway.owner }, { name: 'Ada', blobs }, gateway.privatePort);
  const document = await guest.documents.open(notes);
  const moments: { seq: number; text: string }[] = [];
  const type = async (insertText: string) => {
    document.edit([{ offset: document.length, deleteLength: 0, insertText }]);
    await guest.settled();
    moments.push({ seq: guest.applied, text: document.toString() });
  };
  const take = async (length: number) => {
    document.edit([{ offset: document.length - length, deleteLength: length, insertText: '' }]);
    await guest.settled();
  };
  await type('before forgotten');
  await take(' forgotten'.length);
  await host.publish('recording.started', { title: 'Monday' }, recording);
  moments.length = 0;
  await type(' one');
  const sized = { columns: 80, rows: 24 };
  const shared = { access: 'read' as const, people: [] };
  await host.publish('terminal.opened', { term: 1, title: 'build', shell: 'sh', ...sized, ...shared }, terminal);
  const bytesOf = (words: string) => new TextEncoder().encode(words);
  await host.publish('terminal.output', { data: bytesOf('$ make\r\n'), isScreen: true, size: sized }, terminal);
  await host.publish('terminal.output', { data: bytesOf('done é\r\n') }, terminal);
  await host.publish('recording.paused', {}, recording);
  await type(' secret');
  await take(' secret'.length);
  moments.pop();
  await host.publish('recording.resumed', {}, recording);
  await type(' two');
  await type('x'.repeat(200_000));
  await take(200_000);
  await guest.publish('recording.marked', { words: 'look here' }, recording);
  await type(' three');
  await host.publish('recording.stopped', {}, recording);
  await type(' later');
  moments.pop();
  return { gateway, guest, notes, other, terminal, recording, moments };
}

export type Recorded = Awaited<ReturnType<typeof recordedSession>>;

/** Bytes of the recording's file. */
export async function exported(
  {
    gateway,
    recording,
  }: Pick<Recorded, 'recording'> & {
    gateway: Pick<Gateway, 'session'> & { server: Pick<Gateway['server'], 'library'> };
  },
  passphrase: string | null = null,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const sink = async (piece: Uint8Array) => void pieces.push(piece.slice());
  await gateway.server.library.export(gateway.session, recording, { sink, passphrase, costLog2: 14 });
  return Buffer.concat(pieces);
}

/** Opens these bytes as a recording's file. */
export async function opened(bytes: Uint8Array, passphrase: string | null = null): Promise<RecordingFile> {
  const path = join(temporaryFolder(), 'recording.ensemble');
  writeFileSync(path, bytes);
  const file = await RecordingFile.open(path, async () => passphrase);
  onTestFinished(() => file.close());
  return file;
}
