import { spawn } from 'node:child_process';
import { openSync, readSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { agentMarkVariable } from '../../shared/agent-ticket.ts';
import { partsOf, typedMoveOf } from '../../shared/capabilities/git/typed-git.ts';
import { type Answered, askHost } from './door.ts';
import { GitLook } from './look.ts';

const leaseVariable = 'ENSEMBLE_GIT_LEASE';
const isByAgent = () => Boolean(process.env[agentMarkVariable]);

/** Runs a command of Git as it was typed, once its host lets it move what it moves. */
export async function runTypedGit(real: string, line: readonly string[]): Promise<void> {
  const look = new GitLook(real, partsOf(line).options);
  const move = typedMoveOf(line, look);
  const tree = move && look.tree();
  const { ENSEMBLE_OPEN: place, ENSEMBLE_TERMINAL: terminal } = process.env;
  if (!move || !tree || !place || !terminal) return runGit(real, line);
  const { act, concern, keeps } = move;
  const wish = { tree, act, concern, keeps, files: look.files(move.reach) };
  const asked = await askHost(place, terminal, wish);
  if (asked.answer?.is !== 'shown') return goOn(asked, real, line);
  const { words, mark, keeps: isKept } = asked.answer;
  if (!agrees(words, isKept, line)) return end(1);
  return goOn(await askHost(place, terminal, { ...wish, over: mark }), real, line);
}

/** Runs it, or says why not. */
async function goOn({ answer, socket }: Answered, real: string, line: readonly string[]): Promise<void> {
  if (answer?.is === 'free') return runGit(real, line);
  if (answer?.is === 'held') {
    if (answer.notice !== null) say(answer.notice);
    return runGit(real, line, socket);
  }
  if (answer === null && !isByAgent()) {
    say('The host of this folder does not answer, so nobody was asked whose work this may go over.');
    return runGit(real, line);
  }
  if (answer === null) say('The host of this folder does not answer. Nothing was done: try again later.');
  else if (isByAgent()) say(answer.words);
  else say(`${answer.words}\n${wayPast(line)}`);
  return end(1);
}

const wayPast = (line: readonly string[]) => `To run it all the same: ${leaseVariable}=off git ${partsOf(line).verb} …`;

/** Tells a person whose work a command would go over, and asks them where they can answer. */
function agrees(words: string, isKept: boolean, line: readonly string[]): boolean {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    say(`${words}. Nothing was done: wait, or ask them.\n${wayPast(line)}`);
    return false;
  }
  const kept = isKept ? ' What is saved of it is kept as a stash before.' : '';
  writeSync(2, `${words}.${kept}\nGo on? [y/N] `);
  const isAgreed = /^y(es)?$/i.test(readLine().trim());
  if (!isAgreed) say('Nothing was done.');
  return isAgreed;
}

/** Reads a line and not a character more: what is typed behind it is Git's. Gives none where the terminal is not ours. */
function readLine(): string {
  const one = Buffer.alloc(1);
  let text = '';
  try {
    const terminal = process.platform === 'win32' ? 0 : openSync('/dev/tty', 'r');
    while (readSync(terminal, one) > 0 && one[0] !== 10) text += String.fromCharCode(one[0]!);
  } catch {
    return '';
  }
  return text;
}

function say(words: string): void {
  writeSync(2, `${words}\n`);
}

/** Runs Git and ends as it does. The lease ends with the connection, which Git has too: it may outlive this process. */
function runGit(real: string, line: readonly string[], lease?: Socket): Promise<void> {
  const env = lease ? { ...process.env, [leaseVariable]: 'held' } : process.env;
  const isShared = lease !== undefined && process.platform !== 'win32';
  const stdio = ['inherit', 'inherit', 'inherit', ...(isShared ? [lease] : [])] as const;
  const git = spawn(real, line, { stdio: [...stdio], env });
  // The terminal sends these to both; Git decides.
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.on(signal, () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => git.kill(signal));
  return new Promise((resolve) => {
    const over = (code: number, signal: NodeJS.Signals | null) => {
      lease?.end();
      end(code, signal);
      resolve();
    };
    git.once('error', ({ message }) => {
      say(`git could not be started: ${message}`);
      over(127, null);
    });
    git.once('exit', (code, signal) => over(code ?? 1, signal));
  });
}

/** Ends this process as Git has ended. */
function end(code: number, signal: NodeJS.Signals | null = null): void {
  process.exitCode = code;
  if (signal === null) return;
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
