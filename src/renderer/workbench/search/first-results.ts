import { SearchModelImpl } from '@codingame/monaco-vscode-search-service-override/vscode/vs/workbench/contrib/search/browser/searchTreeModel/searchModel';

/** Wait of the workbench's model before it shows the first results; internal to it. */
interface Streaming {
  _startStreamDelay: Promise<void>;
}

/**
 * Shows the first results of a search as soon as they come. The workbench keeps them back for 150 ms, so that results
 * that trickle in are drawn together; here the host gathers them (`match-parts.ts`), and each wait would be a second.
 */
export function showFirstResultsAtOnce(): void {
  const { search } = SearchModelImpl.prototype;
  SearchModelImpl.prototype.search = function (this: SearchModelImpl, ...query: Parameters<typeof search>) {
    const found = search.apply(this, query);
    (this as unknown as Streaming)._startStreamDelay = Promise.resolve();
    return found;
  };
}
