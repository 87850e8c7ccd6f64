import { expect, it } from 'vitest';
import { HttpBlobs } from '../../../../src/client/http-blobs.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { pairRef } from '../../../../src/shared/capabilities/direct/pairs.ts';
import { newId, newSecret } from '../../../../src/shared/core/ids.ts';
import { Gateway, invite } from '../gateway/gateway-fixture.ts';
import { exported, opened } from './recording-fixture.ts';

const bytes = new TextEncoder().encode('%PDF what nobody else may read');

it('a file between two people is read by these two alone, and is in no recording that runs meanwhile', async () => {
  const gateway = await Gateway.open();
  const base = `http://127.0.0.1:${gateway.guestPort}/blobs/${gateway.session}`;
  const guest = async (name: string) => {
    const ticket = newSecret(nodeEnvironment);
    const blobs = new HttpBlobs(base, ticket, fetch);
    return { client: await gateway.client({}, { name, blobs, invite, ticket }), blobs };
  };
  const [ann, bob, eve] = [await guest('Ann'), await guest('Bob'), await guest('Eve')];
  const recording = newId(nodeEnvironment);
  await gateway.host.publish('recording.started', { title: 'Monday' }, recording);
  const pair = pairRef(ann.client.person!, bob.client.person!);
  const blob = await ann.blobs.put(bytes);
  const message = newId(nodeEnvironment);
  const said = { message, replyTo: null, words: '', mentions: [], priority: 'normal' as const, snippet: null };
  await ann.client.publishAll([
    { kind: 'direct.posted' as const, body: { ...said, files: 1 }, ref: pair },
    {
      kind: 'direct.attached' as const,
      body: { message, name: 'plan.pdf', sizeBytes: bytes.length },
      ref: pair,
      blob,
    },
  ]);
  await gateway.host.publish('people.gathered', { path: 'a.txt', line: 1 });
  await gateway.host.publish('recording.stopped', {}, recording);

  expect(Buffer.from(await bob.blobs.get(blob))).toEqual(Buffer.from(bytes));
  await expect(eve.blobs.get(blob)).rejects.toMatchObject({ code: 'not-found' });

  const file = await opened(await exported({ gateway, recording }));
  await expect(file.sentFile(blob)).rejects.toThrow('is not in this recording');
  const history = await file.history();
  const { first, last } = history.timeline;
  const kinds = (await history.between(first.seq - 1, last.seq)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind.startsWith('direct.'))).toEqual([]);
  expect(kinds).toEqual(['recording.started', 'people.gathered']);
});
