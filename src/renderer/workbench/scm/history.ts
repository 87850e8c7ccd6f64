import { Codicon } from '@codingame/monaco-vscode-api/vscode/vs/base/common/codicons';
import { observableValue } from '@codingame/monaco-vscode-api/vscode/vs/base/common/observableInternal/observables/observableValue';
import {
  historyItemRefColor,
  historyItemRemoteRefColor,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/scm/browser/scmHistory';
import type {
  ISCMHistoryItem,
  ISCMHistoryItemChange,
  ISCMHistoryItemRef,
  ISCMHistoryItemRefsChangeEvent,
  ISCMHistoryOptions,
  ISCMHistoryProvider,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/scm/common/history';
import type { FolderPaths } from '../files/paths.ts';
import type { History, HistoryHead, HistoryRef } from '../ports/source-control.ts';
import { nothingUri, versionUri } from './versions.ts';

const icons = { branch: Codicon.gitBranch, remote: Codicon.cloud, tag: Codicon.tag };
const categories = { branch: 'branches', remote: 'remote branches', tag: 'tags' };

function toRef({ id, name, commit, kind }: HistoryRef, color?: string): ISCMHistoryItemRef {
  const icon = icons[kind];
  return { id, name, revision: commit, category: categories[kind], icon, ...(color === undefined ? {} : { color }) };
}

/** The commit graph of one repository. */
export class RepositoryHistory implements ISCMHistoryProvider {
  readonly historyItemRef = observableValue<ISCMHistoryItemRef | undefined>('historyItemRef', undefined);
  readonly historyItemRemoteRef = observableValue<ISCMHistoryItemRef | undefined>('historyItemRemoteRef', undefined);
  readonly historyItemBaseRef = observableValue<ISCMHistoryItemRef | undefined>('historyItemBaseRef', undefined);
  readonly historyItemRefChanges = observableValue<ISCMHistoryItemRefsChangeEvent>('historyItemRefChanges', {
    added: [],
    removed: [],
    modified: [],
    silent: false,
  });
  readonly #history: History;
  readonly #paths: FolderPaths;
  readonly #repository: string;
  #known = new Map<string, HistoryRef>();
  #state: string | null = null;

  constructor(paths: FolderPaths, repository: string, history: History) {
    this.#paths = paths;
    this.#repository = repository;
    this.#history = history;
  }

  /**
   * Sets the head and its upstream. The graph itself follows to another branch only: of new commits, and of other
   * branches and tags, it hears here. It stays where it is scrolled to.
   */
  setHead({ current, upstream, mark }: HistoryHead): void {
    const before = this.historyItemRef.get();
    const state = [current?.commit, upstream?.commit, mark].join(' ');
    const isOther = this.#state !== null && this.#state !== state && before?.id === current?.id;
    this.#state = state;
    if (before?.revision !== current?.commit || before?.id !== current?.id)
      this.historyItemRef.set(current === null ? undefined : toRef(current, historyItemRefColor), undefined);
    if (this.historyItemRemoteRef.get()?.revision !== upstream?.commit)
      this.historyItemRemoteRef.set(
        upstream === null ? undefined : toRef(upstream, historyItemRemoteRefColor),
        undefined,
      );
    if (!isOther || current === null) return;
    const modified = [toRef(current, historyItemRefColor)];
    this.historyItemRefChanges.set({ added: [], removed: [], modified, silent: true }, undefined);
  }

  async #refs(): Promise<HistoryRef[]> {
    const refs = [...(await this.#history.refs())];
    this.#known = new Map(refs.map((ref) => [ref.id, ref]));
    return refs;
  }

  async provideHistoryItemRefs(wanted?: string[]): Promise<ISCMHistoryItemRef[]> {
    const refs = await this.#refs();
    return refs.filter(({ id }) => wanted === undefined || wanted.includes(id)).map((ref) => toRef(ref));
  }

  async provideHistoryItems(options: ISCMHistoryOptions): Promise<ISCMHistoryItem[]> {
    const { limit, skip = 0, historyItemRefs = [] } = options;
    const refs = await this.#refs();
    const wanted = historyItemRefs.map((id) => this.#known.get(id)?.id ?? id);
    const commits = await this.#history.commits({ refs: wanted, skip, count: typeof limit === 'number' ? limit : 50 });
    return commits.map(({ id, parents, subject, message, author, email, atMs }) => ({
      id,
      parentIds: [...parents],
      displayId: id.slice(0, 8),
      subject,
      message,
      author,
      authorEmail: email,
      timestamp: atMs,
      references: refs.filter(({ commit }) => commit === id).map((ref) => toRef(ref)),
    }));
  }

  async provideHistoryItemChanges(id: string, parent: string | undefined): Promise<ISCMHistoryItemChange[]> {
    const files = await this.#history.changedIn(id, parent ?? null);
    const repository = this.#repository;
    return files.map(({ path, was, is }) => ({
      uri: this.#paths.toUri(path),
      originalUri:
        is === 'A' || parent === undefined
          ? nothingUri(path)
          : versionUri({ repository, path: was ?? path, version: parent }),
      modifiedUri: is === 'D' ? nothingUri(path) : versionUri({ repository, path, version: id }),
    }));
  }

  async resolveHistoryItem(id: string): Promise<ISCMHistoryItem | undefined> {
    const [item] = await this.provideHistoryItems({ limit: 1, historyItemRefs: [id] });
    return item;
  }

  async resolveHistoryItemChatContext(): Promise<undefined> {}

  async resolveHistoryItemChangeRangeChatContext(): Promise<undefined> {}

  async resolveHistoryItemRefsCommonAncestor(refs: string[]): Promise<string | undefined> {
    return (await this.#history.commonAncestor(refs)) ?? undefined;
  }
}
