import {
  type ChangedFile,
  type FolderStatus,
  mostChanges,
  type RepositoryStatus,
} from '../../shared/capabilities/git/git-state.ts';
import { withoutHidden } from './complaints.ts';
import type { Repository } from './repository.ts';
import { markOf, type ParsedStatus } from './status-parser.ts';

/** Length of a problem's words, as an entry holds them. */
const mostProblemLength = 2000;

type Sees = (path: string) => boolean;

/** Findings about one repository. */
export interface Looked {
  path: string;
  status: ParsedStatus | null;
  underway: RepositoryStatus['underway'];
  problem: string | null;
}

/** Looks at one repository; a fault in it is told in words. */
export async function lookAt(repository: Repository): Promise<Looked> {
  const { path } = repository;
  try {
    const [status, underway] = [await repository.status(), await repository.underway()];
    return { path, status, underway, problem: null };
  } catch (thrown) {
    return { path, status: null, underway: null, problem: (thrown as Error).message };
  }
}

/** Gives the status of all repositories, limited to a caller's view. */
export function folderStatusFor(
  looked: readonly Looked[],
  { problem, isPart }: { problem: string | null; isPart: boolean },
  sees: Sees,
): FolderStatus {
  let left = mostChanges;
  const repositories: RepositoryStatus[] = [];
  for (const { path, status, underway, problem: own } of looked) {
    if (path !== '' && !sees(path)) continue;
    const inFolder = (name: string) => (path === '' ? name : `${path}/${name}`);
    const files = status?.files.filter(({ path: name }) => sees(inFolder(name.replace(/\/$/, '')))) ?? [];
    const shown = files.slice(0, left);
    left -= shown.length;
    const changes = shown.map(({ path: name, is, was }): ChangedFile => {
      const before = was === undefined || !sees(inFolder(was)) ? {} : { was: inFolder(was) };
      return { path: inFolder(name), is, ...before };
    });
    repositories.push({
      path,
      branch: status?.branch ?? null,
      head: status?.head ?? null,
      upstream: status?.upstream ?? null,
      ahead: status?.ahead ?? 0,
      behind: status?.behind ?? 0,
      stashes: status?.stashes ?? 0,
      underway,
      changes,
      rest: files.length - shown.length,
      mark: markOf(status?.head ?? null, files),
      problem: own && withoutHidden(own, (name) => sees(inFolder(name))).slice(0, mostProblemLength),
    });
  }
  return { repositories, problem, ...(isPart ? { isPart } : {}) };
}
