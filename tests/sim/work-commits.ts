import type { WorkChoice } from '../../src/client/work-text.ts';
import type { FileWork } from '../../src/main/documents/work-texts.ts';
import { decodeAs } from '../../src/main/files/text-codec.ts';
import { documentAt } from '../../src/shared/capabilities/documents/paths.ts';
import type { Simulation } from './simulation.ts';

/** The work of somebody in one file that was committed, with the texts of the file before and after. */
export interface CommittedWork {
  ref: string;
  path: string;
  before: string;
  after: string;
  work: FileWork;
}

/**
 * Commits the work of one person in some files, as the host does; nothing where somebody has committed meanwhile.
 * Differences of which nobody knows the author, such as another encoding, go along where unsigned ones are taken.
 */
export async function commitWork(
  { host, disk, git, committed }: Simulation,
  wish: WorkChoice,
  paths: readonly string[],
): Promise<CommittedWork[]> {
  const { count } = git;
  const taken: (CommittedWork & { content: Uint8Array })[] = [];
  const along: [string, Uint8Array][] = [];
  for (const path of paths) {
    const earlier = git.head.get(path) ?? null;
    const work = await host!.work.of(path, earlier, wish);
    const here = disk.files.get(path);
    if (work === null && here && wish.takesUnsigned) along.push([path, here]);
    const { state } = host!.disk;
    const ref = documentAt(state, path);
    if (!work?.content || ref === null) continue;
    const { encoding } = state.documents[ref]!.format;
    const before = earlier === null ? '' : decodeAs(earlier, encoding).text;
    taken.push({ ref, path, before, after: decodeAs(work.content, encoding).text, work, content: work.content });
  }
  if (git.count !== count || host!.isDead) return [];
  git.commit([...taken.map(({ path, content }) => [path, content] as const), ...along]);
  for (const { path, after, work } of taken) {
    work.keep();
    committed.set(path, after);
  }
  await host!.work.committed(git.look(disk));
  return taken;
}
