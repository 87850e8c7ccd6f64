import { randomUUID } from 'node:crypto';
import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { coAuthorTrailer, withTrailers } from '../../shared/capabilities/git/co-author.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { CommitAuthors } from './commit-authors.ts';
import { commitPrepared, headOf, withoutControls } from './commits.ts';
import type { HookRun } from './hooks.ts';
import { followIndex } from './index-after-work.ts';
import type { Repository } from './repository.ts';
import { madeBy, type UncommittedWork, type WorkWish } from './uncommitted-work.ts';
import type { Outcome } from './working-tree.ts';

export interface WorkCommit {
  message: string;
  /** Files of which nobody knows who changed them, by paths of the repository, that go along as they are. */
  paths: readonly string[];
  wish: WorkWish;
  authors: CommitAuthors;
  /** Person or agent who commits. */
  by: string;
  nameOf: (person: string) => string;
  hooks: () => Promise<HookRun>;
}

/**
 * Commits the work of one person from an index of its own: neither the working tree nor what others have staged is
 * touched.
 */
export async function commitWork(
  repository: Repository,
  found: UncommittedWork,
  { message, paths, wish, authors, by, nameOf, hooks }: WorkCommit,
): Promise<Outcome> {
  const { files, unsigned } = found;
  const { person } = wish;
  const taken = files.filter(({ work }) => work.content !== null);
  const made = madeBy(found, wish);
  const along = [...made, ...unsigned.filter((path) => paths.includes(path))];
  if (message.trim() === '')
    throw new EnsembleError(
      'bad-request',
      'A commit needs a message. Nothing was committed; write one, and try again.',
    );
  if (taken.length + along.length === 0)
    throw new EnsembleError('not-found', 'Nothing of this work is saved and not committed, so nothing was committed.');
  const index = join(repository.gitDir, `ensemble-work-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  const { commit: before } = await headOf(repository);
  try {
    await repository.run(before === null ? ['read-tree', '--empty'] : ['read-tree', before], { env });
    const lines: string[] = [];
    for (const { path, mode, work } of taken) {
      const run = { env, input: Buffer.from(work.content!) };
      const { stdout } = await repository.run(['hash-object', '-w', '--stdin', `--path=${path}`], run);
      lines.push(`${mode ?? (await modeOf(repository, path))} ${stdout.toString().trim()}\t${path}\0`);
    }
    await repository.run(['update-index', '-z', '--index-info'], { env, input: Buffer.from(lines.join('')) });
    if (along.length > 0) {
      const input = Buffer.from(along.map((path) => `${path}\0`).join(''));
      await repository.run(['update-index', '--add', '--remove', '--replace', '-z', '--stdin'], { env, input });
    }
    const people = new Set([person, by, ...taken.flatMap(({ work }) => work.people)]);
    const others = [...people].filter((each) => each !== authors.person && each !== 'disk');
    const turns = [...new Set(taken.flatMap(({ work }) => work.turns))];
    const trailers = [
      ...others.map((each) => coAuthorTrailer(nameOf(each))).sort(),
      ...turns.map((turn) => `Ensemble-Turn: ${turn.replace(/\s+/g, ' ')}`),
    ];
    const whole = withTrailers(withoutControls(message), trailers.map(withoutControls));
    // The tree is made of that commit: with another one meanwhile, this would take it back.
    if ((await headOf(repository)).commit !== before)
      throw new EnsembleError('bad-request', 'Somebody has committed meanwhile. Nothing was committed; try again.');
    const notice = await commitPrepared(repository, { message: whole, authors, env, hooks });
    const { commit, subject } = await headOf(repository);
    await followIndex(repository, before, commit!);
    for (const { work } of taken) work.keep();
    const names = [...taken.map(({ path }) => path), ...along];
    return { act: 'committed', what: subject, files: names, commit, notice };
  } finally {
    for (const file of [index, `${index}.lock`]) await rm(file, { force: true });
  }
}

/** Mode of a new file, as it is on the disk. */
async function modeOf({ workTree }: Repository, path: string): Promise<string> {
  const { mode } = await lstat(join(workTree, path));
  return (mode & 0o111) === 0 ? '100644' : '100755';
}
