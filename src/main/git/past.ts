import type { Commit, GitRef } from '../../shared/capabilities/git/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Repository } from './repository.ts';

/** Size above which contents are not told: no editor would compare them. */
const mostContentBytes = 8 * 1024 * 1024;
/** Most branches and tags that are listed. */
const mostRefs = 5000;

interface Content {
  mode: string;
  id: string;
}

/** Stages of the index in which a file in conflict has its versions. */
const stages: Readonly<Record<string, string>> = { base: '1', ours: '2', theirs: '3' };

/** The entry of a file in a commit or in the index, by its path in the repository; null where it is in neither. */
export async function contentIn(repository: Repository, path: string, version: string): Promise<Content | null> {
  const stage = stages[version];
  if (version === 'index' || stage !== undefined) {
    const { stdout } = await repository.look(['ls-files', '--stage', '-z', '--', path]);
    // A file in conflict has no content that is agreed upon: the one that was here stands for it.
    const entries = stdout
      .toString()
      .split('\0')
      .map((line) => /^(\d+) ([0-9a-f]+) ([0-3])\t(.*)$/s.exec(line));
    const own = entries.filter((entry) => entry?.[4] === path);
    const at = (wanted: string) => own.find((each) => each![3] === wanted);
    const entry = stage === undefined ? (at('0') ?? at('2')) : at(stage);
    return entry ? { mode: entry[1]!, id: entry[2]! } : null;
  }
  const asked = ['ls-tree', '-z', '--full-tree', version, '--', path];
  const { code, stdout } = await repository.look(asked, { allowed: [0, 128] });
  if (code !== 0) return null;
  const [, mode, type, id, name] = /^(\d+) (\w+) ([0-9a-f]+)\t([^\0]*)/s.exec(stdout.toString()) ?? [];
  return type === 'blob' && name === path ? { mode: mode!, id: id! } : null;
}

/** A file of the folder as it is in a commit or in the index. */
export async function show(
  repository: Repository,
  path: string,
  version: string,
): Promise<{ content: Uint8Array | null; id: string | null }> {
  const found = await contentIn(repository, repository.within(path), version);
  if (found === null || found.mode === '160000') return { content: null, id: null };
  const size = await repository.look(['cat-file', '-s', found.id]);
  if (Number(size.stdout.toString()) > mostContentBytes)
    throw new EnsembleError('too-large', `“${path}” is too large to be compared.`);
  const { stdout } = await repository.look(['cat-file', 'blob', found.id]);
  return { content: new Uint8Array(stdout), id: found.id };
}

const format = ['%H', '%P', '%an', '%ae', '%at', '%s', '%B'].join('%x1f');

/** Commits that lead to some branches, or to the head, newest first. */
export async function log(
  repository: Repository,
  of: { refs: readonly string[]; path: string | null; skip: number; count: number },
): Promise<{ commits: Commit[] }> {
  const { code: hasHead } = await repository.look(['rev-parse', '-q', '--verify', 'HEAD'], { allowed: [0, 1, 128] });
  if (hasHead !== 0 && of.refs.length === 0) return { commits: [] };
  const asked = ['log', '-z', '--topo-order', `--format=${format}`, `--max-count=${of.count}`, `--skip=${of.skip}`];
  const from = of.refs.length > 0 ? of.refs : ['HEAD'];
  const only = of.path === null ? [] : [repository.within(of.path)];
  const follow = of.path === null ? [] : ['--follow'];
  const { stdout } = await repository.look([...asked, ...follow, '--end-of-options', ...from, '--', ...only]);
  const lines = stdout
    .toString()
    .split('\0')
    .filter((line) => line !== '');
  return {
    commits: lines.map((line) => {
      const [id = '', parents = '', author = '', email = '', at = '0', subject = '', message = ''] = line.split('\x1f');
      const atMs = Number(at) * 1000;
      return { id, parents: parents.split(' ').filter((each) => each !== ''), author, email, atMs, subject, message };
    }),
  };
}

/** Finds the commit of each branch and tag, by the whole name. */
export async function refCommits(repository: Repository): Promise<Map<string, string>> {
  const asked = ['for-each-ref', `--count=${mostRefs}`, '--format=%(refname)%00%(objectname)'];
  const { stdout } = await repository.look([...asked, 'refs/heads', 'refs/remotes', 'refs/tags']);
  const lines = stdout.toString().split('\n');
  return new Map(lines.filter((line) => line !== '').map((line) => line.split('\0') as [string, string]));
}

/** The commit from which some branches have parted; null where they have none in common. */
export async function mergeBase(repository: Repository, refs: readonly string[]): Promise<{ commit: string | null }> {
  const allowed = [0, 1, 128];
  const { code, stdout } = await repository.look(['merge-base', '--end-of-options', ...refs], { allowed });
  return { commit: code === 0 ? stdout.toString().trim() : null };
}

/** Lists the files that a commit changed, as far as the caller sees them. */
export async function changedIn(
  repository: Repository,
  commit: string,
  parent: string | null,
  { sees }: { sees(path: string): boolean },
): Promise<{ files: { path: string; was: string | null; is: string }[] }> {
  const flags = [
    'diff-tree',
    '-r',
    '-z',
    '--no-commit-id',
    '--name-status',
    '--find-renames',
    '--no-ext-diff',
    '--root',
  ];
  const { stdout } = await repository.look([...flags, ...(parent === null ? [commit] : [parent, commit])]);
  const parts = stdout.toString().split('\0');
  const files: { path: string; was: string | null; is: string }[] = [];
  for (let at = 0; at + 1 < parts.length; ) {
    const is = parts[at++]!.slice(0, 1);
    const was = is === 'R' || is === 'C' ? repository.inFolder(parts[at++]!) : null;
    const path = repository.inFolder(parts[at++]!);
    if (sees(path)) files.push({ path, was: was !== null && sees(was) ? was : null, is });
  }
  return { files };
}

const refFormat = ['%(refname)', '%(objectname)', '%(*objectname)', '%(HEAD)', '%(upstream:short)'].join('%1f');

/** Branches, those of remotes, and tags, those used last first; and the remotes' names. */
export async function refs(repository: Repository): Promise<{ refs: GitRef[]; remotes: string[] }> {
  const asked = ['for-each-ref', '--sort=-committerdate', `--count=${mostRefs}`, `--format=${refFormat}`];
  const { stdout } = await repository.look([...asked, 'refs/heads', 'refs/remotes', 'refs/tags']);
  const found = stdout
    .toString()
    .split('\n')
    .flatMap((line): GitRef[] => {
      const [full = '', id = '', peeled = '', head = '', upstream = ''] = line.split('\x1f');
      const [, place, name = ''] = /^refs\/(heads|remotes|tags)\/(.*)$/.exec(full) ?? [];
      if (place === undefined || name.endsWith('/HEAD')) return [];
      const kind = place === 'heads' ? 'branch' : place === 'tags' ? 'tag' : 'remote';
      return [{ kind, name, commit: peeled || id, isCurrent: head === '*', upstream: upstream || null }];
    });
  const remotes = await repository.look(['remote']);
  return {
    refs: found,
    remotes: remotes.stdout
      .toString()
      .split('\n')
      .filter((name) => name !== ''),
  };
}
