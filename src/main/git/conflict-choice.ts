import { EnsembleError } from '../../shared/core/errors.ts';
import { contentIn } from './past.ts';
import type { Repository } from './repository.ts';
import { listed, type Outcome } from './working-tree.ts';

/** Lists the files of a repository that are in conflict. */
export async function inConflict(repository: Repository): Promise<string[]> {
  const { files } = await repository.status();
  return files.filter(({ is }) => /U|^AA$|^DD$/.test(is)).map(({ path }) => path);
}

/** Ends the conflict of a file by the version of one side, or by deleting it. The other stays in its commit. */
export async function resolveConflict(
  repository: Repository,
  path: string,
  take: 'ours' | 'theirs' | 'deleted',
): Promise<Outcome> {
  const name = repository.within(path);
  if (!(await inConflict(repository)).includes(name))
    throw new EnsembleError('not-found', `“${path}” is in no conflict any more, so nothing was done.`);
  const { args, input } = listed([name]);
  if (take === 'deleted') await repository.run(['rm', '-q', '-f', '--ignore-unmatch', ...args], { input });
  else {
    if ((await contentIn(repository, name, take)) === null)
      throw new EnsembleError('not-found', `“${path}” is not there on this side, so nothing was done.`);
    await repository.run(['checkout', '-q', `--${take}`, ...args], { input });
    await repository.run(['add', ...args], { input });
  }
  return { act: 'resolved', what: '', files: [name] };
}
