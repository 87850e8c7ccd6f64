import { spawnSync } from 'node:child_process';
import type { TypedLook, TypedReach } from '../../shared/capabilities/git/typed-moves.ts';

/** Most files that are named to the host: a command that reaches more is about all. */
const mostFiles = 5000;
const mostBytes = 16 * 1024 * 1024;

/** Answers of the repository of a command, by the options of Git itself that it was given. */
export class GitLook implements TypedLook {
  readonly #real: string;
  readonly #options: readonly string[];

  constructor(real: string, options: readonly string[]) {
    this.#real = real;
    this.#options = options;
  }

  #ask(...args: string[]): string | null {
    const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0' };
    const { status, stdout } = spawnSync(this.#real, [...this.#options, ...args], {
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: mostBytes,
    });
    return status === 0 ? stdout : null;
  }

  readonly isCommit = (name: string): boolean =>
    this.#ask('rev-parse', '--verify', '--quiet', '--end-of-options', `${name === '-' ? '@{-1}' : name}^{commit}`) !==
    null;

  readonly isFile = (name: string): boolean => this.#ask('ls-files', '--error-unmatch', '--', name) !== null;

  readonly alias = (name: string): string | null => this.#ask('config', '--get', `alias.${name}`)?.trim() ?? null;

  /** Working tree of the command; null where it has none. */
  tree(): string | null {
    return this.#ask('rev-parse', '--show-toplevel')?.replace(/\r?\n$/, '') || null;
  }

  /** Files that differ, of those that a command reaches, by their paths in the tree; null for all. */
  files(reach: TypedReach): string[] | null {
    if (reach.is === 'tree') return null;
    if (reach.is === 'staged')
      return this.#listed('diff', '--cached', '--name-only', '--no-relative', '-z', '--no-renames');
    const untracked = ['ls-files', '-z', '--others', '--exclude-standard', '--full-name', '--', ...reach.names];
    if (reach.is === 'untracked') return this.#listed(...untracked);
    const changed = ['diff', '--name-only', '--no-relative', '-z', '--no-renames', 'HEAD', '--', ...reach.names];
    const [tracked, others] = [this.#listed(...changed), this.#listed(...untracked)];
    return tracked && others && tracked.length + others.length <= mostFiles ? [...tracked, ...others] : null;
  }

  #listed(...args: string[]): string[] | null {
    const files = this.#ask(...args)
      ?.split('\0')
      .filter((each) => each !== '');
    return files && files.length <= mostFiles ? files : null;
  }
}
