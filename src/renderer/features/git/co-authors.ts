import { authorRangesOf } from '../../../client/authorship.ts';
import { documentAt } from '../../../shared/capabilities/documents/paths.ts';
import { coAuthorTrailer } from '../../../shared/capabilities/git/co-author.ts';
import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { App } from '../../session/app.ts';
import { groupsOf } from './source-groups.ts';
import { authorsOfStaged } from './staged-authors.ts';

/** Number of files that are looked through for authors; a larger commit is not one that people typed together. */
const mostFiles = 50;

/** Finds persons whose typed or pasted characters are staged, other than this one, the first by name. */
export async function coAuthorsOf(
  app: App,
  repository: RepositoryStatus,
): Promise<{ trailers: string[]; names: string[] }> {
  const { session } = app;
  const staged = groupsOf(repository).find(({ id }) => id === 'index')!.changes;
  const persons = new Set<string>();
  for (const { path, left } of staged.slice(0, mostFiles)) {
    const ref = documentAt(session.state, path);
    if (ref === null) continue;
    try {
      for (const person of await authorsIn(app, repository.path, path, left?.path ?? null, ref)) persons.add(person);
    } catch {
      // A file that cannot be read now names nobody.
    }
  }
  if (session.person !== null) persons.delete(session.person);
  const names = [...persons].flatMap((person) => shownName(session.state, person) ?? []).sort();
  return { names, trailers: names.map(coAuthorTrailer) };
}

const textOf = async ({ workspace }: App, repository: string, version: 'HEAD' | 'index', path: string) => {
  const { content } = await workspace.request('git.show', { repository, path, version });
  return content === null ? '' : new TextDecoder().decode(content).replaceAll('\r\n', '\n');
};

async function authorsIn(
  app: App,
  repository: string,
  path: string,
  before: string | null,
  ref: string,
): Promise<Set<string>> {
  const { documents } = app.session;
  const [head, index] = await Promise.all([
    before === null ? '' : textOf(app, repository, 'HEAD', before),
    textOf(app, repository, 'index', path),
  ]);
  const document = await documents.open(ref);
  try {
    return authorsOfStaged(head, index, document.toString(), authorRangesOf(document));
  } finally {
    documents.close(ref);
  }
}
