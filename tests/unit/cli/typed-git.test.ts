import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { inProject } from '../../../scripts/lib/project.mjs';
import { askHost } from '../../../src/cli/typed-git/door.ts';
import { repository } from '../main/terminals/typed-git-scene.ts';
import { temporaryFolder } from './command-fixture.ts';

const program = inProject('src', 'cli', 'typed-git.ts');

/** A repository, and a door that answers as it is told to. */
async function scene(answer: (socket: Socket, asked: { move: Record<string, unknown> }) => void) {
  const folder = temporaryFolder();
  const git = repository(folder);
  const place = join(temporaryFolder(), 'door');
  const asked: Record<string, unknown>[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').once('data', (line: string) => {
      const wish = JSON.parse(line) as { move: Record<string, unknown> };
      asked.push(wish.move);
      answer(socket, wish);
    });
  });
  onTestFinished(() => void server.close());
  server.listen(place);
  await once(server, 'listening');
  const run = async (line: readonly string[], env: Record<string, string> = {}) => {
    const ways = { ENSEMBLE_OPEN: place, ENSEMBLE_TERMINAL: 'x', ...env };
    const child = spawn(process.execPath, [program, 'git', ...line], { cwd: folder, env: { ...process.env, ...ways } });
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words += text;
    });
    child.stdin.end();
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, words };
  };
  return { folder, place, git, run, asked };
}

const byAgent = { ENSEMBLE_BY_AGENT: '1' };
const branch = (git: (...args: string[]) => string) => git('branch', '--show-current').trim();

it('goes on with a warning for people where no host answers, and not for agents', async () => {
  const silent = await scene(() => undefined);
  const refused = await silent.run(['checkout', 'topic'], byAgent);
  expect([refused.code, branch(silent.git)]).toEqual([1, 'main']);
  expect(refused.words).toContain('does not answer. Nothing was done');
  const gone = { ENSEMBLE_OPEN: join(silent.folder, 'no', 'door') };
  expect((await silent.run(['checkout', 'topic'], { ...gone, ...byAgent })).code).toBe(1);
  const warned = await silent.run(['checkout', '-q', 'topic']);
  expect([warned.code, branch(silent.git)]).toEqual([0, 'topic']);
  expect(warned.words).toContain('The host of this folder does not answer, so nobody was asked');
  expect((await silent.run(['checkout', '-q', 'main'], gone)).code).toBe(0);
  expect(branch(silent.git)).toBe('main');
});

it('takes a door that says nonsense, or goes away, for one that does not answer', async () => {
  for (const say of ['not JSON\n', '{"is":"heard"}\n']) {
    const odd = await scene((socket) => socket.end(say));
    expect((await odd.run(['checkout', '-q', 'topic'], byAgent)).code).toBe(1);
    expect((await odd.run(['checkout', '-q', 'topic'])).code).toBe(0);
  }
});

it('waits for a host that has heard, and ends the lease with Git, whose code it gives', async () => {
  const ended = Promise.withResolvers<void>();
  const { run, place } = await scene((socket) => {
    socket.write('{"is":"heard"}\n');
    socket.on('end', () => ended.resolve());
    setTimeout(() => socket.write('{"is":"held","notice":null}\n'), 60);
  });
  const wish = { tree: '/', act: 'switch', concern: 'work', keeps: true, files: null } as const;
  const { answer, socket } = await askHost(place, 'x', wish, 20);
  expect(answer).toEqual({ is: 'held', notice: null });
  socket.end();
  await ended.promise;
  expect((await run(['checkout', 'no-such-branch'], byAgent)).code).toBe(1);
  expect((await run(['checkout', '-q', 'topic'], byAgent)).code).toBe(0);
});

it('names the files that a command reaches, whatever their names are', async () => {
  const free = await scene((socket) => socket.end('{"is":"free"}\n'));
  const { git, folder, run, asked } = free;
  const evil = ['two\nlines', '--hard', '-', 'a"b', '$(touch made)', 'ünï'];
  for (const name of evil) writeFileSync(join(folder, name), 'one\n');
  git('add', '--all');
  git('commit', '-q', '-m', 'evil');
  git('branch', 'evil;touch-made');
  for (const name of evil) writeFileSync(join(folder, name), 'two\n');
  expect((await run(['checkout', '--', 'two\nlines', '--hard'])).code).toBe(0);
  expect((asked.at(-1)!.files as string[]).toSorted()).toEqual(['--hard', 'two\nlines']);
  expect((await run(['restore', '.'])).code).toBe(0);
  expect((asked.at(-1)!.files as string[]).toSorted()).toEqual(evil.slice(2).toSorted());
  expect((await run(['-C', folder, 'checkout', '-q', 'evil;touch-made'], { GIT_DIR: join(folder, '.git') })).code).toBe(
    0,
  );
  expect(asked.at(-1)).toMatchObject({ act: 'switch', files: null, tree: folder });
  expect(git('status', '--short')).toBe('');
});
