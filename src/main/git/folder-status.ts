import {
  type ChangedFile,
  type FolderStatus,
  mostChanges,
  type RepositoryStatus,
} from '../../shared/capabilities/git/git-state.ts';
import { withoutHidden } from './complaints.ts';
import { refCommits } from './past.ts';
import type { Repository } from './repository.ts';
import { markOf, markOfRefs, type ParsedStatus } from './status-parser.ts';
import { unstashingIn } from './unstashing.ts';

/** Length of a problem's words, as an entry holds them. */
const mostProblemLength = 2000;

type Sees = (path: string) => boolean;

/** Findings about one repository. */
export interface Looked {
  path: string;
  status: ParsedStatus | null;
  /** Commits of branches and tags. */
  refs: ReadonlyMap<string, string>;
  underway: RepositoryStatus['underway'];
  problem: string | null;
}

/** Looks at one repository; a fault in it is told in words. */
export async function lookAt(repository: Repository): Promise<Looked> {
  const { path } = repository;
  try {
    const status = await repository.status();
    const refs = await refCommits(repository);
    const underway = (await repository.underway()) ?? ((await unstashingIn(repository)) === null ? null : 'stash');
    return { path, status, refs, underway, problem: null };
  } catch (thrown) {
    return { path, status: null, refs: new Map(), underway: null, problem: (thrown as Error).message };
  }
}

/** The commit of an upstream, which is a branch of a remote, or one of the repository itself. */
function upstreamCommit(refs: Looked['refs'], upstream: string | null): { upstreamCommit?: string } {
  const commit = refs.get(`refs/remotes/${upstream}`) ?? refs.get(`refs/heads/${upstream}`);
  return upstream === null || commit === undefined ? {} : { upstreamCommit: commit };
}

/** Gives the status of all repositories, limited to a caller's view. */
export function folderStatusFor(
  looked: readonly Looked[],
  { problem, isPart }: { problem: string | null; isPart: boolean },
  sees: Sees,
): FolderStatus {
  let left = mostChanges;
  const repositories: RepositoryStatus[] = [];
  for (const { path, status, refs, underway, problem: own } of looked) {
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
      ...upstreamCommit(refs, status?.upstream ?? null),
      refsMark: markOfRefs(refs),
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
