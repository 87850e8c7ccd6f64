import { append } from '../../shared/core/append.ts';
import { log, refCommits } from './past.ts';
import type { Repository } from './repository.ts';

/** Commits that have come to a branch, by their messages: made on it, or merged into the default branch. */
export interface BranchMove {
  is: 'committed' | 'merged';
  messages: string[];
}

/** Most commits that are looked at in one move, and most moves of a branch between two looks. */
const [mostCommits, mostMoves] = [200, 50];
/** Margin for times of commits, which have whole seconds. */
const marginMs = 2000;

const merging = /^(merge|pull|fetch|commit \(merge\))/;
const settingBack = /^(reset|branch|checkout|clone|rebase)/i;

/** Follows the branch that is checked out and the default branch, here and at the remote. */
export class BranchMoves {
  readonly #repository: Repository;
  /** Commits of these branches at the last look. */
  readonly #tips = new Map<string, string>();
  #lookedMs: number | null = null;

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** Finds what has come since the last look; at the first one, since the status of before was looked at. */
  async next({ branch, head }: { branch: string | null; head: string | null }, nowMs: number): Promise<BranchMove[]> {
    const now = await refCommits(this.#repository);
    const main = await this.#defaultBranch(now);
    const [here, there] = [`refs/heads/${main}`, `refs/remotes/origin/${main}`];
    const own = branch === null ? null : `refs/heads/${branch}`;
    const followed = new Set([...(own === null ? [] : [own]), here, there]);
    const since = this.#lookedMs;
    if (since === null && own !== null && head !== null) this.#tips.set(own, head);
    const known = [...this.#tips.values()];
    const moves: BranchMove[] = [];
    for (const ref of followed) {
      const [before, after] = [this.#tips.get(ref), now.get(ref)];
      if (after === undefined) continue;
      this.#tips.set(ref, after);
      if (before === after || (before === undefined && since === null)) continue;
      if (before === undefined) moves.push(await this.#begun(after, known, since ?? nowMs));
      else if (ref === there) moves.push(await this.#between(before, after, 'merged'));
      else if (ref === here) append(moves, await this.#reflog(ref, before, after));
      else moves.push(await this.#between(before, after, 'committed'));
    }
    this.#lookedMs = nowMs;
    return moves;
  }

  async #defaultBranch(refs: ReadonlyMap<string, string>): Promise<string> {
    const asked = ['symbolic-ref', '-q', '--short', 'refs/remotes/origin/HEAD'];
    const { stdout } = await this.#repository.look(asked, { allowed: [0, 1, 128] });
    const named = /^origin\/(.+)$/.exec(stdout.toString().trim())?.[1];
    return named ?? (refs.has('refs/heads/main') || !refs.has('refs/heads/master') ? 'main' : 'master');
  }

  async #messages(refs: readonly string[], sinceMs = 0): Promise<string[]> {
    const { commits } = await log(this.#repository, { refs, path: null, skip: 0, count: mostCommits });
    return commits.filter(({ atMs }) => atMs >= sinceMs).map(({ message }) => message);
  }

  async #between(before: string, after: string, is: BranchMove['is']): Promise<BranchMove> {
    return { is, messages: await this.#messages([after, `^${before}`]) };
  }

  /** Commits of a branch that is new here: an old one that somebody checks out has none of this time. */
  async #begun(after: string, known: readonly string[], sinceMs: number): Promise<BranchMove> {
    const messages = await this.#messages([after, ...known.map((tip) => `^${tip}`)], sinceMs - marginMs);
    return { is: 'committed', messages };
  }

  /** Moves of the default branch, one by one: its own log tells a commit on it from a merge. */
  async #reflog(ref: string, before: string, after: string): Promise<BranchMove[]> {
    const asked = ['log', '-g', '-z', '--format=%H%x1f%gs', `--max-count=${mostMoves + 1}`, ref, '--'];
    const { stdout } = await this.#repository.look(asked, { allowed: [0, 128] });
    const steps = stdout
      .toString()
      .split('\0')
      .map((line) => line.split('\x1f'));
    const end = steps.findIndex(([id]) => id === before);
    if (end < 1 || steps[0]![0] !== after) return [await this.#between(before, after, 'committed')];
    const moves: BranchMove[] = [];
    for (let at = end - 1; at >= 0; at--) {
      const [id = '', how = ''] = steps[at]!;
      if (settingBack.test(how)) continue;
      moves.push(await this.#between(steps[at + 1]![0]!, id, merging.test(how) ? 'merged' : 'committed'));
    }
    return moves;
  }
}
