import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { AskedMove } from '../../../shared/capabilities/git/moves.ts';
import type { TransferProgress } from '../../../shared/capabilities/git/questions.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { App } from '../../session/app.ts';
import type { SourceTarget } from '../../workbench/index.ts';
import { locksInWords, progressInWords } from './git-words.ts';
import type { RepositoryViews } from './repository-views.ts';
import type { StatusModel } from './status-model.ts';
import { isAnotherHere, metWork, mostNamed, namesOf, type PersonsWork, unsavedIn } from './unsaved-work.ts';
import type { WaitingForOthers } from './waiting.ts';

type Transfer = 'git.fetch' | 'git.pull' | 'git.push' | 'git.askToPush';
/** A stream of progress, with the outcome. */
type Progressing = AsyncIterable<TransferProgress> & { result: Promise<{ notice: string | null }> };
type Work = (report: (words: string) => void, signal: AbortSignal) => Promise<{ notice: string | null }>;

const wait = 'Wait';
const askThem = 'Ask Them';

const movingWords: Record<Exclude<AskedMove['method'], 'git.pull'>, string> = {
  'git.checkout': 'Checking out…',
  'git.stash': 'Putting aside…',
  'git.unstash': 'Bringing back…',
  'git.merge': 'Merging…',
  'git.rebase': 'Rebasing…',
  'git.pick': 'Picking…',
  'git.revert': 'Reverting…',
};
/** Longest wait of a command for the first status. */
const firstStatusMs = 10_000;

/** Common parts of Git's commands: the choice of a repository, the question before an act, and the words after it. */
export class Acting {
  readonly app: App;
  readonly model: StatusModel;
  readonly views: RepositoryViews;
  #waiting: Promise<WaitingForOthers> | null = null;

  constructor(app: App, model: StatusModel, views: RepositoryViews) {
    this.app = app;
    this.model = model;
    this.views = views;
  }

  /** Finds the repository of a command: by its argument, the active file, or a choice. */
  async repository(
    args: readonly unknown[],
    targets: readonly SourceTarget[] = [],
  ): Promise<RepositoryStatus | undefined> {
    const named = targets[0]?.repository ?? args.find((each) => typeof each === 'string');
    if (named !== undefined) return this.model.repository(named);
    const { notifications } = this.app.workbench;
    if (!(await this.model.known(firstStatusMs)))
      return void notifications.show('info', 'The host has not said yet what Git knows here. Try again in a moment.');
    const { repositories } = this.model;
    if (repositories.length === 0) return void notifications.status('There is no repository in this folder.');
    if (repositories.length === 1) return repositories[0];
    const active = this.app.workbench.editors.active()?.key;
    const own = active === undefined ? undefined : this.model.repositoryOf(active);
    if (own !== undefined) return own;
    const items = repositories.map((each) => ({
      label: each.path || 'This folder',
      description: each.branch ?? '',
      value: each,
    }));
    return this.app.workbench.quickInput.pick(items, { placeholder: 'Choose a repository' });
  }

  /** Runs an act, and says the outcome in words. Gives whether it was done. */
  async run(title: string, ask: Work, options: { isLong?: boolean } = {}): Promise<boolean> {
    const { notifications } = this.app.workbench;
    const isLong = options.isLong ?? false;
    const how = { place: isLong ? 'notification' : 'status-bar', cancellable: isLong } as const;
    try {
      const { notice } = await notifications.withProgress(title, ask, how);
      if (notice !== null) void notifications.show('info', notice);
      return true;
    } catch (thrown) {
      if (thrown instanceof EnsembleError && thrown.code === 'cancelled') notifications.status('This was cancelled.');
      else void notifications.show('error', (thrown as Error).message);
      return false;
    }
  }

  /** Fetches, pulls or pushes, with progress, until it is done or cancelled. */
  transfer(title: string, name: Transfer, repository: string, going: { over?: string } = {}): Promise<boolean> {
    const { workspace } = this.app;
    return this.#follow(title, (signal) => workspace.open(name, { repository, ...going }, { signal }));
  }

  #follow(title: string, open: (signal: AbortSignal) => Progressing): Promise<boolean> {
    const work: Work = async (report, signal) => {
      const stream = open(signal);
      for await (const progress of stream) report(progressInWords(progress, this.app.isHostWindow));
      return stream.result;
    };
    return this.run(title, work, { isLong: true });
  }

  /** Does an act on the tree, over the work of the mark where it has one. */
  #move(repository: string, { method, params }: AskedMove, going: { over?: string }): Promise<boolean> {
    if (method === 'git.pull') return this.transfer('Pulling…', method, repository, going);
    const asked = { repository, ...params, ...going };
    return this.run(movingWords[method], () => this.app.workspace.request(method, asked as never));
  }

  /**
   * Does an act on the whole working tree, once the person knows whose work it meets, or those whose it is agree. Gives
   * whether it was done.
   */
  async move(before: RepositoryStatus, verb: string, act: AskedMove): Promise<boolean> {
    const { session, workbench, workspace } = this.app;
    // Somebody who has waited is asked about what is there now.
    const repository = this.model.repository(before.path) ?? before;
    const asked = { repository: repository.path };
    const others = await workspace.request('git.others', asked).catch((thrown: Error) => thrown);
    if (others instanceof Error) {
      void workbench.notifications.show('error', others.message);
      return false;
    }
    if (others.locks.length > 0) {
      const words = locksInWords(session.state, others.locks);
      void this.#offerToWait(repository, verb, act, words);
      return false;
    }
    const going = others.files.length > 0 ? { over: others.mark } : {};
    const inside = (path: string) => repository.path === '' || path.startsWith(`${repository.path}/`);
    const works = others.files.map(({ path, people }) => {
      return { path: path || 'A file that you do not see', names: namesOf(session.state, session.person, people) };
    });
    const met = metWork(repository, unsavedIn(session.state, session.person, inside), works);
    if (met.length === 0) return this.#move(repository.path, act, going);
    const isHidden = others.files.some(({ path }) => path === '');
    const held = isHidden ? 'What the files that you see hold of others' : 'What the files hold of others';
    const kept = works.length === 0 ? [] : [`${held} is kept as a stash, and they are told.`];
    const detail = [
      ...met,
      ...kept,
      'Git keeps what is not committed, or stops before it would be lost. Unsaved work stays in the texts, merged with what comes.',
    ];
    const mayAsk = isAnotherHere(session.state, session.person, others.files);
    const ways = [...(mayAsk ? [askThem] : []), ...(works.length > 0 ? [wait] : [])];
    const buttons = [verb, ...ways];
    const chosen = await workbench.dialogs.ask('warning', `${verb} for everybody?`, { detail, buttons });
    if (chosen === wait) void this.#wait(repository, verb, act);
    if (chosen === askThem) {
      const wish = { repository: repository.path, over: others.mark, move: act };
      return this.#follow('Asking…', (signal) => workspace.open('git.askToMove', wish, { signal }));
    }
    return chosen === verb && this.#move(repository.path, act, going);
  }

  async #wait(repository: RepositoryStatus, verb: string, act: AskedMove): Promise<void> {
    this.#waiting ??= import('./waiting.ts').then((module) => new module.WaitingForOthers(this.app));
    (await this.#waiting).begin(repository, verb, () => this.move(repository, verb, act));
  }

  async #offerToWait(repository: RepositoryStatus, verb: string, act: AskedMove, words: string): Promise<void> {
    const chosen = await this.app.workbench.notifications.show('info', words, { buttons: [wait] });
    if (chosen === wait) void this.#wait(repository, verb, act);
  }

  /** Finds whose saved and uncommitted work is in the first of these files. */
  async uncommitted(repository: string, paths: readonly string[]): Promise<PersonsWork[]> {
    const { session, workspace } = this.app;
    const me = session.person ?? 'disk';
    const asked = { repository, person: me, paths: paths.slice(0, mostNamed) };
    const { files } = await workspace.request('git.work', asked).catch(() => ({ files: [] }));
    return files.map(({ path, lines, shared, others }) => {
      const people = others.map(({ person }) => person).filter((person) => person !== 'disk');
      const isMine = session.person !== null && lines + shared.length > 0;
      return { path, names: namesOf(session.state, session.person, isMine ? [...people, me] : people) };
    });
  }
}
