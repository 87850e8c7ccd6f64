import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import { createGitService, type GitServiceOptions } from '../../../../src/main/git/git-service.ts';
import type { FolderStatus } from '../../../../src/shared/capabilities/git/git-state.ts';
import type { GitQuestion, QuestionPart } from '../../../../src/shared/capabilities/git/questions.ts';
import { roleRights } from '../../../../src/shared/core/rights.ts';
import type { Caller } from '../../../../src/shared/session/contract.ts';

type Deed = Parameters<GitServiceOptions['done']>[0];

const known = ['-c', 'user.name=Olga', '-c', 'user.email=olga@example.org', '-c', 'init.defaultBranch=main'];

/** A person who asks something of the service. */
export function asker(name: string, isOwner = false): Caller {
  return { person: name, replica: name, isOwner, rights: roleRights[isOwner ? 'owner' : 'editor'] };
}

export const owner = asker('olga', true);
export const ada = asker('Ada');

/** Host's end of a stream, which keeps what it is told and hands in what it is given. */
export class HeardStream<Down, Up = never> {
  readonly unsentBytes = 0;
  readonly parts: Down[] = [];
  readonly #up: Up[] = [];
  #wake = () => {};
  #isOver = false;

  readonly send = async (part: Down): Promise<void> => void this.parts.push(part);

  say(part: Up): void {
    this.#up.push(part);
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Up> {
    while (!this.#isOver) {
      const part = this.#up.shift();
      if (part !== undefined) yield part;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}

/** The host's own window, which answers Git's questions; ended with the test. */
export function answering(
  service: ReturnType<typeof createGitService>,
  answer: (question: GitQuestion) => string | null,
): GitQuestion[] {
  const asked: GitQuestion[] = [];
  const ending = new AbortController();
  const stream = new HeardStream<QuestionPart, { id: number; answer: string | null }>();
  const { send } = stream;
  const window = {
    unsentBytes: 0,
    [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator](),
    send: async (part: QuestionPart) => {
      await send(part);
      if (!('asked' in part)) return;
      asked.push(part.asked);
      stream.say({ id: part.asked.id, answer: answer(part.asked) });
    },
  };
  void service.handlers['git.questions']({}, { ...owner, isDirect: true }, ending.signal, window);
  onTestFinished(() => {
    ending.abort();
    stream.end();
  });
  return asked;
}

/** People who are all here, each of whom answers for themselves. */
export const nobodyAsked: GitServiceOptions['tree']['people'] = {
  answererOf: (person) => person,
  awayMs: () => 0,
  may: () => true,
  onChanged: () => () => undefined,
};

/** A real folder with a real repository, and the service of its host. */
export class GitFolder {
  readonly base = realpathSync(mkdtempSync(join(tmpdir(), 'ensemble-git-')));
  readonly root = join(this.base, 'project');
  readonly told: FolderStatus[] = [];
  readonly deeds: Deed[] = [];
  readonly reports: string[] = [];
  /** Leases of the tree as they were told, null for their ends. */
  readonly leases: (Parameters<GitServiceOptions['tree']['leased']>[0] | null)[] = [];
  readonly hidden = (path: string) => path.split('/').some((name) => name.startsWith('.env') || name === '.git');

  constructor(files: Record<string, string> = {}) {
    onTestFinished(() => rmSync(this.base, { recursive: true, force: true }));
    mkdirSync(this.root);
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  /** A folder with a repository that has all of its files in one commit. */
  static committed(files: Record<string, string>): GitFolder {
    const folder = new GitFolder(files);
    folder.git('init', '-q', '-b', 'main');
    folder.git('config', 'user.name', 'Olga');
    folder.git('config', 'user.email', 'olga@example.org');
    folder.git('add', '--all');
    folder.git('commit', '-q', '-m', 'one');
    return folder;
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Runs Git as another program would. */
  git(...args: string[]): string {
    return execFileSync('git', [...known, ...args], { cwd: this.root, encoding: 'utf8', stdio: 'pipe' });
  }

  /** The service of the folder's host, ended with the test. */
  service(options: Partial<GitServiceOptions> = {}): ReturnType<typeof createGitService> {
    const database = new DatabaseSync(':memory:');
    onTestFinished(() => database.close());
    const service = createGitService({
      root: this.root,
      sightOf: ({ isOwner }) => {
        const sees = (path: string) => isOwner || !this.hidden(path);
        return { sees, mayChange: (path) => sees(path) && (isOwner || !path.startsWith('vendor/')) };
      },
      authorsOf: (person) => {
        const author = person === owner.person ? null : { name: person, email: `${person.toLowerCase()}@guests` };
        return { author, person, agent: null };
      },
      tell: async (status) => void this.told.push(status),
      done: async (deed) => void this.deeds.push(deed),
      report: (message) => void this.reports.push(message),
      database,
      nameOf: (person) => person,
      ask: async () => null,
      work: { has: () => false, of: async () => null, makerOf: () => null },
      tree: {
        leased: async (lease) => void this.leases.push(lease),
        freed: async () => void this.leases.push(null),
        unsaved: () => [],
        people: nobodyAsked,
        locks: () => [],
      },
      restMs: 100,
      ...options,
    });
    onTestFinished(() => service.close());
    service.start();
    return service;
  }

  /** Files of the first repository by their letters, as guests were told last. */
  get files(): Record<string, string> | null {
    const repository = this.told.at(-1)?.repositories[0];
    return repository ? Object.fromEntries(repository.changes.map(({ path, is }) => [path, is])) : null;
  }
}
