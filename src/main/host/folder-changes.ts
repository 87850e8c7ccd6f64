import type { SessionClient } from '../../client/session-client.ts';
import type { FileChange } from '../../shared/capabilities/files/methods.ts';
import type { Transport } from '../../shared/transport.ts';
import type { DocumentKeeper } from '../documents/document-keeper.ts';
import { tellDirect } from '../doors/direct-server.ts';
import { FolderWatcher } from '../files/folder-watcher.ts';
import { KeptLists } from '../search/kept-lists.ts';
import { type SharingRules, sharingSettingsPath } from './sharing-settings.ts';

export interface FolderChangesOptions {
  root: string;
  /** Connections of this machine's own windows, which hear of hidden files too. */
  windows: ReadonlySet<Transport>;
  client: SessionClient;
  keeper: DocumentKeeper;
  rules: SharingRules;
  /** Called with all changes, hidden ones included. */
  onFiles: (changes: readonly FileChange[]) => void;
  report: (message: string) => void;
}

/** Time of a start in which nobody from outside can have listed a folder yet. */
const quietStartMs = 100;
/** Replicas that list no folders: those of the host itself. */
const hostsOwn = new Set<string>(['host', 'disk']);

/** Changes of the folder from outside, on their way to documents, lists and explorers. */
export class FolderChanges {
  /** Lists for quick open, out of date for no longer than the watcher takes to tell of a change. */
  readonly lists = new KeptLists(() => this.#watcher?.mode === 'system');
  /** Faults of watching, for the folder's owner. */
  notice: string | null = null;
  readonly #options: FolderChangesOptions;
  #watcher: FolderWatcher | null = null;

  constructor(options: FolderChangesOptions) {
    this.#options = options;
  }

  /** Begins to watch. People may use the folder meanwhile: a large one has many folders to be watched one by one. */
  watch(): void {
    this.#watch().catch((thrown: unknown) => this.#failed(thrown));
  }

  async stop(): Promise<void> {
    await this.#watcher?.close();
    this.#watcher = null;
  }

  #failed(thrown: unknown): void {
    this.#options.report(`noting file changes failed: ${String(thrown)}`);
  }

  async #watch(): Promise<void> {
    const { root, client, keeper, report } = this.#options;
    const startedMs = performance.now();
    const watcher = FolderWatcher.begin({
      root,
      onChanges: (changes) => void this.#filesChanged(changes).catch((thrown: unknown) => this.#failed(thrown)),
      onProblem: (problem) => {
        this.notice = problem.message;
        report(problem.message);
      },
    });
    this.#watcher = watcher;
    await watcher.started;
    if (watcher.mode === 'closed') return;
    this.lists.note([{ path: '', type: 'changed' }]);
    for (const { path } of Object.values(client.state.documents)) if (path !== null) await keeper.diskChanged(path);
    // Folders listed before the watch stood may have changed unnoticed.
    const isQuiet = Object.values(client.state.replicas).every(({ purpose }) => hostsOwn.has(purpose));
    if (!isQuiet || performance.now() - startedMs > quietStartMs)
      await this.#filesChanged([{ path: '', type: 'changed' }]);
  }

  /**
   * Passes outside changes to the documents first, then to everyone's explorer; those of hidden files to the owner's
   * alone.
   */
  async #filesChanged(changes: FileChange[]): Promise<void> {
    const { windows, client, keeper, rules } = this.#options;
    this.lists.note(changes);
    this.#options.onFiles(changes);
    const mayShareElse = changes.some(({ path }) => path === '' || sharingSettingsPath.startsWith(path));
    if (mayShareElse && rules.reload()) {
      await keeper.applySettings();
      changes = [...changes, { path: '', type: 'changed' }];
    }
    const open = new Set(Object.values(client.state.documents).map(({ path }) => path));
    const everything = changes.some(({ path }) => path === '');
    for (const { path } of changes) if (open.has(path) || keeper.isBehind) await keeper.diskChanged(path);
    for (const { path, type } of changes) {
      if (type !== 'deleted' && !everything) continue;
      const below = [...open].filter(
        (other): other is string => other !== null && (everything || other.startsWith(`${path}/`)),
      );
      for (const other of below) await keeper.diskChanged(other);
    }
    keeper.filesArrived(changes.flatMap(({ path, type }) => (type === 'created' ? path : [])));
    const { isHidden } = rules.visibility;
    const term = client.state.host?.term ?? 0;
    const { hidden = [], shown = [] } = Object.groupBy(changes, ({ path }) => (isHidden(path) ? 'hidden' : 'shown'));
    tellDirect(windows, client.replica, { term, changes: hidden });
    if (shown.length > 0) await client.publish('files.changed', { term, changes: shown });
  }
}
