import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { PartFile } from '../../../../server/recordings/part-file.ts';
import { SessionHandover } from '../../../../src/main/session/session-handover.ts';
import { FarServer } from '../../main/host/far-server.ts';
import { temporaryFolder } from '../gateway/gateway-fixture.ts';
import { exported, opened, recordedSession } from './recording-fixture.ts';

/** Everything in a file, unpacked. */
async function contentOf(bytes: Uint8Array): Promise<Buffer> {
  const path = join(temporaryFolder(), 'content.ensemble');
  writeFileSync(path, bytes);
  const file = await PartFile.open(path, async () => null);
  const parts: Uint8Array[] = [];
  for (const number of file.parts.keys()) parts.push(zstdDecompressSync((await file.packed(number))!));
  await file.close();
  return Buffer.concat(parts);
}

it('a file shows what the recording does, and has nothing of before it or of its rests', async () => {
  const recorded = await recordedSession();
  const bytes = await exported(recorded);
  const content = await contentOf(bytes);
  const has = (words: string) => content.includes(words);
  expect(['secret', 'forgotten', ' later'].filter(has)).toEqual([]);
  expect(['before', ' one', 'look here'].filter(has)).toHaveLength(3);
  const file = await opened(bytes);
  expect(file.damage).toBeNull();
  expect(file.header).toMatchObject({ title: 'Monday', folder: 'folder', ref: recorded.recording });
  const history = await file.history();
  for (const { seq, text } of recorded.moments) expect(await history.textAt(recorded.notes, seq)).toBe(text);
  const { first, last, marks } = history.timeline;
  expect(await history.textAt(recorded.notes, first.seq)).toBe('before');
  expect((await history.between(0, last.seq)).map(({ kind }) => kind)).not.toContain('recording.paused');
  expect(marks.map(({ kind }) => kind)).toContain('recording.marked');
});

it('a file knows of content that was cut out around the whole recording, also from a server to which it moved', async () => {
  const recorded = await recordedSession();
  const { gateway, guest, notes, moments } = recorded;
  const { server, session } = gateway;
  await server.cut(session, { after: 0, upTo: guest.applied, ref: notes }, true);
  const far = await FarServer.open();
  await new SessionHandover(far.link, session).finish(server.copyOf(session), server.blobs(session), {
    hash: 'a'.repeat(64),
    person: gateway.owner,
  });
  for (const { library } of [server, far.server]) {
    const file = await opened(await exported({ ...recorded, gateway: { server: { library }, session } }));
    const history = await file.history();
    for (const { seq } of moments) await expect(history.textAt(notes, seq)).rejects.toThrow('was cut out');
    expect(history.timeline.cuts).toMatchObject([{ ref: notes }]);
  }
});

it('an encrypted file opens by its passphrase alone, and tells nothing without it', async () => {
  const recorded = await recordedSession();
  const bytes = await exported(recorded, 'correct horse');
  for (const words of ['Monday', 'Ada', 'before', 'folder']) expect(bytes.includes(words)).toBe(false);
  await expect(opened(bytes)).rejects.toThrow('its passphrase is needed');
  await expect(opened(bytes, 'correct house')).rejects.toThrow('The passphrase is not that of this recording');
  const file = await opened(bytes, 'correct horse');
  const history = await file.history();
  const { seq, text } = recorded.moments.at(-1)!;
  expect(await history.textAt(recorded.notes, seq)).toBe(text);
});
