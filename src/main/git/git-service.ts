import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { FolderStatus } from '../../shared/capabilities/git/git-state.ts';
import type { GitAct } from '../../shared/capabilities/git/kinds.ts';
import { type gitMethods, gitStreams } from '../../shared/capabilities/git/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Caller, Handlers, StreamHandlers } from '../../shared/session/contract.ts';
import type { GroupWatch } from '../programs/program-group.ts';
import type { HoldTree } from '../programs/typed-move.ts';
import type { AskPeople } from './asked-moves.ts';
import { agreedPush, pushPlanned } from './asked-push.ts';
import { blame } from './blame.ts';
import type { CommitAuthors } from './commit-authors.ts';
import {
  branch,
  commit,
  commitHooks,
  deleteBranch,
  deleteTag,
  mustBeCommittable,
  renameBranch,
  tag,
} from './commits.ts';
import { resolveConflict } from './conflict-choice.ts';
import { Decisions } from './decisions.ts';
import { runGit } from './git-program.ts';
import { hooksFor } from './hooks.ts';
import { HostQuestions } from './host-questions.ts';
import { ofRebase, refuseOthers } from './moved-paths.ts';
import { type AskingWays, MovingTree } from './moving-tree.ts';
import type { OthersSource } from './others-work.ts';
import { changedIn, log, mergeBase, refs, show } from './past.ts';
import { Places } from './places.ts';
import { bringIn, fetch, fetchUpstream, push, type Transfer } from './remotes.ts';
import type { Repository, Turns } from './repository.ts';
import { dropStash, listStashes } from './stashes.ts';
import { StatusKeeper } from './status-keeper.ts';
import { transferOf } from './transfers.ts';
import { TreeLeases, type TreeLeasesOptions } from './tree-leases.ts';
import { TypedMoves } from './typed-moves.ts';
import type { WorkSource } from './uncommitted-work.ts';
import { forGuests } from './words-for-guests.ts';
import { workHandlers } from './work-handlers.ts';
import { discard, type Outcome, stage, stageText, unstage } from './working-tree.ts';
import { addWorktree, listWorktrees, removeWorktree } from './worktrees.ts';

export type GitMethod = keyof typeof gitMethods;
export type GitStream = keyof typeof gitStreams;

/** A caller's rights to see and change paths. */
export interface Sight {
  sees(path: string): boolean;
  mayChange(path: string): boolean;
}

export interface GitServiceOptions {
  root: string;
  sightOf: (caller: Pick<Caller, 'isOwner'>) => Sight;
  /** Gives the authors of a commit that somebody makes. */
  authorsOf: (person: string) => CommitAuthors;
  tell: (status: FolderStatus) => Promise<void>;
  done: (deed: {
    person: string;
    act: GitAct;
    repository: string;
    what: string;
    commit: string | null;
    over?: string[];
  }) => Promise<void>;
  /** Database of this machine's own record, which keeps what its person has decided. */
  database: DatabaseSync;
  /** Gives the name of a person, for questions to the host's. */
  nameOf: (person: string) => string;
  /** Asks those on behalf of a person who may allow what they wish for; null where nobody has answered. */
  ask: AskPeople;
  /** Called with the path and the own folder of each repository that is found, other than a further working tree. */
  onFound?: (path: string, gitFolder: string) => void;
  guard?: GroupWatch;
  /** Called before files with conflicts are brought back, with their paths; what it gives is called behind that. */
  bringingBack?: (paths: readonly string[], person: string) => Promise<() => Promise<unknown>>;
  /** Tells the authors of what is saved and not committed. */
  work: WorkSource;
  /** Lease of the whole tree, told to everybody, what others have under way in it, and those others. */
  tree: Pick<TreeLeasesOptions, 'leased' | 'freed'> &
    Pick<OthersSource, 'unsaved' | 'locks'> &
    Pick<AskingWays, 'people'>;
  report: (message: string) => void;
  /** Least rest between two looks at the status. */
  restMs?: number;
}

/** Longest words in an entry about somebody's act. */
const mostWords = 200;

/** Makes the service that answers requests about the folder's repositories, and tells all of their status. */
export function createGitService(options: GitServiceOptions): {
  handlers: Handlers<GitMethod> & StreamHandlers<GitStream>;
  start: () => void;
  onFiles: (changes: readonly { path: string; type: string }[]) => void;
  /** Rule for Git in terminals. */
  holdTree: HoldTree;
  close: () => Promise<void>;
} {
  const { root, sightOf, authorsOf, nameOf, report } = options;
  const questions = new HostQuestions();
  const decisions = new Decisions(options.database, questions);
  const places: Places = new Places(decisions, () => keeper.findAgain());
  const keeper: StatusKeeper = new StatusKeeper({
    root,
    places,
    guard: options.guard,
    onFound: ({ path, gitDir, commonDir }) => {
      if (gitDir === commonDir) options.onFound?.(path, commonDir);
    },
    restMs: options.restMs,
    sees: {
      guests: (path) => sightOf({ isOwner: false }).sees(path),
      owner: (path) => sightOf({ isOwner: true }).sees(path),
    },
    tell: options.tell,
    report,
  });

  const at = async (path: string, caller: Caller): Promise<Repository> => {
    const isSeen = path === '' || sightOf(caller).sees(path);
    const repository = isSeen ? await keeper.repositoryAt(path) : undefined;
    if (repository) return repository;
    throw new EnsembleError('not-found', `There is no repository ${path === '' ? 'in this folder' : `in “${path}”`}.`);
  };

  /** Gives the words about an act for everybody; null where it is all about files that are hidden from guests. */
  const toldOf = (repository: Repository, { what, files }: Outcome): string | null => {
    if (files === undefined) return what;
    const { sees } = sightOf({ isOwner: false });
    const told = files.filter((file) => sees(repository.inFolder(file)));
    if (told.length === 0) return null;
    return what || (told.length === 1 ? told[0]! : `${told.length} files`);
  };

  /** Refuses what would move files that the caller may not change. */
  const judge = async (
    repository: Repository,
    caller: Caller,
    moved: (repository: Repository) => Promise<readonly string[]>,
  ) => {
    if (caller.isOwner) return;
    const { sees, mayChange } = sightOf(caller);
    const paths = (await moved(repository)).map((each) => repository.inFolder(each));
    refuseOthers(paths, (each) => sees(each) && mayChange(each));
  };

  /** Runs an act on a repository in its turn, and tells all the outcome. */
  const act = async (
    path: string,
    caller: Caller,
    run: (repository: Repository) => Promise<Outcome>,
    turns: keyof Turns = 'acts',
  ): Promise<{ notice: string | null }> => {
    leases.mustBeFreeFor(caller.person);
    const repository = await at(path, caller);
    try {
      const outcome = await repository.turns[turns].add(() => run(repository));
      const { act, commit = null, notice = null, over } = outcome;
      const what = toldOf(repository, outcome);
      if (act !== null && what !== null) {
        const deed = { person: caller.person, act, repository: path, what: what.slice(0, mostWords), commit };
        await options.done(over ? { ...deed, over: [...over] } : deed);
      }
      return { notice };
    } finally {
      await keeper.lookNow();
    }
  };

  const leases = new TreeLeases({ leased: options.tree.leased, freed: options.tree.freed, nameOf, report });
  const { work, bringingBack, ask } = options;
  const { unsaved, locks, people } = options.tree;
  const tree = new MovingTree(leases, { work, unsaved, locks, nameOf, sightOf, judge, bringingBack, ask, people });
  const moving = tree.handlers(act);
  const repositoryAt = (path: string) => keeper.repositoryAt(path);
  const typed = new TypedMoves({ root, leases, tree, repositoryAt, act, nameOf, authorsOf });

  /** Runs what asks a remote, beside the acts. */
  const transfer = (
    verb: 'fetch' | 'pull' | 'push',
    path: string,
    caller: Caller,
    signal: AbortSignal,
    stream: Parameters<typeof transferOf>[3],
    run: (repository: Repository, transfer: Transfer) => Promise<Outcome>,
  ) => {
    const ways = transferOf(verb, caller, signal, stream, { questions, nameOf });
    return act(path, caller, (repository) => run(repository, ways), 'transfers');
  };

  /** Gives the hooks of an act as they are decided on; before it, outside of its turn, the host is asked about them. */
  const hooks = (repository: Repository, caller: Caller, names: readonly string[], verb: string, asks: boolean) =>
    hooksFor(repository, decisions, names, { name: nameOf(caller.person), isOwner: caller.isOwner }, { verb, asks });

  const pushing = async (
    path: string,
    caller: Caller,
    signal: AbortSignal,
    stream: Parameters<typeof transferOf>[3],
    run: typeof push,
  ) => {
    await hooks(await at(path, caller), caller, ['pre-push'], 'push', true);
    return transfer('push', path, caller, signal, stream, (here, ways) =>
      run(here, ways, () => hooks(here, caller, ['pre-push'], 'push', false)),
    );
  };

  const pulling = (
    { repository, over }: { repository: string; over?: string | undefined },
    caller: Caller,
    signal: AbortSignal,
    stream: Parameters<typeof transferOf>[3],
  ) =>
    transfer('pull', repository, caller, signal, stream, async (here, ways) => {
      const upstream = await fetchUpstream(here, ways);
      return here.turns.acts.add(async () => {
        const judged = () => judge(here, caller, (moved) => ofRebase(moved, upstream));
        const manner = { act: 'pull', concern: 'work', over, judge: judged } as const;
        return tree.during(here, caller, manner, () => bringIn(here, upstream));
      });
    });

  const mustBeDirect = ({ isDirect }: Caller) => {
    if (!isDirect) throw new EnsembleError('not-permitted', 'This is for windows of the host’s own machine.');
  };

  const handlers: Handlers<GitMethod> & StreamHandlers<GitStream> = {
    'git.watch': async (_params, caller, signal, stream) => {
      mustBeDirect(caller);
      await keeper.follow(signal, (status) => stream.send(status));
      return {};
    },
    'git.questions': async (_params, caller, signal, stream) => {
      mustBeDirect(caller);
      const following = questions.follow(signal, stream);
      places.askAgain();
      await following;
      return {};
    },
    'git.forgetDecisions': async (_params, caller) => {
      mustBeDirect(caller);
      decisions.forget();
      places.askAgain();
      return {};
    },
    'git.show': async ({ repository, path, version }, caller) => show(await at(repository, caller), path, version),
    'git.stage': ({ repository, paths }, caller) =>
      act(repository, caller, (here) => stage(here, paths, sightOf(caller))),
    'git.unstage': ({ repository, paths }, caller) =>
      act(repository, caller, (here) => unstage(here, paths, sightOf(caller))),
    'git.stageText': ({ repository, path, content, expected }, caller) =>
      act(repository, caller, (here) => stageText(here, path, content, expected)),
    'git.resolve': ({ repository, path, take }, caller) =>
      act(repository, caller, (here) => resolveConflict(here, path, take)),
    'git.discard': ({ repository, paths, keep }, caller) =>
      act(repository, caller, (here) => discard(here, { paths, keep }, caller, sightOf(caller))),
    'git.commit': async ({ repository, ...wish }, caller) => {
      const authors = authorsOf(caller.person);
      const before = await at(repository, caller);
      await mustBeCommittable(before, wish, authors);
      await hooks(before, caller, commitHooks, 'commit', true);
      return act(repository, caller, (here) => {
        const make = () => commit(here, wish, authors, () => hooks(here, caller, commitHooks, 'commit', false));
        return wish.amend ? tree.during(here, caller, { act: 'amend', concern: 'none' }, make) : make();
      });
    },
    ...workHandlers({ at, act, hooks, authorsOf, sightOf, nameOf, work }),
    'git.others': async ({ repository }, caller) => tree.others(await at(repository, caller), caller),
    'git.init': async (_params, caller) => {
      const isThere = existsSync(join(root, '.git')) || (await keeper.repositoryAt('')) !== undefined;
      if (isThere) throw new EnsembleError('exists', 'This folder is a repository already.');
      await runGit(['init', '-q'], { cwd: root, env: { GIT_DIR: '.git', GIT_WORK_TREE: '.' } });
      keeper.findAgain();
      return act('', caller, async () => ({ act: 'initialised', what: '' }));
    },
    'git.refs': async ({ repository }, caller) => refs(await at(repository, caller)),
    'git.branch': ({ repository, name }, caller) => act(repository, caller, (here) => branch(here, name)),
    'git.renameBranch': ({ repository, name, newName }, caller) =>
      act(repository, caller, (here) => renameBranch(here, name, newName)),
    'git.fetch': ({ repository }, caller, signal, stream) =>
      transfer('fetch', repository, caller, signal, stream, fetch),
    'git.pull': pulling,
    'git.push': ({ repository }, caller, signal, stream) => pushing(repository, caller, signal, stream, push),
    'git.askToPush': async ({ repository }, caller, signal, stream) => {
      const planned = await agreedPush(await at(repository, caller), caller, signal, { ...options, stream });
      return pushing(repository, caller, signal, stream, (...ways) => pushPlanned(planned, ...ways));
    },
    'git.askToMove': async ({ repository, over, move }, caller, signal, stream) => {
      const { method } = move;
      if (method === 'git.pull' && !caller.rights.has(gitStreams[method].right))
        throw new EnsembleError('not-permitted', 'Whoever pulls asks a remote, for which you lack the right.');
      const tell = (words: string) =>
        void stream.send({ words: words.slice(0, 200), percent: null, asksHost: false }).catch(() => undefined);
      const wish = await tree.agreed(await at(repository, caller), caller, { move, over, tell }, signal);
      if (method === 'git.pull') return pulling(wish, caller, signal, stream);
      const run = moving[method] as (
        agreed: typeof wish,
        caller: Caller,
        signal: AbortSignal,
      ) => ReturnType<typeof act>;
      return run(wish, caller, signal);
    },
    'git.stashes': async ({ repository }, caller) => ({ stashes: await listStashes(await at(repository, caller)) }),
    'git.dropStash': ({ repository, id }, caller) => act(repository, caller, (here) => dropStash(here, id)),
    'git.deleteBranch': ({ repository, name, force }, caller) =>
      act(repository, caller, (here) => deleteBranch(here, name, force)),
    'git.tag': ({ repository, name, commit: id }, caller) => act(repository, caller, (here) => tag(here, name, id)),
    'git.deleteTag': ({ repository, name }, caller) => act(repository, caller, (here) => deleteTag(here, name)),
    'git.worktrees': async ({ repository }, caller) => {
      const here = await at(repository, caller);
      return { worktrees: await listWorktrees(here, root, caller.isOwner, sightOf(caller)) };
    },
    'git.addWorktree': ({ repository, path, branch: name, isNew }, caller) =>
      act(repository, caller, (here) => addWorktree(here, path, name, isNew).finally(() => keeper.findAgain())),
    'git.removeWorktree': ({ repository, path, force }, caller) =>
      act(repository, caller, (here) => {
        const { sees, mayChange } = sightOf(caller);
        return removeWorktree(here, root, { path, force }, (files) => {
          if (!caller.isOwner) refuseOthers(files, (each) => sees(each) && mayChange(each));
        }).finally(() => keeper.findAgain());
      }),
    ...moving,
    'git.log': async ({ repository, ...of }, caller) => log(await at(repository, caller), of),
    'git.blame': async ({ repository, path, content }, caller) => blame(await at(repository, caller), path, content),
    'git.mergeBase': async ({ repository, refs: names }, caller) => mergeBase(await at(repository, caller), names),
    'git.changedIn': async ({ repository, commit, parent }, caller) =>
      changedIn(await at(repository, caller), commit, parent, sightOf(caller)),
  };

  return {
    handlers: forGuests(handlers, (path) => sightOf({ isOwner: false }).sees(path)),
    start: () => void keeper.start().catch((thrown: unknown) => report(`Git is not watched: ${String(thrown)}`)),
    onFiles: (changes) => void keeper.onFiles(changes),
    holdTree: typed.hold,
    close: async () => {
      questions.close();
      await keeper.close();
    },
  };
}
