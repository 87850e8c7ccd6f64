import type { IEditorOverrideServices } from '@codingame/monaco-vscode-api';
import { SyncDescriptor } from '@codingame/monaco-vscode-api';
import { ISearchService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/search/common/search.service';
import getSearchService from '@codingame/monaco-vscode-search-service-override';
import { SearchService } from '@codingame/monaco-vscode-search-service-override/vscode/vs/workbench/services/search/common/searchService';

/**
 * Makes the search services without a provider, which is registered once they stand (`provider.ts`). The package's own
 * one lists the whole folder into the page as soon as it is made: tens of thousands of requests to the host.
 */
export function searchOnTheHost(): IEditorOverrideServices {
  return { ...getSearchService(), [ISearchService.toString()]: new SyncDescriptor(SearchService, [], true) };
}
