import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { joinFolder } from '../../packages/sdk/src/node.ts';
import { AttackedHost } from './lib/attacked-host.ts';

let host: AttackedHost;
/** File that tells programs of the same user where the door is, and what it held. */
let file: string;
let said: string;

beforeAll(async () => {
  host = await AttackedHost.start();
  file = filesOf(host.home).find((each) => each.endsWith('running.json'))!;
  said = readFileSync(file, 'utf8');
}, 60_000);
afterAll(() => host?.close());

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).map((each) => join(each.parentPath, each.name));
const enter = () => joinFolder({ folder: host.folder, home: host.home });
const realPort = () => Number(new URL(host.url).port);

/** A door that is not Ensemble's, with all that it hears. */
async function fakeDoor(answer: (socket: Socket, words: string) => void): Promise<{ port: number; heard: string[] }> {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      heard.push(data.toString('latin1'));
      answer(socket, heard.at(-1)!);
    });
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as { port: number }).port, heard };
}

const answered = (socket: Socket, words: string) =>
  socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${words.length}\r\n\r\n${words}`);

it('where the door is, and its token, are read by nobody but the same user', () => {
  for (const each of [host.home, ...filesOf(host.home)]) expect([each, statSync(each).mode & 0o077]).toEqual([each, 0]);
});

it.each<[string, (socket: Socket, words: string) => void]>([
  ['says yes', (socket) => answered(socket, 'yes')],
  ['says its challenge back', (socket, words) => answered(socket, /challenge=([\w-]+)/.exec(words)?.[1] ?? '')],
  [
    'passes all on to the real one',
    (socket, words) => {
      const real = connect(realPort(), '127.0.0.1', () => real.write(words));
      real.on('error', () => socket.destroy());
      real.pipe(socket);
    },
  ],
])('a program at another port that %s hears no token, though a live process is named', async (_, answer) => {
  const { port, heard } = await fakeDoor(answer);
  writeFileSync(file, said.replaceAll(`:${realPort()}`, `:${port}`));
  await expect(enter()).rejects.toMatchObject({ code: 'host-away' });
  const { token } = host.ownerData;
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.filter((each) => each.includes(token!))).toEqual([]);
});

it.each(['http://example.invalid/#token=x', 'file:///etc/passwd', 'nonsense', ''])(
  'an address like %s leads nowhere, in words',
  async (url) => {
    writeFileSync(file, JSON.stringify({ ...JSON.parse(said), url }));
    await expect(enter()).rejects.toMatchObject({ code: 'host-away' });
  },
);

it('with the real one again, its owner comes in', async () => {
  writeFileSync(file, said);
  const session = await enter();
  expect(session.me.role).toBe('owner');
  await session.leave();
});
