import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFailed, onTestFinished } from 'vitest';
import { sourceNode } from '../../../scripts/lib/pinned-node.mjs';
import { commands } from '../../../src/cli/commands.ts';
import { helpOf } from '../../../src/cli/help.ts';
import { openFile, saveFile } from '../../../src/client/shared-file.ts';
import { enter, guestClient } from '../../lib/guest-client.ts';
import { program, RunningCommand, temporaryFolder } from './command-fixture.ts';

const valuesOf = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Gives the value of the first line with such an event. */
async function eventOf(command: RunningCommand, event: string): Promise<Record<string, string>> {
  const [line] = await command.printed(new RegExp(`^.*"event":"${event}".*$`, 'm'));
  return JSON.parse(line);
}

function run(args: readonly string[], home: string) {
  const env = { ...process.env, ENSEMBLE_HOME: home };
  const { status, stdout, stderr } = spawnSync(sourceNode(), [program, ...args], { env, encoding: 'utf8' });
  return { code: status, out: stdout, problem: stderr };
}

it('--json prints a value a line for what programs need of host, join and storage, and tells errors so', {
  timeout: 60_000,
}, async () => {
  const base = temporaryFolder();
  const folder = join(base, 'project');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.txt'), 'one\n');
  const home = join(base, 'home');
  const options = ['--share', '--admit-everyone', '--address', '127.0.0.1', '--no-open', '--json'];
  const host = new RunningCommand(['host', folder, ...options], home);
  const { link } = await eventOf(host, 'invite');
  expect(await eventOf(host, 'ready')).toEqual({ event: 'ready', url: expect.stringContaining('http://127.0.0.1:') });
  valuesOf(host.output);

  onTestFailed(() => console.error(host.output, reader.output));
  const reader = new RunningCommand(['join', link!, '--name', 'Reader', '--json'], join(base, 'reader'));
  await reader.printed(/"is":"online"/);
  const ada = guestClient(link!, 'Ada');
  onTestFinished(() => ada.leave());
  await enter(ada);
  expect(await eventOf(reader, 'joined')).toBeDefined();
  await reader.printed(/"event":"joined","name":"Ada","role":"editor"/);
  const document = await openFile(ada, 'a.txt');
  document.edit([{ offset: 0, deleteLength: 0, insertText: 'more\n' }]);
  await saveFile(ada, document);
  await reader.printed(/"event":"saved","path":"a\.txt"/);
  reader.say('print a.txt');
  await reader.printed(/"event":"answer","is":"text","text":"more\\none\\n"/);
  reader.say('nonsense a.txt');
  await reader.printed(/^\{"error":\{"code":"bad-request","message":"No such command: nonsense/m);
  reader.say('leave');
  expect(await reader.ended()).toBe(1);
  valuesOf(reader.output);

  const running = run(['storage', folder, '--json'], home);
  expect([running.code, running.out]).toEqual([1, '']);
  expect(valuesOf(running.problem)).toEqual([{ error: { code: expect.any(String), message: expect.any(String) } }]);
  await host.kill();
  const kept = run(['storage', folder, '--json', '--keep-days', '3'], home);
  expect(kept).toMatchObject({ code: 0, problem: '' });
  expect(valuesOf(kept.out)).toMatchObject([{ historyBytes: expect.any(Number), recordings: 0 }]);
});

it('--json prints the links of a server, and no other form of an error, whatever the command', {
  timeout: 60_000,
}, async () => {
  const base = temporaryFolder();
  const server = new RunningCommand(['serve', '--data', join(base, 'data'), '--json'], join(base, 'home'));
  expect(await eventOf(server, 'hosts')).toEqual({ event: 'hosts', link: expect.stringContaining('token=') });
  expect(await eventOf(server, 'ready')).toMatchObject({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/) });
  expect(valuesOf(server.output)).toHaveLength(2);
  const calls: [string[], number, string][] = [
    [['join', 'no link', '--json'], 1, 'bad-request'],
    [['replay', join(base, 'none'), '--json'], 1, 'not-found'],
    [['host', base, '--port', 'x', '--json'], 1, 'bad-request'],
    [['serve', '--nonsense', '--json'], 2, 'bad-request'],
  ];
  for (const [args, code, reason] of calls) {
    const failed = run(args, join(base, 'home'));
    expect([failed.code, failed.out]).toEqual([code, '']);
    expect(valuesOf(failed.problem), args.join(' ')).toMatchObject([{ error: { code: reason } }]);
  }
});

it('is in the help of each command that has lines for programs', () => {
  for (const name of ['host', 'join', 'replay', 'serve', 'storage'])
    expect(helpOf(commands.find((row) => row.name === name)!)).toMatch(/--json +Print .*JSON.*for programs/);
});
