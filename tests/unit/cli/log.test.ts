import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { SqliteLog } from '../../../server/log/sqlite-log.ts';
import { TailFile } from '../../../server/log/tail-file.ts';
import { freshState, stateFolderOf, writeHostState } from '../../../src/main/machine/state-folder.ts';
import { sampleEntry } from '../../contract/sample-entries.ts';
import { RunningCommand, temporaryFolder } from './command-fixture.ts';

const nested = Uint8Array.from(Array(48).fill([0xdd, 1, 255, 255, 255]).flat());

it('ensemble log lists what nobody can read, and takes it out by its number', async () => {
  const [folder, home] = [temporaryFolder(), temporaryFolder()];
  const dataFolder = stateFolderOf(realpathSync(folder), home);
  mkdirSync(dataFolder, { recursive: true });
  const state = freshState();
  writeHostState(dataFolder, state);
  const database = new DatabaseSync(join(dataFolder, 'sessions.db'));
  const log = new SqliteLog(database, new TailFile(join(dataFolder, 'sessions.tail')), () => 1000);
  const body = new TextEncoder().encode('\x82\xa4');
  await log.append(state.session, 0, [
    sampleEntry({ n: 1, body: Uint8Array.from([0x80]), kind: 'sharing.closed' }),
    sampleEntry({ n: 2, kind: 'doc.updated', body: nested }),
    sampleEntry({ n: 3, body }),
  ]);
  await log.close();
  const run = async (...more: string[]) => {
    const command = new RunningCommand(['log', folder, ...more], home);
    return { code: await command.ended(), output: command.output };
  };
  const listed = await run();
  expect(listed.output).toMatch(/entry 2 .*doc\.updated[\s\S]*entry 3 .*people\.gathered[\s\S]*2 cannot be read/);
  expect(listed.output).not.toMatch(/entry 1 /);
  const buried = await run('--bury', '2');
  expect([buried.code, buried.output]).toEqual([0, expect.stringMatching(/tombstone stands in its place/)]);
  const again = await run('--bury', '2');
  expect([again.code, again.output]).toEqual([1, expect.stringMatching(/only such are taken out/)]);
}, 60_000);

it('ensemble log says in words where there is no log', async () => {
  const command = new RunningCommand(['log', temporaryFolder()], temporaryFolder());
  expect([await command.ended(), command.output]).toEqual([1, expect.stringMatching(/was never opened in Ensemble/)]);
});
