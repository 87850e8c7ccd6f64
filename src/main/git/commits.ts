import { coAuthorTrailer, withTrailers } from '../../shared/capabilities/git/co-author.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Author, CommitAuthors } from './commit-authors.ts';
import { GitRefusal } from './git-program.ts';
import type { HookRun } from './hooks.ts';
import type { Repository } from './repository.ts';
import type { Outcome } from './working-tree.ts';

/** Time limits of a commit: hooks run whole test suites. */
const commitMs = 60_000;
const hooksMs = 10 * 60_000;

/** Hooks of a commit. */
export const commitHooks = [
  'pre-commit',
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'post-rewrite',
  'reference-transaction',
  'post-index-change',
] as const;

const nameless = /tell me who you are|unable to auto-detect email|no email was given|empty ident name/i;

/** Commit at the head, and its first line. */
export async function headOf(repository: Repository): Promise<{ commit: string | null; subject: string }> {
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

/** Takes out controls, which a terminal of the host would obey when Git shows a message of somebody else's. */
export const withoutControls = (message: string) => message.replace(/(?![\n\t])\p{Cc}/gu, '');

interface CommitWish {
  message: string;
  amend: boolean;
  signOff: boolean;
}

const authorEnv = ({ name, email }: Author) => ({ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email });

/** Says whether a commit keeps the words of the one that it amends. */
const keepsWords = ({ message, amend }: CommitWish) => amend && message.trim() === '';

/** Refuses a commit that would not come about, before anybody is asked about it. */
export async function mustBeCommittable(
  repository: Repository,
  wish: CommitWish,
  { author, agent }: CommitAuthors,
): Promise<void> {
  const isSame = keepsWords(wish);
  if (wish.signOff && agent !== null)
    throw new EnsembleError(
      'not-permitted',
      'A sign-off is the word of a person. Nothing was committed; leave it out.',
    );
  if (!isSame && wish.message.trim() === '')
    throw new EnsembleError(
      'bad-request',
      'A commit needs a message. Nothing was committed; write one, and try again.',
    );
  if (isSame && wish.signOff && author !== null)
    throw new EnsembleError('bad-request', 'To sign off, give the message again. Nothing was committed.');
  const { files } = await repository.status();
  if (!wish.amend && files.every(({ is }) => /^[.?]/.test(is)) && (await repository.underway()) === null)
    throw new EnsembleError('bad-request', 'Nothing is staged, so there is nothing to commit.');
}

/**
 * Commits the staged changes. The author is the caller, or the owner of the agent that calls; the committer is the
 * host's person, whose machine it is.
 */
export async function commit(
  repository: Repository,
  wish: CommitWish,
  authors: CommitAuthors,
  hooks: () => Promise<HookRun>,
): Promise<Outcome> {
  const { amend, signOff } = wish;
  const { author, agent } = authors;
  const said = withoutControls(wish.message);
  const isSame = keepsWords(wish);
  await mustBeCommittable(repository, { ...wish, message: said }, authors);
  const message = agent === null || isSame ? said : withTrailers(said, [withoutControls(coAuthorTrailer(agent))]);
  const flags = ['commit', '-q', ...(isSame ? ['--no-edit'] : ['-F', '-'])];
  if (amend) flags.push('--amend');
  // A sign-off is the committer's, who is the host's person; a guest's is a line of their own message.
  if (signOff && author === null) flags.push('--signoff');
  const env = author && !amend ? authorEnv(author) : {};
  const signed = signOff && author !== null ? withSignOff(message, author) : message;
  const input = isSame ? {} : { input: Buffer.from(signed) };
  const notice = await runCommit(repository, flags, { env, authors, hooks, ...input });
  const { commit: made, subject } = await headOf(repository);
  return { act: 'committed', what: subject, commit: made, notice };
}

interface CommitRun {
  env: Readonly<Record<string, string>>;
  authors: CommitAuthors;
  hooks: () => Promise<HookRun>;
  input?: Uint8Array;
}

/** Runs Git's own command with the hooks that may run. Gives words about those that did not. */
async function runCommit(
  repository: Repository,
  args: readonly string[],
  { env, authors: { author, agent }, hooks, ...input }: CommitRun,
): Promise<string | null> {
  const run = await hooks();
  const settings = [...(author || agent !== null ? ([['commit.gpgSign', 'false']] as const) : []), ...run.settings];
  const timeoutMs = run.settings.length > 0 ? hooksMs : commitMs;
  try {
    await repository.run([...args, ...run.flags], { env, settings, timeoutMs, ...input });
  } catch (thrown) {
    if (!(thrown instanceof GitRefusal && nameless.test(thrown.complaint))) throw thrown;
    throw new EnsembleError(
      'bad-request',
      'Git on the host’s machine does not know its person, so nothing was committed. There, set them once: git config --global user.name "NAME", and user.email.',
    );
  }
  return run.notice;
}

/** Commits what an index of its own holds, which `env` names. Gives words about hooks that were not run. */
export function commitPrepared(
  repository: Repository,
  wish: Pick<CommitRun, 'authors' | 'hooks' | 'env'> & { message: string },
): Promise<string | null> {
  const { message, authors, hooks } = wish;
  const env = { ...wish.env, ...(authors.author && authorEnv(authors.author)) };
  return runCommit(repository, ['commit', '-q', '-F', '-'], { env, authors, hooks, input: Buffer.from(message) });
}

/** Switches to a branch, one of a remote by its short name as well, or to a commit. */
export async function checkOut(repository: Repository, to: { branch: string } | { commit: string }): Promise<Outcome> {
  if ('commit' in to) await repository.run(['checkout', '-q', '--detach', to.commit, '--']);
  else await repository.run(['checkout', '-q', to.branch, '--']);
  const what = 'commit' in to ? to.commit.slice(0, 8) : to.branch;
  return { act: 'checked-out', what, commit: (await headOf(repository)).commit };
}

/** Refuses what Git takes for no branch's name. */
export async function mustBeName(repository: Repository, name: string): Promise<void> {
  const { code } = await repository.look(['check-ref-format', '--branch', name], { allowed: [0, 128] });
  if (code !== 0) throw new EnsembleError('bad-request', `“${name}” is no name that Git takes for a branch.`);
}

export async function branch(repository: Repository, name: string): Promise<Outcome> {
  await mustBeName(repository, name);
  const { head } = await repository.status();
  await repository.run(head === null ? ['symbolic-ref', 'HEAD', `refs/heads/${name}`] : ['checkout', '-q', '-b', name]);
  return { act: 'branched', what: name, commit: head };
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

/** Gives a branch another name; one that is taken stays. */
export async function renameBranch(repository: Repository, name: string, to: string): Promise<Outcome> {
  await mustBeName(repository, to);
  await repository.run(['branch', '-q', '-m', '--end-of-options', name, to]);
  return { act: 'renamed-branch', what: `${name} to ${to}` };
}

export async function deleteTag(repository: Repository, name: string): Promise<Outcome> {
  await repository.run(['tag', '-d', '--end-of-options', name]);
  return { act: 'deleted-tag', what: name };
}
