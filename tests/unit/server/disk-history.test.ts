import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SessionServer } from '../../../server/server.ts';
import { nodeEnvironment } from '../../../src/main/machine/environment.ts';
import { newId } from '../../../src/shared/core/ids.ts';
import { Gateway, temporaryFolder } from './gateway/gateway-fixture.ts';

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
const bytes = (words: string) => new TextEncoder().encode(words);

test('a clear forgets what files on hosts’ disks held before, but for the newest, which the next host compares with', async () => {
  const gateway = await Gateway.open();
  const { host, server, session } = gateway;
  const [file, gone] = [newId(nodeEnvironment), newId(nodeEnvironment)];
  await host.publish('doc.opened', { term: 1, path: 'notes.txt', title: '', format, readOnly: false }, file);
  for (const words of ['the first', 'a secret between', 'the newest']) server.bases.put(session, file, bytes(words));
  server.bases.put(session, gone, bytes('of a file that left'));
  server.bases.put(newId(nodeEnvironment), file, bytes('of another session'));
  await server.clearHistory(session);
  expect(server.bases.all(session, file).map((each) => new TextDecoder().decode(each))).toEqual(['the newest']);
  expect(server.bases.all(session, gone)).toEqual([]);
});

test('and leaves nothing of it readable on the disk', async () => {
  const dataFolder = join(temporaryFolder(), 'data');
  const server = SessionServer.open({ dataFolder, environment: nodeEnvironment, report: () => undefined });
  const [session, file] = [newId(nodeEnvironment), newId(nodeEnvironment)];
  for (const words of ['a secret between', 'the newest']) server.bases.put(session, file, bytes(words));
  const isOnDisk = (words: string) =>
    readdirSync(dataFolder, { withFileTypes: true }).some(
      (each) => each.isFile() && readFileSync(join(dataFolder, each.name)).includes(words),
    );
  expect(isOnDisk('a secret')).toBe(true);
  server.bases.forgetEarlier(session, new Set([file]));
  await server.close();
  expect(isOnDisk('the newest')).toBe(true);
  expect(isOnDisk('a secret')).toBe(false);
});
