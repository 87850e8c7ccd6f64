import { spawnSync } from 'node:child_process';
import { mostTyped, type TypedLook, type TypedReach } from '../../shared/capabilities/git/typed-moves.ts';

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
    const found = this.#found(reach);
    const chars = found?.reduce((sum, { length }) => sum + length, 0) ?? 0;
    return found && found.length <= mostTyped.files && chars <= mostTyped.chars ? found : null;
  }

  #found(reach: TypedReach): string[] | null {
    const compare = ['diff', '--name-only', '--no-relative', '-z', '--no-renames'];
    if (reach.is === 'tree') return null;
    if (reach.is === 'staged') return this.#listed(...compare, '--cached');
    const others = this.#listed(
      'ls-files',
      '-z',
      '--others',
      '--exclude-standard',
      '--full-name',
      '--',
      ...reach.names,
    );
    if (reach.is === 'untracked') return others;
    const tracked = this.#listed(...compare, 'HEAD', '--', ...reach.names);
    return tracked && others && [...tracked, ...others];
  }

  #listed(...args: string[]): string[] | null {
    return (
      this.#ask(...args)
        ?.split('\0')
        .filter((each) => each !== '') ?? null
    );
  }
}
