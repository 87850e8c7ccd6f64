import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import type { GitAct } from '../../shared/capabilities/git/kinds.ts';
import type { OthersWork } from '../../shared/capabilities/git/methods.ts';
import type { TreeAct } from '../../shared/capabilities/locks/tree-lease.ts';
import { EnsembleError, toWireError } from '../../shared/core/errors.ts';
import type { Caller } from '../../shared/session/contract.ts';
import { plainWords } from '../../shared/text/shown.ts';
import type { HoldTree, TypedMoveAnswer, TypedMoveWish, Typist } from '../programs/typed-move.ts';
import type { CommitAuthors } from './commit-authors.ts';
import type { MovingTree } from './moving-tree.ts';
import { mustHoldNone, workInWords } from './others-work.ts';
import type { Repository } from './repository.ts';
import type { TreeLeases } from './tree-leases.ts';
import type { Outcome } from './working-tree.ts';

export interface TypedMovesParts {
  root: string;
  leases: TreeLeases;
  tree: MovingTree;
  repositoryAt: (path: string) => Promise<Repository | undefined>;
  /** Runs an act on a repository in its turn. */
  act: (path: string, caller: Caller, run: (repository: Repository) => Promise<Outcome>) => Promise<unknown>;
  nameOf: (person: string) => string;
  authorsOf: (person: string) => CommitAuthors;
}

/** Obstacle of a command, in words, and the mark of just that. */
interface InTheWay {
  words: string;
  mark: string;
}

const nothing: Outcome = { act: null, what: '' };

/** Deeds that the session tells of commands which went over others' work, whatever came of them. */
const deeds: Partial<Record<TreeAct, readonly [act: GitAct, what: string]>> = {
  switch: ['checked-out', 'another commit'],
  stash: ['stashed', ''],
  merge: ['merged', 'in a terminal'],
  rebase: ['rebased', 'in a terminal'],
  pull: ['pulled', 'in a terminal'],
  pick: ['picked', 'in a terminal'],
  revert: ['reverted', 'in a terminal'],
  abort: ['aborted', 'merge or rebase'],
  reset: ['discarded', ''],
};

function deedOf(command: TreeAct, files: readonly string[]): Outcome {
  const [act, what] = deeds[command] ?? [];
  return act === undefined ? nothing : { act, what: what!, ...(act === 'discarded' && { files }) };
}

/**
 * Git in terminals, under the rule for acts on the whole tree: who typed it is told whose work it would go over, and the
 * lease is theirs until it has ended. It keeps from accidents: whoever types in a terminal can do without it.
 */
export class TypedMoves {
  readonly #parts: TypedMovesParts;

  constructor(parts: TypedMovesParts) {
    this.#parts = parts;
  }

  /** Answers a command that is about to begin, and holds the lease until its connection ends. */
  readonly hold: HoldTree = async (move, by, say, signal) => {
    try {
      const repository = await this.#repositoryOf(move.tree);
      if (repository) await this.#hold(repository, move, by, say, signal);
      else say({ is: 'free' });
    } catch (thrown) {
      // Another host has the session: nobody else works on this folder.
      if (thrown instanceof EnsembleError && thrown.code === 'stale-term') say({ is: 'free' });
      else say({ is: 'refused', words: plainWords(toWireError(thrown).message) });
    }
  };

  /** Finds the repository of a working tree; nothing for one that lies outside of the folder. */
  async #repositoryOf(tree: string): Promise<Repository | undefined> {
    const { root, repositoryAt } = this.#parts;
    const [top, place] = await Promise.all([realpath(root), realpath(tree)]);
    const path = relative(top, place);
    if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) return undefined;
    return repositoryAt(path.split(sep).join('/'));
  }

  async #hold(
    repository: Repository,
    move: TypedMoveWish,
    by: Typist,
    say: (answer: TypedMoveAnswer) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { leases, tree, act, nameOf } = this.#parts;
    const { over, keeps } = move;
    const caller: Caller = { person: by.person, replica: '', isOwner: by.isAlone, rights: new Set() };
    const only = move.files && new Set(move.files.map((each) => repository.inFolder(each)));
    leases.mustBeFree();
    const others = await tree.others(repository, caller, only);
    if (move.concern !== 'none') mustHoldNone(others, nameOf);
    const found = await this.#inTheWay(repository, move, by, others);
    if (found === null && only !== null) return say({ is: 'free' });
    if (found !== null && over !== found.mark) {
      const words = plainWords(found.words);
      return say(by.isAgent ? refusalOf(words) : { is: 'shown', words, keeps, mark: found.mark });
    }
    const manner = { act: move.act, concern: move.concern, over: others.mark, only, keeps, isTyped: true };
    await act(repository.path, caller, (here) =>
      tree.during(here, caller, manner, async (notice) => {
        say({ is: 'held', notice });
        await aborted(signal);
        const files = others.files.flatMap(({ path }) => (path === '' ? [] : [repository.within(path)]));
        return found === null ? nothing : deedOf(move.act, files);
      }),
    );
  }

  async #inTheWay(
    repository: Repository,
    { act, concern }: TypedMoveWish,
    by: Typist,
    others: OthersWork,
  ): Promise<InTheWay | null> {
    const { nameOf } = this.#parts;
    if (act !== 'amend') {
      if (concern !== 'work' || others.files.length === 0) return null;
      return { words: workInWords(others.files, nameOf), mark: others.mark };
    }
    const foreign = await this.#foreignHead(repository, by);
    if (foreign === null && others.files.length === 0) return null;
    const parts = [
      ...(foreign === null ? [] : [`The last commit is by ${foreign.author}`]),
      ...(others.files.length === 0 ? [] : [`into it would go: ${workInWords(others.files, nameOf)}`]),
    ];
    return { words: parts.join('; '), mark: `${others.mark}.${foreign?.commit.slice(0, 16) ?? ''}` };
  }

  /** Tells of the last commit where it is another person's than that who would amend it. */
  async #foreignHead(repository: Repository, by: Typist): Promise<{ author: string; commit: string } | null> {
    const format = '--format=%H%x00%an%x00%ae%x00%B';
    const { code, stdout } = await repository.look(['log', '-1', format], { allowed: [0, 128] });
    if (code !== 0) return null;
    const [commit = '', author = '', address = '', words = ''] = stdout.toString().split('\0');
    const { author: own, agent } = this.#parts.authorsOf(by.person);
    if (agent !== null && !words.includes(`: ${agent} <`)) return { author, commit };
    const mine = own?.email ?? (await ownAddress(repository));
    return address === mine ? null : { author, commit };
  }
}

/** Address of the host's person in commits, by Git's configuration. */
async function ownAddress(repository: Repository): Promise<string | null> {
  const { stdout } = await repository.look(['var', 'GIT_AUTHOR_IDENT'], { allowed: [0, 128] });
  return /<([^<>]*)>/.exec(stdout.toString())?.[1] ?? null;
}

function refusalOf(words: string): TypedMoveAnswer {
  const next = 'commit your own work alone, and ask them to commit theirs (or wait until they have), then try again';
  return { is: 'refused', words: `${words}. Nothing was done: ${next}.` };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
