import type { TransferProgress } from '../../shared/capabilities/git/questions.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { type AnswerPrompt, withAskpass } from './askpass.ts';
import { headOf } from './commits.ts';
import { GitRefusal } from './git-program.ts';
import type { HookRun } from './hooks.ts';
import { conflicting } from './merging.ts';
import type { Repository } from './repository.ts';
import type { Outcome } from './working-tree.ts';

/** Time limit of fetching and pushing, which depend on the network and on somebody who signs in. */
const networkMs = 10 * 60_000;

const signIn = /could not read (username|password)|authentication failed|permission denied|terminal prompts disabled/i;

/** Ways of an act that asks a remote: out to its caller, and to the host's person. */
export interface Transfer {
  signal: AbortSignal;
  progress: (progress: TransferProgress) => void;
  /** Asks the host's person for a password or name. */
  answer: AnswerPrompt;
}

const step = /^(?:remote: )?([A-Z][A-Za-z ]{2,60}): +(\d{1,3})%/;

/** Reads Git's words about its progress, the last of which counts. */
export function progressIn(text: string): Pick<TransferProgress, 'words' | 'percent'> | null {
  const lines = text.split(/[\r\n]/).toReversed();
  for (const line of lines) {
    const [, words, percent] = step.exec(line) ?? [];
    if (words !== undefined) return { words, percent: Math.min(100, Number(percent)) };
  }
  return null;
}

/** Runs a command that asks a remote, with its progress; a sign-in is for the host's person. */
export async function remotely(
  repository: Repository,
  args: readonly string[],
  { signal, progress, answer }: Transfer,
  hooks: HookRun | null = null,
): Promise<void> {
  // The first of such settings counts, so that nothing could take its place.
  const ways = ['config', '--get-regexp', '^remote\\..*\\.(vcs|uploadpack|receivepack)$'];
  const { stdout } = await repository.look(ways, { allowed: [0, 1] });
  if (stdout.length > 0)
    throw new EnsembleError(
      'bad-request',
      'A remote of this repository is reached by a program that its configuration names, which is not run from here. Use a terminal of the host.',
    );
  let last: Pick<TransferProgress, 'words' | 'percent'> = { words: 'Reaching the remote', percent: null };
  let waiting = 0;
  const say = () => progress({ ...last, asksHost: waiting > 0 });
  const asking: AnswerPrompt = async (prompt, isSecret) => {
    waiting++;
    say();
    return answer(prompt, isSecret).finally(() => {
      waiting--;
      say();
    });
  };
  const onWords = (text: string) => {
    const next = progressIn(text);
    if (next === null) return;
    last = next;
    say();
  };
  try {
    await withAskpass(asking, (env) =>
      repository.run(args, { signal, timeoutMs: networkMs, env, onWords, settings: hooks?.settings ?? [] }),
    );
  } catch (thrown) {
    if (!(thrown instanceof GitRefusal && signIn.test(thrown.complaint))) throw thrown;
    throw new EnsembleError(
      'no-access',
      'The remote took no sign-in, so nothing was sent or fetched. It is for the host: their window asks for the name and password, or they sign in once in a terminal of their machine.',
    );
  }
}

export async function fetch(repository: Repository, transfer: Transfer): Promise<Outcome> {
  await remotely(repository, ['fetch', '--progress', '--all', '--no-recurse-submodules'], transfer);
  return { act: 'fetched', what: '' };
}

/**
 * Fetches what the branch follows, and gives the name of that here: what comes can be judged before a file moves, and
 * the remote may say something else a moment later.
 */
export async function fetchUpstream(repository: Repository, transfer: Transfer): Promise<string> {
  await remotely(repository, ['fetch', '--progress', '--no-recurse-submodules'], transfer);
  const asked = ['rev-parse', '--verify', '--quiet', '--symbolic-full-name', 'HEAD@{upstream}'];
  const { stdout } = await repository.look(asked, { allowed: [0, 1, 128] });
  const upstream = stdout.toString().trim();
  if (upstream !== '') return upstream;
  throw new EnsembleError(
    'bad-request',
    'This branch follows no branch of a remote, so there is nothing to pull. Push it first, or set what it follows on the host’s machine.',
  );
}

/** Brings what was fetched into the branch, by a merge or a rebase as the configuration says. */
export async function bringIn(repository: Repository, upstream: string): Promise<Outcome> {
  const { stdout } = await repository.look(['config', '--get', 'pull.rebase'], { allowed: [0, 1] });
  const how = stdout.length > 0 ? [] : ['--no-rebase'];
  const notice = await conflicting(repository, ['pull', '-q', '--no-edit', '--no-verify', ...how, '.', upstream]);
  const { branch } = await repository.status();
  return { act: 'pulled', what: branch ?? '', commit: (await headOf(repository)).commit, notice };
}

/** Pushes the branch to its upstream, or to the one remote there is, which becomes its upstream. */
export async function push(
  repository: Repository,
  transfer: Transfer,
  hooks: () => Promise<HookRun>,
): Promise<Outcome> {
  const { branch, upstream } = await repository.status();
  if (branch === null)
    throw new EnsembleError('bad-request', 'The head is detached, so there is no branch to push. Make one first.');
  const remote = await firstRemote(repository);
  const where = upstream === null ? ['--set-upstream', '--end-of-options', remote, `refs/heads/${branch}`] : [];
  const run = await hooks();
  await remotely(repository, ['push', '--progress', ...run.flags, ...where], transfer, run);
  return { act: 'pushed', what: branch, commit: (await headOf(repository)).commit, notice: run.notice };
}

/** Remote to which a branch goes that follows none. Throws in words where there is none. */
export async function firstRemote(repository: Repository): Promise<string> {
  const { stdout } = await repository.look(['remote']);
  const remotes = stdout
    .toString()
    .split('\n')
    .filter((name) => name !== '');
  const remote = remotes.includes('origin') ? 'origin' : remotes[0];
  if (remote !== undefined) return remote;
  throw new EnsembleError('bad-request', 'This repository has no remote to push to. Add one on the host’s machine.');
}
