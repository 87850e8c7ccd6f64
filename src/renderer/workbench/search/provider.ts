import { getService, ICommandService } from '@codingame/monaco-vscode-api';
import { CancellationToken } from '@codingame/monaco-vscode-api/vscode/vs/base/common/cancellation';
import type {
  IFileMatch,
  IFileQuery,
  ISearchComplete,
  ISearchProgressItem,
  ISearchResultProvider,
  ITextQuery,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/search/common/search';
import { TextSearchCompleteMessageType } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/search/common/searchExtTypes';
import { isOutOfReach } from '../../../client/shared-file.ts';
import type { TextMatch } from '../../../shared/capabilities/search/methods.ts';
import { append } from '../../../shared/core/append.ts';
import type { Workspace } from '../../../shared/session/contract.ts';
import type { FolderPaths } from '../files/paths.ts';
import type { AwayPort } from '../ports/workbench.ts';
import { askUntilBack, sayInPicker } from './away.ts';
import { foundRanges } from './found-ranges.ts';
import { searchScope } from './scope.ts';

/** Searches on the host rather than reading every file into the page. */
export class WorkspaceSearch implements ISearchResultProvider {
  readonly #workspace: Workspace;
  readonly #paths: FolderPaths;

  readonly #away: AwayPort;
  #later: Promise<void> | null = null;
  /** Removes the words about the last failure from a list of files by name. */
  #unsay = (): void => undefined;

  constructor(workspace: Workspace, paths: FolderPaths, away: AwayPort) {
    this.#workspace = workspace;
    this.#paths = paths;
    this.#away = away;
  }

  async getAIName(): Promise<undefined> {
    return undefined;
  }

  async clearCache(): Promise<void> {}

  async textSearch(
    query: ITextQuery,
    onProgress?: (item: ISearchProgressItem) => void,
    token: CancellationToken = CancellationToken.None,
  ): Promise<ISearchComplete> {
    const { pattern, isRegExp = false, isCaseSensitive = false, isWordMatch = false } = query.contentPattern;
    const scope = searchScope(query, this.#paths);
    const params = { pattern, isRegExp, isCaseSensitive, isWordMatch, ...scope };
    const found: TextMatch[] = [];
    const search = this.#workspace.open('search.text', params, { signal: toSignal(token) });
    try {
      for await (const { matches } of search) {
        append(found, matches);
        for (const result of this.#group(matches)) onProgress?.(result);
      }
      const { limitHit, notice } = await search.result;
      return { results: this.#group(found), limitHit, messages: messagesOf(notice) };
    } catch (thrown) {
      return this.#searchLater(thrown);
    }
  }

  async fileSearch(query: IFileQuery, token: CancellationToken = CancellationToken.None): Promise<ISearchComplete> {
    const params = { pattern: query.filePattern ?? '', ...searchScope(query, this.#paths) };
    const signal = toSignal(token);
    // Somebody waits only for a pattern that they have typed.
    const say = params.pattern === '' ? () => () => undefined : sayInPicker;
    this.#unsay();
    const { paths, limitHit, notice } = await askUntilBack(
      this.#away,
      () => this.#workspace.request('search.files', params, { signal }),
      signal,
      say,
    ).catch((thrown: unknown) => {
      // The list itself drops errors: without words it would look as if there were no such file.
      if (!signal.aborted && thrown instanceof Error) this.#unsay = say(thrown.message);
      throw thrown;
    });
    const found = query.exists === true ? [] : paths.map((path) => ({ resource: this.#paths.toUri(path) }));
    const isLimited = query.exists === true ? paths.length > 0 : limitHit;
    return { results: found, limitHit: isLimited, messages: messagesOf(notice) };
  }

  /** Fails a search with its reason, which the search view shows; once the host is back it searches again. */
  #searchLater(thrown: unknown): never {
    if (!isOutOfReach(thrown)) throw thrown;
    this.#later ??= this.#away.back(new AbortController().signal).then(async () => {
      this.#later = null;
      await (await getService(ICommandService)).executeCommand('search.action.refreshSearchResults');
    });
    throw new Error(`${this.#away.words()} This search is made by itself then.`);
  }

  #group(matches: readonly TextMatch[]): IFileMatch[] {
    const byPath = new Map<string, TextMatch[]>();
    for (const match of matches) byPath.set(match.path, [...(byPath.get(match.path) ?? []), match]);
    return [...byPath].map(([path, ofFile]) => ({
      resource: this.#paths.toUri(path),
      results: ofFile.map((match) => ({ previewText: match.preview, rangeLocations: foundRanges(match) })),
    }));
  }
}

/** Makes the messages above the results. */
function messagesOf(notice: string | undefined): ISearchComplete['messages'] {
  return notice === undefined ? [] : [{ text: notice, type: TextSearchCompleteMessageType.Warning }];
}

function toSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
