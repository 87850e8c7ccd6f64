import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttackedHost } from './attacked-host.ts';

/** A real repository in an attacked host's folder, with one commit by its person, Olga. */
export class AttackedRepository {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes it of files and their texts, hidden ones among them, and of the folder's README. */
  static async make({ folder }: AttackedHost, files: Readonly<Record<string, string>>): Promise<AttackedRepository> {
    const repository = new AttackedRepository(folder);
    await rm(join(folder, '.git'), { recursive: true });
    repository.git('init', '-q', '-b', 'main');
    repository.git('config', 'user.name', 'Olga');
    repository.git('config', 'user.email', 'olga@example.org');
    for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
    repository.git('add', '--force', 'README.md', ...Object.keys(files));
    repository.git('commit', '-q', '-m', 'one');
    return repository;
  }

  /** Runs Git as the host's person would, in a terminal. */
  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.#folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** All that may not change by guests without the right. */
  standing(): string[] {
    const head = this.git('rev-parse', 'HEAD', '--symbolic-full-name', 'HEAD');
    return [head, this.git('status', '--porcelain'), this.git('stash', 'list'), this.git('branch', '--list')];
  }
}
