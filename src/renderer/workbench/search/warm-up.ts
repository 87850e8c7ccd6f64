import { getService, IInstantiationService, IWorkspaceContextService } from '@codingame/monaco-vscode-api';
import { QueryBuilder } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/search/common/queryBuilder';
import { ISearchService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/search/common/search.service';

/** Has the host list the folder's files ahead (a prefetch), before somebody opens the list of files by name. */
export async function warmUpFileSearch(): Promise<void> {
  const [instantiation, context, search] = await Promise.all([
    getService(IInstantiationService),
    getService(IWorkspaceContextService),
    getService(ISearchService),
  ]);
  const options = { _reason: 'openFileHandler', filePattern: '', maxResults: 1, sortByScore: true };
  await search.fileSearch(instantiation.createInstance(QueryBuilder).file(context.getWorkspace().folders, options));
}
