import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnsembleError } from '../../shared/core/errors.ts';
import { Repository } from './repository.ts';

type Life = Parameters<typeof Repository.open>[2];

const plainFile = '100644';

/**
 * A branch of the folder's repository with some files as they are given, and all others as in the last commit. Neither
 * the working tree nor the person's index is touched.
 */
export class BranchOfTexts {
  readonly #repository: Repository;
  readonly #name: string;
  readonly #folder: string;
  readonly #lines: string[] = [];

  private constructor(repository: Repository, name: string, folder: string) {
    this.#repository = repository;
    this.#name = name;
    this.#folder = folder;
  }

  /** Begins one. Throws where the folder is no repository with a commit, or has a branch of that name. */
  static async open(root: string, name: string, life: Life): Promise<BranchOfTexts> {
    const repository = await Repository.open(root, '', life);
    const { stdout } = await repository.look(['branch', '--list', name]);
    if (stdout.length > 0) throw new EnsembleError('exists', `There is a branch ${name} already: choose another name.`);
    await repository.look(['check-ref-format', '--branch', name]);
    const branch = new BranchOfTexts(repository, name, await mkdtemp(join(tmpdir(), 'ensemble-fork-')));
    await branch.#run(['read-tree', 'HEAD']);
    return branch;
  }

  get files(): number {
    return this.#lines.length;
  }

  async #run(args: readonly string[], input?: Uint8Array): Promise<string> {
    const env = { GIT_INDEX_FILE: join(this.#folder, 'index') };
    const { stdout } = await this.#repository.run(args, { env, ...(input && { input: Buffer.from(input) }) });
    return stdout.toString().trim();
  }

  /** Puts a file into it, whose name the caller has judged. */
  async write(path: string, content: Uint8Array): Promise<void> {
    const known = await this.#run(['ls-files', '-s', '--', path]);
    const mode = /^(100644|100755) /.exec(known)?.[1] ?? plainFile;
    const object = await this.#run(['hash-object', '-w', '--no-filters', '--stdin'], content);
    this.#lines.push(`${mode} ${object}\t${path}`);
  }

  /** Commits what was put, and makes the branch. */
  async finish(message: string): Promise<void> {
    await this.#run(
      ['update-index', '-z', '--index-info'],
      Buffer.from(this.#lines.map((line) => `${line}\0`).join('')),
    );
    const tree = await this.#run(['write-tree']);
    const commit = await this.#run(['commit-tree', tree, '-p', 'HEAD', '-m', message]);
    await this.#run(['branch', '--', this.#name, commit]);
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
