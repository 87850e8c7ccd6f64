import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longest words of a prompt, and longest time for which the asking program may take to say them. */
const mostPrompt = 2000;
const sayingMs = 10_000;

/** Gives the answer to a prompt; null declines. */
export type AnswerPrompt = (prompt: string, isSecret: boolean) => Promise<string | null>;

/** Runs in a process of its own, which Git or ssh starts: hands the prompt to the host, and prints its answer. */
const program = `const { ENSEMBLE_ASK: path, ENSEMBLE_ASK_TOKEN: token } = process.env;
const socket = require('node:net').connect(path);
let told = '';
socket.setEncoding('utf8').on('data', (text) => { told += text; });
socket.on('error', () => process.exit(1));
socket.on('end', () => {
  const { answer = null } = told === '' ? {} : JSON.parse(told);
  if (answer === null) process.exit(1);
  process.stdout.write(answer + '\\n');
});
socket.write(JSON.stringify({ token, prompt: process.argv[2] || '' }) + '\\n');
`;

const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;

/** Says whether a prompt asks for words that may be seen: a name, or whether a server is the right one. */
const isOpen = (prompt: string) => /username|\(yes\/no/i.test(prompt);

/**
 * Runs Git with variables by which it, and ssh, ask the host for passwords (askpass): a private socket in a folder of
 * this user's alone, which is there only meanwhile. Nothing of it is written to a disk or a log.
 */
export async function withAskpass<T>(
  answer: AnswerPrompt,
  run: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ensemble-ask-'));
  const token = randomBytes(24).toString('base64url');
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\ensemble-ask-${token}` : join(folder, 'socket');
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    void serve(socket, token, answer);
  });
  try {
    const script = join(folder, 'ask');
    await writeFile(join(folder, 'ask.cjs'), program, { mode: 0o600 });
    const start = `ELECTRON_RUN_AS_NODE=1 exec ${quoted(process.execPath)} ${quoted(join(folder, 'ask.cjs'))} "$1"`;
    await writeFile(script, `#!/bin/sh\n${start}\n`, { mode: 0o700 });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
    return await run({
      GIT_ASKPASS: script,
      SSH_ASKPASS: script,
      SSH_ASKPASS_REQUIRE: 'force',
      ENSEMBLE_ASK: path,
      ENSEMBLE_ASK_TOKEN: token,
    });
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function serve(socket: Socket, token: string, answer: AnswerPrompt): Promise<void> {
  let said = '';
  socket.setEncoding('utf8').setTimeout(sayingMs, () => socket.destroy());
  for await (const text of socket.iterator({ destroyOnReturn: false })) {
    said += text;
    if (said.includes('\n') || said.length > mostPrompt * 2) break;
  }
  let asked: { token?: unknown; prompt?: unknown };
  try {
    asked = JSON.parse(said) as typeof asked;
  } catch {
    return void socket.destroy();
  }
  if (asked.token !== token || typeof asked.prompt !== 'string') return void socket.destroy();
  socket.setTimeout(0);
  const prompt = asked.prompt.slice(0, mostPrompt);
  socket.end(JSON.stringify({ answer: await answer(prompt, !isOpen(prompt)) }));
}
