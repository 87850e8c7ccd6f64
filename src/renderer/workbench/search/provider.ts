import { CancellationToken } from '@codingame/monaco-vscode-api/vscode/vs/base/common/cancellation';
import type {
  IFileMatch,
  IFileQuery,
  ISearchComplete,
  ISearchProgressItem,
  ISearchResultProvider,
  ITextQuery,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/search/common/search';
import type { TextMatch, Workspace } from '../../../shared/workspace/contract.ts';
import type { FolderPaths } from '../files/paths.ts';
import { foundRanges } from './found-ranges.ts';
import { searchScope } from './scope.ts';

/** Searches on the host rather than reading every file into the page. */
export class WorkspaceSearch implements ISearchResultProvider {
  readonly #workspace: Workspace;
  readonly #paths: FolderPaths;

  constructor(workspace: Workspace, paths: FolderPaths) {
    this.#workspace = workspace;
    this.#paths = paths;
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
    const params = { pattern, isRegExp, isCaseSensitive, isWordMatch, ...searchScope(query, this.#paths) };
    const { matches, limitHit } = await this.#workspace.request('search.text', params, { signal: toSignal(token) });
    const results = this.#group(matches);
    for (const result of results) onProgress?.(result);
    return { results, limitHit, messages: [] };
  }

  async fileSearch(query: IFileQuery, token: CancellationToken = CancellationToken.None): Promise<ISearchComplete> {
    const params = { pattern: query.filePattern ?? '', ...searchScope(query, this.#paths) };
    const { paths, limitHit } = await this.#workspace.request('search.files', params, { signal: toSignal(token) });
    const found = query.exists === true ? [] : paths.map((path) => ({ resource: this.#paths.toUri(path) }));
    return { results: found, limitHit: query.exists === true ? paths.length > 0 : limitHit, messages: [] };
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

function toSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
