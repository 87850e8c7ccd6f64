import type { Question } from '../../client/approvals/ask-people.ts';
import type { TransferProgress } from '../../shared/capabilities/git/questions.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Caller } from '../../shared/session/contract.ts';
import { linesOf, plainWords } from '../../shared/text/shown.ts';
import type { AskPeople } from './asked-moves.ts';
import { headOf } from './commits.ts';
import type { HookRun } from './hooks.ts';
import { firstRemote, remotely, type Transfer } from './remotes.ts';
import type { Repository } from './repository.ts';
import type { Outcome } from './working-tree.ts';

/** Most commits that a question names; of the rest it tells the number. */
const mostNamed = 20;
/** Time for somebody to answer; then nothing is pushed. */
const waitMs = 600_000;

const choices = [
  { choice: 'push', name: 'Push', allows: true },
  { choice: 'refuse', name: 'Refuse', allows: false },
];

export type PushQuestion = Omit<Question, 'person'>;

/** A push as it is asked for: these commits, to this branch of this remote, and nothing else. */
export interface PlannedPush {
  branch: string;
  head: string;
  remote: string;
  /** Addresses of the remote, to each of which Git pushes. */
  urls: readonly string[];
  /** Branch of the remote, and whether the local one follows it already. */
  target: string;
  isFollowed: boolean;
  commits: readonly string[];
  count: number;
}

/** Finds what a push of the present branch would do. Throws in words where there is nothing to be pushed. */
export async function plannedPush(repository: Repository): Promise<PlannedPush> {
  const { branch } = await repository.status();
  const { commit: head } = await headOf(repository);
  if (branch === null || head === null)
    throw new EnsembleError('bad-request', 'There is no branch with a commit to push. Make one first.');
  const format = '--format=%(upstream:remotename)%00%(upstream:remoteref)';
  const followed = await repository.look(['for-each-ref', format, `refs/heads/${branch}`]);
  const [itsRemote = '', itsRef = ''] = followed.stdout.toString().trimEnd().split('\0');
  const isFollowed = itsRemote !== '' && itsRemote !== '.' && itsRef.startsWith('refs/heads/');
  const remote = isFollowed ? itsRemote : await firstRemote(repository);
  const target = isFollowed ? itsRef.slice('refs/heads/'.length) : branch;
  const urls = await repository.look(['remote', 'get-url', '--push', '--all', '--', remote]);
  const known = `refs/remotes/${remote}/${target}`;
  const found = await repository.look(['rev-parse', '--verify', '--quiet', known], { allowed: [0, 1, 128] });
  const isThere = found.stdout.length > 0;
  // Commits that lie on other branches of the remote are new to this one.
  const range = [head, '--not', isThere ? known : `--remotes=${remote}`];
  const { stdout: total } = await repository.look(['rev-list', '--count', ...range]);
  const count = Number(total.toString());
  if (count === 0 && isFollowed && isThere)
    throw new EnsembleError('bad-request', `${remote} has all commits of ${branch} already: there is nothing to push.`);
  const named = await repository.look(['log', '--format=%h %s', `--max-count=${mostNamed}`, ...range]);
  const lists = { urls: filledLines(urls.stdout), commits: filledLines(named.stdout) };
  return { branch, head, remote, target, isFollowed, count, ...lists };
}

function filledLines(output: Buffer): string[] {
  return output
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

/** Question about a planned push, for those who may push. */
export function questionOf(planned: PlannedPush): PushQuestion {
  const { branch, remote, target, commits, count, urls } = planned;
  const many = count === 1 ? '1 commit' : `${count} commits`;
  const more = count > commits.length ? [`… and ${count - commits.length} more`] : [];
  const places = urls.map((url) => `${remote}: ${withoutSecret(url)}`);
  const lines = [...places, ...commits.map((line) => line.slice(0, 120)), ...more];
  return {
    wish: { is: 'push' },
    title: plainWords(`Push ${many} of ${branch} to ${target} at ${remote}`).slice(0, 300),
    detail: linesOf(lines).slice(0, 2_000),
    choices,
    waitMs,
  };
}

/** Leaves out what may sign in with an address: everybody reads the question, and it stays in the history. */
function withoutSecret(address: string): string {
  // Git's helpers, as in `name::address`.
  const [, helper = '', rest = ''] = /^([\w+.-]+::)?(.*)$/su.exec(address) ?? [];
  if (!rest.includes('://')) return `${helper}${rest.replace(/^[^/]*@/u, '')}`;
  const url = URL.parse(rest);
  if (url === null) return `${helper}${rest.replace(/:\/\/.*@/su, '://').replace(/[?#].*$/su, '')}`;
  Object.assign(url, { username: '', password: '', search: '', hash: '' });
  return `${helper}${url.href}`;
}

interface Agreeing {
  ask: AskPeople;
  nameOf: (person: string) => string;
  stream: { send(part: TransferProgress): Promise<void> };
}

/** Asks those who may push, and gives what they have agreed to. Rejects in words where nobody has. */
export async function agreedPush(
  repository: Repository,
  { person }: Caller,
  signal: AbortSignal,
  { ask, nameOf, stream }: Agreeing,
): Promise<PlannedPush> {
  const planned = await plannedPush(repository);
  void stream
    .send({ words: 'Waiting for somebody who may push', percent: null, asksHost: false })
    .catch(() => undefined);
  const answer = await ask(person, questionOf(planned), signal);
  if (answer?.choice === 'push') return planned;
  const why = answer === null ? 'Nobody has answered' : `${nameOf(answer.person)} has not agreed`;
  throw new EnsembleError('not-permitted', `${why}, so nothing was pushed. Your commits stay as they are.`);
}

/** Pushes what was asked for; refuses in words where anything of it is otherwise by now. */
export async function pushPlanned(
  planned: PlannedPush,
  repository: Repository,
  transfer: Transfer,
  hooks: () => Promise<HookRun>,
): Promise<Outcome> {
  const { branch, head, remote, urls, target, isFollowed } = planned;
  const now = await plannedPush(repository);
  if (now.branch !== branch || now.head !== head)
    throw new EnsembleError(
      'bad-request',
      `${branch} has moved since you asked, so nothing was pushed: ask again for the commits of now.`,
    );
  if (now.remote !== remote || now.urls.join('\n') !== urls.join('\n') || now.target !== target)
    throw new EnsembleError('bad-request', `${remote} is another place than when you asked, so nothing was pushed.`);
  const run = await hooks();
  // Named by its commit: what comes to the branch while this runs stays here.
  const refs = `${head}:refs/heads/${target}`;
  const args = ['push', '--progress', '--no-follow-tags', ...run.flags, '--end-of-options', remote, refs];
  await remotely(repository, args, transfer, run);
  if (!isFollowed) await repository.run(['branch', `--set-upstream-to=${remote}/${target}`, '--', branch]);
  return { act: 'pushed', what: branch, commit: head, notice: run.notice };
}
