import { callOfName, namesCall } from '../../shared/capabilities/documents/agent-call.ts';
import type { AgentCall } from '../../shared/capabilities/documents/kinds.ts';
import type { ChangedFile } from '../../shared/capabilities/git/git-state.ts';
import type { WorkedFile } from '../../shared/capabilities/git/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Repository } from './repository.ts';
import type { Sees } from './working-tree.ts';

/** The work of whom is meant, or one turn or call of it, and what of that of others. */
export interface WorkWish extends AgentCall {
  person: string;
  takesBoth: boolean;
  takesUnsigned: boolean;
}

/** A file with the changes of one person alone; null content where it has none of them. */
interface WorkOf {
  content: Uint8Array | null;
  taken: number;
  people: readonly string[];
  /** Turns of agents in which that was done. */
  turns: readonly string[];
  /** Calls of the person's work there, taken or not, by their names in the facts. */
  calls: readonly string[];
  shared: readonly { line: number; people: readonly string[] }[];
  left: ReadonlyMap<string, number>;
  /** Notes that this was committed. */
  keep: () => void;
}

/** Source of the authors of the folder's files, as far as the session knows them. */
export interface WorkSource {
  has(path: string): boolean;
  /** Takes the work of a person out of a file, since it held `earlier`; null where nobody knows whose it is. */
  of(path: string, earlier: Uint8Array | null, wish: WorkWish): Promise<WorkOf | null>;
  /** Person who has made a whole file, or removed it, from a window; null where nobody has. */
  makerOf(act: 'made' | 'gone', path: string): string | null;
}

/** Work that is saved and not committed, file by file, by paths of the repository. */
export interface UncommittedWork {
  files: { path: string; mode: string | null; work: WorkOf }[];
  /** Files that somebody has made, moved or removed as a whole. */
  wholes: { path: string; person: string }[];
  /** Files of which nobody knows who changed them. */
  unsigned: string[];
}

const mostBytes = 8 * 1024 * 1024;

/** Looks through the files that differ from the last commit, or some of them. */
export async function uncommittedWork(
  repository: Repository,
  source: WorkSource,
  wish: WorkWish,
  { sees }: Sees,
  only: readonly string[] | null = null,
): Promise<UncommittedWork> {
  const { files, head } = await repository.status();
  const named = only && new Set(only.map((path) => repository.within(path)));
  const acts = new Map(files.flatMap(actsOf));
  const paths = [...acts.keys()].filter(
    (path) => !path.endsWith('/') && sees(repository.inFolder(path)) && (named === null || named.has(path)),
  );
  const known = paths.filter((path) => source.has(repository.inFolder(path)));
  const entries = head === null ? new Map<string, Entry>() : await entriesIn(repository, head, known);
  const found: UncommittedWork = { files: [], wholes: [], unsigned: [] };
  for (const path of paths) {
    const entry = entries.get(path) ?? null;
    const act = acts.get(path) ?? null;
    const maker = act && source.makerOf(act, repository.inFolder(path));
    // Text that was in a new file at first is its maker's.
    const own = act === 'made' && maker === wish.person && !namesCall(wish) ? { ...wish, takesUnsigned: true } : wish;
    const work = known.includes(path) ? await workIn(repository, source, own, path, entry) : null;
    if (work !== null) {
      const left = act === 'made' && maker !== null ? signed(work.left, maker) : work.left;
      found.files.push({ path, mode: entry?.mode ?? null, work: { ...work, left } });
    } else if (maker !== null) found.wholes.push({ path, person: maker });
    else found.unsigned.push(path);
  }
  return found;
}

/** Lists files that the person has made or removed as a whole; such an act belongs to no turn or call. */
export function madeBy({ wholes }: UncommittedWork, wish: WorkWish): string[] {
  return namesCall(wish) ? [] : wholes.filter(({ person }) => person === wish.person).map(({ path }) => path);
}

/** Tells of each path of a file's status whether it is of a file that was made or removed. */
function actsOf({ path, was, is }: ChangedFile): [string, 'made' | 'gone' | null][] {
  if (was !== undefined && is[0] === 'R')
    return [
      [was, 'gone'],
      [path, 'made'],
    ];
  if (is.includes('D')) return [[path, 'gone']];
  return [[path, is === '??' || is[0] === 'A' ? 'made' : null]];
}

/** Gives lines that nobody has signed to the person who has made the file. */
function signed(left: ReadonlyMap<string, number>, maker: string): ReadonlyMap<string, number> {
  const lines = left.get('disk');
  if (lines === undefined) return left;
  const others = [...left].filter(([person]) => person !== 'disk' && person !== maker);
  return new Map([...others, [maker, lines + (left.get(maker) ?? 0)]]);
}

/** Refuses to commit a part where something is under way that is committed as a whole. */
export async function mustBePartable(repository: Repository): Promise<void> {
  if ((await repository.underway()) === null) return;
  throw new EnsembleError(
    'bad-request',
    'A merge, rebase or the like is under way, which is committed as a whole. Finish or abort it first. Nothing was committed.',
  );
}

interface Entry {
  mode: string;
  id: string;
  size: number;
}

/** Most paths of one command. */
const mostAtOnce = 500;

async function entriesIn(
  repository: Repository,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, Entry>> {
  const found = new Map<string, Entry>();
  for (let at = 0; at < paths.length; at += mostAtOnce) {
    const asked = ['ls-tree', '-z', '-l', '--full-tree', commit, '--', ...paths.slice(at, at + mostAtOnce)];
    const { stdout } = await repository.look(asked);
    for (const line of stdout.toString().split('\0')) {
      const [, mode, type, id, size, path] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line) ?? [];
      if (type === 'blob') found.set(path!, { mode: mode!, id: id!, size: Number(size) });
    }
  }
  return found;
}

async function workIn(
  repository: Repository,
  source: WorkSource,
  wish: WorkWish,
  path: string,
  entry: Entry | null,
): Promise<WorkOf | null> {
  // Links and submodules have no authors, and large files are not compared.
  if (entry !== null && (!entry.mode.startsWith('100') || entry.size > mostBytes)) return null;
  if (entry === null) return source.of(repository.inFolder(path), null, wish);
  // The file as Git would write it to the disk.
  const { stdout } = await repository.look(['cat-file', '--filters', `--path=${path}`, entry.id]);
  return source.of(repository.inFolder(path), new Uint8Array(stdout), wish);
}

/** Tells the work as the caller hears of it, by paths of the folder. */
export function toldWork(repository: Repository, found: UncommittedWork, wish: WorkWish) {
  const { files, wholes, unsigned } = found;
  const mostTold = 5000;
  const mostCalls = 500;
  const own = new Set(madeBy(found, wish));
  const calls = [...new Set(files.flatMap(({ work }) => work.calls))].slice(-mostCalls).map(callOfName);
  // A file that was made or removed as a whole counts as one line.
  const made = wholes.map(({ path, person }): { path: string; work: Pick<WorkOf, 'taken' | 'shared' | 'left'> } => ({
    path,
    work: own.has(path)
      ? { taken: 1, shared: [], left: new Map() }
      : { taken: 0, shared: [], left: new Map([[person, 1]]) },
  }));
  return {
    files: [...files, ...made].slice(0, mostTold).map(
      ({ path, work }): WorkedFile => ({
        path: repository.inFolder(path),
        lines: work.taken,
        shared: work.shared.slice(0, 1000).map(({ line, people }) => ({ line, people: people.slice(0, 200) })),
        others: [...work.left]
          .filter(([person]) => person !== wish.person)
          .slice(0, 200)
          .map(([person, lines]) => ({ person, lines })),
      }),
    ),
    unsigned: unsigned.slice(0, mostTold).map((path) => repository.inFolder(path)),
    ...(calls.length > 0 ? { calls } : {}),
  };
}
