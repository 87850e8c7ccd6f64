import { access, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import PQueue from 'p-queue';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { GroupWatch } from '../programs/program-group.ts';
import { type GitOutput, type GitRun, GitTimeout, runGit } from './git-program.ts';
import { reachesNothing, withoutOwnPrograms } from './own-programs.ts';
import { type ParsedStatus, parseStatus } from './status-parser.ts';

type Undertaking = 'merge' | 'rebase' | 'cherry-pick' | 'revert' | 'bisect';

/** Files of a repository that stand for something under way in it. */
const signs: readonly (readonly [file: string, is: Undertaking])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
];

/** Time limit of a look at the status: a rule of .gitignore, which guests may write, can take hours. */
const statusMs = 15_000;

/** Bounds of everything that runs in a repository: the host's end, and the guard against its death. */
export interface Life {
  /** Signal that ends all looks, with the host. */
  closing: AbortSignal;
  guard?: GroupWatch | undefined;
  /** Turns by the folder of branches: working trees of one repository share these, and so their turns. */
  turns?: Map<string, Turns>;
}

/** Queues of what is done to a repository, one after another. */
export interface Turns {
  /** Acts that change it on this machine. */
  readonly acts: PQueue;
  /** Transfers from and to its remotes. They may wait for somebody who signs in, and no act waits for that. */
  readonly transfers: PQueue;
}

const newTurns = (): Turns => ({ acts: new PQueue({ concurrency: 1 }), transfers: new PQueue({ concurrency: 1 }) });

/** One repository in the folder. Git is given its place, and never looks for one itself. */
export class Repository {
  /** Path of its working tree in the folder; '' is the folder itself. */
  readonly path: string;
  readonly workTree: string;
  /** Folder of its own index and head, and folder of its branches: the same unless it is a further working tree. */
  readonly gitDir: string;
  readonly commonDir: string;
  readonly turns: Turns;
  readonly #env: Readonly<Record<string, string>>;

  readonly #life: Life;

  private constructor(path: string, workTree: string, gitDir: string, commonDir: string, life: Life) {
    this.path = path;
    this.workTree = workTree;
    this.gitDir = gitDir;
    this.commonDir = commonDir;
    this.#life = life;
    this.turns = life.turns?.get(commonDir) ?? newTurns();
    life.turns?.set(commonDir, this.turns);
    this.#env = { GIT_DIR: gitDir, GIT_WORK_TREE: workTree };
  }

  /**
   * Opens the repository whose working tree is at a path of the folder. Git looks at it itself once, so that one of
   * another user of the machine is refused as Git refuses it.
   */
  static async open(root: string, path: string, life: Life): Promise<Repository> {
    const workTree = path === '' ? root : join(root, path);
    const env = { GIT_CEILING_DIRECTORIES: dirname(workTree) };
    const asked = ['rev-parse', '--path-format=absolute', '--show-toplevel', '--absolute-git-dir', '--git-common-dir'];
    const { stdout } = await runGit(asked, { cwd: workTree, env, guard: life.guard });
    const [, gitDir = '', commonDir = gitDir] = stdout.toString().split('\n');
    if (gitDir === '' || gitDir === workTree) throw new EnsembleError('not-found', 'There is no repository.');
    return new Repository(path, workTree, gitDir, commonDir, life);
  }

  /** Runs Git in it, without programs of its own configuration. */
  async run(args: readonly string[], run: Omit<GitRun, 'cwd'> = {}): Promise<GitOutput> {
    const cwd = this.workTree;
    const quiet = await withoutOwnPrograms(cwd, this.#env, this.commonDir);
    return runGit(args, {
      guard: this.#life.guard,
      ...run,
      cwd,
      env: { ...this.#env, ...run.env, ...quiet.env },
      settings: [...quiet.settings, ...(run.settings ?? [])],
    });
  }

  /** Runs a command that only looks, as `run`: it takes no lock, writes nothing and fetches nothing. */
  look(args: readonly string[], run: Omit<GitRun, 'cwd'> = {}): Promise<GitOutput> {
    const signal = run.signal ? AbortSignal.any([run.signal, this.#life.closing]) : this.#life.closing;
    return this.run(args, { ...run, signal, env: { ...run.env, GIT_OPTIONAL_LOCKS: '0', ...reachesNothing } });
  }

  /** Reads its status. Submodules are not looked into: that would go by configurations of their own. */
  async status(): Promise<ParsedStatus> {
    const flags = ['--porcelain=v2', '-z', '--branch', '--show-stash', '--find-renames', '--ignore-submodules=dirty'];
    try {
      const { stdout } = await this.look(['status', ...flags, '--untracked-files=all'], { timeoutMs: statusMs });
      return parseStatus(stdout.toString());
    } catch (thrown) {
      if (!(thrown instanceof GitTimeout)) throw thrown;
      throw new EnsembleError(
        'bad-request',
        `Git needed more than ${statusMs / 1000} seconds to look at the files, so it was stopped. A pattern such as **/a/**/b/** in a .gitignore file can do that: make it simpler, and Git is asked again.`,
      );
    }
  }

  async underway(): Promise<Undertaking | null> {
    for (const [file, is] of signs) {
      const isThere = await access(join(this.gitDir, file)).then(
        () => true,
        () => false,
      );
      if (isThere) return is;
    }
    return null;
  }

  /** Says whether its working tree is there still. */
  async isThere(): Promise<boolean> {
    return stat(join(this.workTree, '.git')).then(
      () => true,
      () => false,
    );
  }

  /** Converts a path of the folder into one of the repository. Throws for any other place. */
  within(path: string): string {
    if (this.path === '') return path;
    if (!path.startsWith(`${this.path}/`))
      throw new EnsembleError('bad-request', `“${path}” is not in the repository “${this.path}”.`);
    return path.slice(this.path.length + 1);
  }

  /** Converts a path of the repository into one of the folder. */
  inFolder(path: string): string {
    return this.path === '' ? path : `${this.path}/${path}`;
  }
}
