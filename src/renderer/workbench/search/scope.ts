import type { IExpression } from '@codingame/monaco-vscode-api/vscode/vs/base/common/glob';
import type {
  IFileQuery,
  ITextQuery,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/search/common/search';
import type { FolderPaths } from '../files/paths.ts';

export interface SearchScope {
  includes: string[];
  excludes: string[];
  maxResults: number;
  useIgnoreFiles: boolean;
}

/** Gives the scope of a search, from the query's own patterns and those of its folders. */
export function searchScope(query: ITextQuery | IFileQuery, paths: FolderPaths): SearchScope {
  const folders = query.folderQueries;
  const below = folders.flatMap((folder) => {
    const path = paths.toPath(folder.folder);
    return path === null || path === '' ? [] : [path];
  });
  const patterns = [query.includePattern, ...folders.map((folder) => folder.includePattern)].flatMap(globs);
  return {
    includes: below.length > 0 ? below.flatMap((path) => within(path, patterns)) : patterns,
    excludes: [
      ...globs(query.excludePattern),
      ...folders.flatMap((folder) => (folder.excludePattern ?? []).flatMap(({ pattern }) => globs(pattern))),
    ],
    maxResults: Math.min(Math.max(query.maxResults ?? 2000, 1), 20000),
    useIgnoreFiles: !folders.some((folder) => folder.disregardIgnoreFiles === true),
  };
}

function within(path: string, patterns: string[]): string[] {
  return patterns.length === 0 ? [`${path}/**`] : patterns.map((pattern) => `${path}/${pattern}`);
}

/** Leaves out patterns that depend on a sibling file (`{ when }`): the host cannot know them by a glob. */
function globs(expression: IExpression | undefined): string[] {
  return Object.entries(expression ?? {})
    .filter(([, value]) => value === true)
    .map(([glob]) => glob);
}
