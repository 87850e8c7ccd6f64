import type { WorkedFile } from '../../shared/capabilities/git/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { contentIn } from './past.ts';
import type { Repository } from './repository.ts';
import type { Sees } from './working-tree.ts';

/** The work of whom is meant, and what of that of others. */
export interface WorkWish {
  person: string;
  takesBoth: boolean;
  takesUnsigned: boolean;
}

/** A file with the changes of one person alone; null content where it has none of them. */
interface WorkOf {
  content: Uint8Array | null;
  taken: number;
  people: readonly string[];
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
}

/** Work that is saved and not committed, file by file, by paths of the repository. */
export interface UncommittedWork {
  files: { path: string; mode: string | null; work: WorkOf }[];
  /** Files of which nobody knows who changed them. */
  unsigned: string[];
}

const mostBytes = 8 * 1024 * 1024;

/** Looks through the files that differ from the last commit. Throws where something is under way, such as a merge. */
export async function uncommittedWork(
  repository: Repository,
  source: WorkSource,
  wish: WorkWish,
  { sees }: Sees,
): Promise<UncommittedWork> {
  if ((await repository.underway()) !== null)
    throw new EnsembleError(
      'bad-request',
      'A merge, rebase or the like is under way, which is committed as a whole. Finish or abort it first. Nothing was committed.',
    );
  const { files, head } = await repository.status();
  const paths = new Set(
    files.flatMap(({ path, was, is }) => (was !== undefined && is[0] === 'R' ? [was, path] : [path])),
  );
  const found: UncommittedWork = { files: [], unsigned: [] };
  for (const path of paths) {
    const inFolder = repository.inFolder(path);
    if (path.endsWith('/') || !sees(inFolder)) continue;
    const known = source.has(inFolder) ? await workIn(repository, source, wish, path, head !== null) : null;
    if (known === null) found.unsigned.push(path);
    else found.files.push({ path, ...known });
  }
  return found;
}

async function workIn(
  repository: Repository,
  source: WorkSource,
  wish: WorkWish,
  path: string,
  hasHead: boolean,
): Promise<{ mode: string | null; work: WorkOf } | null> {
  const before = hasHead ? await contentIn(repository, path, 'HEAD') : null;
  if (before !== null && !before.mode.startsWith('100')) return null;
  const earlier = before === null ? null : await asOnDisk(repository, path, before.id);
  if (before !== null && earlier === null) return null;
  const work = await source.of(repository.inFolder(path), earlier, wish);
  return work && { mode: before?.mode ?? null, work };
}

/** A blob as Git would write it to the disk; null where it is too large to be compared. */
async function asOnDisk(repository: Repository, path: string, id: string): Promise<Uint8Array | null> {
  const size = await repository.look(['cat-file', '-s', id]);
  if (Number(size.stdout.toString()) > mostBytes) return null;
  const { stdout } = await repository.look(['cat-file', '--filters', `--path=${path}`, id]);
  return new Uint8Array(stdout);
}

/** Tells the work as the caller hears of it, by paths of the folder. */
export function toldWork(repository: Repository, { files, unsigned }: UncommittedWork, wish: WorkWish) {
  const mostTold = 5000;
  return {
    files: files.slice(0, mostTold).map(
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
  };
}
