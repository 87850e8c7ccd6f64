import type { OthersWork } from '../../shared/capabilities/git/methods.ts';
import type { AskedMove } from '../../shared/capabilities/git/moves.ts';
import type { TreeAct } from '../../shared/capabilities/locks/tree-lease.ts';
import type { Caller, Handlers, ParsedParams } from '../../shared/session/contract.ts';
import { type AskedPeople, type AskPeople, agreedOver } from './asked-moves.ts';
import { keepOthers, mustBeShown, mustHoldNone, othersWork } from './others-work.ts';
import type { Repository } from './repository.ts';
import { RunningAsks } from './running-asks.ts';
import type { TreeLeases } from './tree-leases.ts';
import { type Concern, type Move, type MoveMethod, type MoveParts, moves } from './tree-moves.ts';
import type { Outcome } from './working-tree.ts';

/** Runs an act on a repository in its turn. */
type Act = (
  path: string,
  caller: Caller,
  run: (repository: Repository) => Promise<Outcome>,
) => Promise<{ notice: string | null }>;

interface Manner {
  act: TreeAct;
  concern: Concern;
  /** Mark of the work that the asker goes on over. */
  over?: string | undefined;
  /** Refuses what its asker may not do, before all else. */
  judge?: () => Promise<void>;
  /** Files that it reaches, by their paths in the folder; all where this is missing. */
  only?: ReadonlySet<string> | null;
  /** False where others' work needs no stash before. */
  keeps?: boolean;
  /** True for a command in a terminal. */
  isTyped?: boolean;
}

/** Runs an act; it is given words about what of others was kept before, or null. */
type RunAct = (kept: string | null) => Promise<Outcome>;

/** An act for which people are asked, with the mark of the work that its asker has been shown. */
interface AskedAct {
  move: AskedMove;
  over: string;
  tell: (words: string) => void;
}

/** Means to ask people. */
export interface AskingWays {
  ask: AskPeople;
  people: AskedPeople;
}

/** An act with what its method needs beside this, over no other work than was agreed. */
type AgreedWish = { repository: string; over?: string };

/** Most people whom an entry names. */
const mostPeople = 50;

/** The one rule for acts that move the whole working tree: alone, not past locks, and over no work that is not shown. */
export class MovingTree {
  readonly #leases: TreeLeases;
  readonly #parts: MoveParts & AskingWays;
  readonly #asks = new RunningAsks();

  constructor(leases: TreeLeases, parts: MoveParts & AskingWays) {
    this.#leases = leases;
    this.#parts = parts;
  }

  /** Tells what of others is in the way of somebody, in all files or in some. */
  others(repository: Repository, caller: Caller, only: ReadonlySet<string> | null = null): Promise<OthersWork> {
    return othersWork(repository, this.#parts, caller.person, this.#parts.sightOf(caller), only);
  }

  /**
   * Asks those whose work an act would go over, before it has its turn. Gives the act as it was asked for, over what of
   * their work is still there; rejects in words where somebody does not agree.
   */
  agreed(repository: Repository, caller: Caller, asked: AskedAct, signal: AbortSignal): Promise<AgreedWish> {
    return this.#asks.run(caller.person, () => this.#agreed(repository, caller, asked, signal));
  }

  async #agreed(
    repository: Repository,
    caller: Caller,
    { move, over, tell }: AskedAct,
    signal: AbortSignal,
  ): Promise<AgreedWish> {
    const { ask, people, nameOf, sightOf } = this.#parts;
    mustHoldNone(await this.others(repository, caller), nameOf);
    const wish = await this.#settled(repository, caller, move);
    const { sees } = sightOf({ ...caller, isOwner: false });
    const all = { sees: () => true };
    const look = () => othersWork(repository, this.#parts, caller.person, all);
    const asking = { asker: caller.person, move, over, look, isForAll: sees, ask, people, nameOf, tell };
    const mark = await agreedOver(asking, signal);
    return { ...wish, ...(mark !== undefined && { over: mark }) };
  }

  /** Settles what an act means, and refuses what its asker may not do, before anybody is asked. */
  async #settled(repository: Repository, caller: Caller, { method, params }: AskedMove): Promise<AgreedWish> {
    const wish = { repository: repository.path, ...params };
    if (method === 'git.pull') return wish;
    const { settle, moved } = moves[method] as unknown as Move<AgreedWish>;
    const exact = settle ? await settle(repository, wish) : wish;
    if (moved) await this.#parts.judge(repository, caller, () => moved(repository, exact));
    return exact;
  }

  /** Runs an act under the lease of the tree, where nothing of others is in its way. */
  during(repository: Repository, caller: Caller, manner: Manner, run: RunAct): Promise<Outcome> {
    const alone = async (begin: () => Promise<void>) => {
      await manner.judge?.();
      // Agents are refused before others' work is looked at: what they would save after it is neither shown nor kept.
      await begin();
      return this.#past(repository, caller, manner, run);
    };
    return this.#leases.during(caller.person, manner.act, alone, manner.isTyped);
  }

  async #past(
    repository: Repository,
    caller: Caller,
    { act, concern, over, only, keeps = true }: Manner,
    run: RunAct,
  ): Promise<Outcome> {
    if (concern === 'none') return run(null);
    const { nameOf } = this.#parts;
    const others = await this.others(repository, caller, only);
    mustHoldNone(others, nameOf);
    if (concern === 'locks' || others.files.length === 0) return run(null);
    mustBeShown(others, over, nameOf);
    // A stash keeps it by itself.
    const isKept = keeps && act !== 'stash';
    const kept = isKept ? await keepOthers(repository, others, `Before ${act}`, nameOf) : null;
    const outcome = await run(kept);
    const notice = [outcome.notice ?? [], kept ?? []].flat().join(' ') || null;
    return {
      ...outcome,
      notice,
      over: [...new Set(others.files.flatMap(({ people }) => people))].slice(0, mostPeople),
    };
  }

  /** Handlers of all requests that move the tree. */
  handlers(act: Act): Handlers<MoveMethod> {
    const handle = <M extends MoveMethod>(method: M) => {
      const { settle, moved, run, ...manner }: Move<ParsedParams<M>> = moves[method];
      return (wish: ParsedParams<M>, caller: Caller) => {
        const over = 'over' in wish ? wish.over : undefined;
        return act(wish.repository, caller, async (here) => {
          const exact = settle ? await settle(here, wish) : wish;
          const judge = async () => moved && this.#parts.judge(here, caller, () => moved(here, exact));
          return this.during(here, caller, { ...manner, over, judge }, () => run(here, exact, caller, this.#parts));
        });
      };
    };
    return {
      'git.checkout': handle('git.checkout'),
      'git.stash': handle('git.stash'),
      'git.unstash': handle('git.unstash'),
      'git.merge': handle('git.merge'),
      'git.rebase': handle('git.rebase'),
      'git.pick': handle('git.pick'),
      'git.revert': handle('git.revert'),
      'git.undoCommit': handle('git.undoCommit'),
      'git.continue': handle('git.continue'),
      'git.abort': handle('git.abort'),
    };
  }
}
