import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { SessionServer } from '../../../server/server.ts';
import { nodeEnvironment } from '../../../src/main/machine/environment.ts';

const dataFolder = mkdtempSync(join(tmpdir(), 'data-folder-'));
afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));
const open = () => SessionServer.open({ dataFolder, environment: nodeEnvironment, report: () => undefined });

it('lets one server have a data folder, tells another so in words, and lets the next have it', async () => {
  const first = open();
  expect(open).toThrow(/Another session server uses .*end it first/);
  await first.close();
  await open().close();
});
