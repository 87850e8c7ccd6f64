import { appendFileSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { SessionServer } from '../../../server/server.ts';
import { memoryTransportPair } from '../../../src/client/memory-transport.ts';
import { MemoryOutbox } from '../../../src/client/outbox.ts';
import { SessionClient } from '../../../src/client/session-client.ts';
import { socketDial } from '../../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../../src/main/machine/environment.ts';
import { freshState, stateFolderOf, writeHostState } from '../../../src/main/machine/state-folder.ts';
import { newId } from '../../../src/shared/core/ids.ts';
import { replayViewer } from '../../lib/replay-viewer.ts';
import { RunningCommand, temporaryFolder } from './command-fixture.ts';

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
const [notes, recording] = [newId(nodeEnvironment), newId(nodeEnvironment)];

/** The state of a folder whose session was recorded. */
async function recordedFolder() {
  const [folder, home] = [temporaryFolder(), temporaryFolder()];
  const dataFolder = stateFolderOf(realpathSync(folder), home);
  mkdirSync(dataFolder, { recursive: true });
  const state = freshState();
  writeHostState(dataFolder, state);
  const server = SessionServer.open({ dataFolder, environment: nodeEnvironment, report: () => undefined });
  const session = await server.open(state.session, true);
  const host = new SessionClient({
    dial: async () => {
      const [mine, theirs] = memoryTransportPair();
      session!.connect(theirs, { is: 'owner', person: state.person });
      return mine;
    },
    environment: nodeEnvironment,
    outbox: new MemoryOutbox(),
    replica: newId(nodeEnvironment),
    name: 'Grace',
    purpose: 'host',
  });
  await host.start();
  await host.joined();
  await host.publish('host.claimed', { term: 1, folder: 'boats' });
  await host.publish('doc.opened', { term: 1, path: 'notes.txt', title: '', format, readOnly: false }, notes);
  await host.publish('recording.started', { title: 'Monday\u001b[31m' }, recording);
  const document = await host.documents.open(notes);
  document.edit([{ offset: 0, deleteLength: 0, insertText: 'one two' }]);
  await host.settled();
  await host.publish('recording.stopped', {}, recording);
  host.abandon();
  await server.close();
  return { folder, home };
}

it('ensemble writes a recording into a file, and shows the file in a window without a session', async () => {
  const { folder, home } = await recordedFolder();
  const run = async (...args: string[]) => {
    const command = new RunningCommand(args, home);
    return { code: await command.ended(), output: command.output };
  };
  const listed = await run('recording', 'list', folder);
  expect(listed.output).toMatch(new RegExp(`^${recording} .* by Grace {2}Monday`));
  expect(listed.output).not.toContain('\u001b');
  const [out, secret] = [join(home, 'monday.ensemble'), join(home, 'passphrase')];
  writeFileSync(secret, 'correct horse\n');
  const exporting = ['recording', 'export', folder, recording, '--out', out, '--passphrase-from', secret];
  expect(await run(...exporting)).toMatchObject({ code: 0, output: expect.stringContaining('encrypted') });
  expect(statSync(out).mode & 0o777).toBe(0o600);
  expect(await run(...exporting)).toMatchObject({ code: 1, output: expect.stringContaining('is there already') });
  expect(await run('replay', out)).toMatchObject({
    code: 1,
    output: expect.stringContaining('its passphrase is needed'),
  });
  const shown = new RunningCommand(['replay', out, '--passphrase-from', secret, '--json'], home);
  const [line] = await shown.printed(/^\{.*$/m);
  expect(JSON.parse(line)).toEqual({ event: 'ready', url: expect.stringContaining('http://127.0.0.1:') });
  await shown.kill();

  appendFileSync(out, 'damage');
  const before = readFileSync(out);
  const replay = new RunningCommand(['replay', out, '--passphrase-from', secret], home);
  const [, url] = await replay.printed(/^ready: (\S+)$/m);
  expect(replay.output).toContain('This recording is damaged');
  const { origin, hash } = new URL(url!);
  const at = Object.fromEntries(new URLSearchParams(hash.slice(1))) as Record<'session' | 'person' | 'token', string>;
  const client = replayViewer(socketDial(origin, { ...at, channel: 'replay', recording }));
  onTestFinished(() => client.abandon());
  await client.start();
  await vi.waitFor(() => expect(client.timeline).not.toBeNull());
  void client.documents.open(notes);
  client.show('seq', Number.MAX_SAFE_INTEGER);
  await vi.waitFor(() => expect(client.documents.get(notes)?.toString()).toBe('one two'));
  const { token: _, ...without } = at;
  await expect(socketDial(origin, { ...without, channel: 'replay' })()).rejects.toThrow('token');
  replay.kill();
  expect(readFileSync(out).equals(before)).toBe(true);
}, 60_000);
