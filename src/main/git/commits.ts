import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { noReplyAddress } from '../../shared/capabilities/git/co-author.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { GitRefusal } from './git-program.ts';
import type { Repository } from './repository.ts';
import type { Outcome } from './working-tree.ts';

/** Author of a commit other than the host's person. */
export interface Author {
  name: string;
  email: string;
}

/** A guest as an author: by their name, and an address to which nothing can be sent. */
export function guestAuthor(name: string | null): Author {
  const own = name ?? 'Somebody';
  return { name: own, email: noReplyAddress(own) };
}

/** Time limit of fetching and pushing, which depend on the network. */
const networkMs = 10 * 60_000;

const nameless = /tell me who you are|unable to auto-detect email|no email was given|empty ident name/i;

/** Names of a repository's hooks that would have run. */
async function hooks(repository: Repository, names: readonly string[]): Promise<string | null> {
  const there = await readdir(join(repository.commonDir, 'hooks')).catch((): string[] => []);
  const skipped = names.filter((name) => there.includes(name));
  if (skipped.length === 0) return null;
  return `Hooks of the repository were not run: ${skipped.join(', ')}. Where they matter, commit or push in a terminal of the host.`;
}

async function headOf(repository: Repository): Promise<{ commit: string | null; subject: string }> {
  const { code, stdout } = await repository.look(['log', '-1', '--format=%H%x1f%s'], { allowed: [0, 128] });
  const [commit = '', subject = ''] = code === 0 ? stdout.toString().trim().split('\x1f') : [];
  return { commit: commit || null, subject };
}

/** Adds a guest's own sign-off to their message, beside other trailers at its end. */
function withSignOff(message: string, { name, email }: Author): string {
  const text = message.trimEnd();
  const hasTrailers = /\n\n(?:[\w-]+: .*\n?)+$/.test(text);
  return `${text}${hasTrailers ? '\n' : '\n\n'}Signed-off-by: ${name} <${email}>\n`;
}

/** Commits the staged changes. The author is the caller; the committer is the host's person, whose machine it is. */
export async function commit(
  repository: Repository,
  { message, amend, signOff }: { message: string; amend: boolean; signOff: boolean },
  author: Author | null,
): Promise<Outcome> {
  const isSame = amend && message.trim() === '';
  if (!isSame && message.trim() === '')
    throw new EnsembleError(
      'bad-request',
      'A commit needs a message. Nothing was committed; write one, and try again.',
    );
  if (isSame && signOff && author !== null)
    throw new EnsembleError('bad-request', 'To sign off, give the message again. Nothing was committed.');
  const flags = ['commit', '-q', '--no-verify', ...(isSame ? ['--no-edit'] : ['-F', '-'])];
  if (amend) flags.push('--amend');
  // A sign-off is the committer's, who is the host's person; a guest's is a line of their own message.
  if (signOff && author === null) flags.push('--signoff');
  const { files } = await repository.status();
  if (!amend && files.every(({ is }) => /^[.?]/.test(is)) && (await repository.underway()) === null)
    throw new EnsembleError('bad-request', 'Nothing is staged, so there is nothing to commit.');
  const env = author && !amend ? { GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email } : {};
  const signed = signOff && author !== null ? withSignOff(message, author) : message;
  const settings = author ? ([['commit.gpgSign', 'false']] as const) : [];
  try {
    await repository.run(flags, { env, settings, ...(isSame ? {} : { input: Buffer.from(signed) }) });
  } catch (thrown) {
    if (!(thrown instanceof GitRefusal && nameless.test(thrown.complaint))) throw thrown;
    throw new EnsembleError(
      'bad-request',
      'Git on the host’s machine does not know its person, so nothing was committed. There, set them once: git config --global user.name "NAME", and user.email.',
    );
  }
  const { commit: made, subject } = await headOf(repository);
  const notice = await hooks(repository, ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit']);
  return { act: 'committed', what: subject, commit: made, notice };
}

/** Switches to a branch, one of a remote by its short name as well, or to a commit. */
export async function checkOut(repository: Repository, to: { branch: string } | { commit: string }): Promise<Outcome> {
  if ('commit' in to) await repository.run(['checkout', '-q', '--detach', to.commit, '--']);
  else await repository.run(['checkout', '-q', to.branch, '--']);
  const what = 'commit' in to ? to.commit.slice(0, 8) : to.branch;
  return { act: 'checked-out', what, commit: (await headOf(repository)).commit };
}

export async function branch(repository: Repository, name: string): Promise<Outcome> {
  const { code } = await repository.look(['check-ref-format', '--branch', name], { allowed: [0, 128] });
  if (code !== 0) throw new EnsembleError('bad-request', `“${name}” is no name that Git takes for a branch.`);
  const { head } = await repository.status();
  await repository.run(head === null ? ['symbolic-ref', 'HEAD', `refs/heads/${name}`] : ['checkout', '-q', '-b', name]);
  return { act: 'branched', what: name, commit: head };
}

const signIn = /could not read (username|password)|authentication failed|permission denied|terminal prompts disabled/i;

/** Runs a command that asks a remote; the failure of a sign-in says where to sign in. */
async function remotely(repository: Repository, args: readonly string[], signal: AbortSignal): Promise<void> {
  // The first of such settings counts, so that nothing could take its place.
  const ways = ['config', '--get-regexp', '^remote\\..*\\.(vcs|uploadpack|receivepack)$'];
  const { stdout } = await repository.look(ways, { allowed: [0, 1] });
  if (stdout.length > 0)
    throw new EnsembleError(
      'bad-request',
      'A remote of this repository is reached by a program that its configuration names, which is not run from here. Use a terminal of the host.',
    );
  try {
    await repository.run(args, { signal, timeoutMs: networkMs });
  } catch (thrown) {
    if (!(thrown instanceof GitRefusal && signIn.test(thrown.complaint))) throw thrown;
    throw new EnsembleError(
      'no-access',
      'The remote wants somebody to sign in, so nothing was sent or fetched. Sign in once on the host’s machine, in a terminal: git fetch.',
    );
  }
}

export async function fetch(repository: Repository, signal: AbortSignal): Promise<Outcome> {
  await remotely(repository, ['fetch', '-q', '--all', '--no-recurse-submodules'], signal);
  return { act: 'fetched', what: '' };
}

export async function pull(repository: Repository, signal: AbortSignal): Promise<Outcome> {
  const { stdout } = await repository.look(['config', '--get', 'pull.rebase'], { allowed: [0, 1] });
  const how = stdout.length > 0 ? [] : ['--no-rebase'];
  await remotely(repository, ['pull', '-q', '--no-edit', '--no-verify', ...how], signal);
  const { branch } = await repository.status();
  return { act: 'pulled', what: branch ?? '', commit: (await headOf(repository)).commit };
}

/** Pushes the branch to its upstream, or to the one remote there is, which becomes its upstream. */
export async function push(repository: Repository, signal: AbortSignal): Promise<Outcome> {
  const { branch, upstream } = await repository.status();
  if (branch === null)
    throw new EnsembleError('bad-request', 'The head is detached, so there is no branch to push. Make one first.');
  const { stdout } = await repository.look(['remote']);
  const remotes = stdout
    .toString()
    .split('\n')
    .filter((name) => name !== '');
  const remote = remotes.includes('origin') ? 'origin' : remotes[0];
  if (remote === undefined)
    throw new EnsembleError('bad-request', 'This repository has no remote to push to. Add one on the host’s machine.');
  const where = upstream === null ? ['--set-upstream', '--end-of-options', remote, `refs/heads/${branch}`] : [];
  await remotely(repository, ['push', '-q', '--no-verify', ...where], signal);
  const notice = await hooks(repository, ['pre-push']);
  return { act: 'pushed', what: branch, commit: (await headOf(repository)).commit, notice };
}

/** Deletes a branch; one with commits that are nowhere else only by force. */
export async function deleteBranch(repository: Repository, name: string, force: boolean): Promise<Outcome> {
  await repository.run(['branch', '-q', force ? '-D' : '-d', '--end-of-options', name]);
  return { act: 'deleted-branch', what: name };
}

export async function tag(repository: Repository, name: string, commit: string | null): Promise<Outcome> {
  await repository.run(['tag', '--no-sign', '--end-of-options', name, commit ?? 'HEAD']);
  return { act: 'tagged', what: name, commit };
}
