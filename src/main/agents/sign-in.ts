import { type AuthMethod, RequestError } from '@agentclientprotocol/sdk';
import {
  mostWays,
  type SignInWay,
  wayDescriptionLength,
  wayNameLength,
} from '../../shared/capabilities/agents/sign-in.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { plainWords } from '../../shared/text/shown.ts';
import type { AgentProgram } from './agent-programs.ts';
import { wordsOf } from './words-of.ts';

/** Most tries to sign in for one start. */
const mostTries = 10;
/** Longest command that is told for a terminal. */
const mostCommand = 4_000;
/** Code of the protocol by which an agent says that its person must sign in first. */
const wantsSignIn = -32_000;

/** Somebody who signs in to an agent's program. */
export interface SignInPerson {
  /** Has them choose a way, by its place. `problem` is why the last try has failed. Rejects where they give up. */
  choose(ways: SignInWay[], problem: string | null): Promise<number>;
  /** Tells them what the program says meanwhile. */
  tell(words: string): void;
}

interface SignInOptions {
  program: AgentProgram;
  methods: readonly AuthMethod[];
  /** Signs in by a method; null where it has, otherwise the reason in words. Rejects only where all is over. */
  authenticate: (methodId: string) => Promise<string | null>;
  person: SignInPerson;
}

/** Does something with an agent's program, and has its person sign in first where it wants that. Rejects in words. */
export async function signedIn<T>(act: () => Promise<T>, options: SignInOptions): Promise<T> {
  const { program, methods, person } = options;
  const ways = methods.slice(0, mostWays).map((method) => wayOf(program, method));
  let problem: string | null = null;
  for (let tries = 0; tries < mostTries; tries++) {
    const wanted = await acted(act);
    if ('done' in wanted) return wanted.done;
    if (ways.length === 0)
      throw new EnsembleError(
        'bad-request',
        `${program.name}: ${wanted.words} It names no way to sign in from here: if it wants that, sign in by its own program on the host, and start it again.`,
      );
    const chosen = await person.choose(ways, problem);
    problem = (await tried(chosen, options)) ?? `It still does not start: ${wanted.words}`.slice(0, 500);
  }
  throw new EnsembleError('not-permitted', `${program.name} took no sign-in, and was ended. ${problem ?? ''}`);
}

async function acted<T>(act: () => Promise<T>): Promise<{ done: T } | { words: string }> {
  try {
    return { done: await act() };
  } catch (thrown) {
    if (thrown instanceof RequestError && thrown.code === wantsSignIn) return { words: wordsOf(thrown) };
    throw thrown;
  }
}

async function tried(chosen: number, { methods, authenticate }: SignInOptions): Promise<string | null> {
  const method = methods[chosen];
  if (method === undefined) return 'There is no such way.';
  // Its command has been run, as the person says: the next try shows whether it has helped.
  return isForTerminal(method) ? null : authenticate(method.id);
}

function isForTerminal(method: AuthMethod): method is Extract<AuthMethod, { type: 'terminal' }> {
  return 'type' in method && method.type === 'terminal';
}

/** Tells of a method in words that may be shown. */
function wayOf({ command, args }: AgentProgram, method: AuthMethod): SignInWay {
  const name = plainWords(method.name).trim().slice(0, wayNameLength);
  const description = plainWords(method.description ?? '').trim();
  const given = isForTerminal(method) ? method : null;
  const env = Object.entries(given?.env ?? {}).map(([variable, value]) => `${quoted(variable)}=${quoted(value)}`);
  const run = given && [...env, ...[command, ...args, ...(given.args ?? [])].map(quoted)].join(' ');
  return {
    name: name || 'Sign in',
    description: description.slice(0, wayDescriptionLength),
    // One that does not show all that it would do is no command to copy.
    run: run === null ? null : run.length > mostCommand || plainWords(run) !== run ? '' : run,
  };
}

/** Quotes a part of a command, so that a shell takes it as it is. */
function quoted(part: string): string {
  return /^[\w@%+:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", "'\\''")}'`;
}
