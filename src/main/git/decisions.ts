import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { GitQuestion } from '../../shared/capabilities/git/questions.ts';
import type { HostQuestions } from './host-questions.ts';

/** Subject of a decision: its kind and its exact content, to which alone an answer applies. */
export interface Subject {
  is: 'hooks' | 'place';
  /** True if it is decided for acts of guests, on which the host's person decides apart. */
  forGuests: boolean;
  content: string;
}

/** Decisions of the host's person about what a repository may do, kept for good by a hash of the content. */
export class Decisions {
  readonly #database: DatabaseSync;
  readonly #questions: HostQuestions;
  readonly #asking = new Map<string, Promise<boolean>>();

  constructor(database: DatabaseSync, questions: HostQuestions) {
    this.#database = database;
    this.#questions = questions;
    database.exec(
      'CREATE TABLE IF NOT EXISTS git_decisions (key TEXT PRIMARY KEY, allowed INTEGER NOT NULL) STRICT, WITHOUT ROWID;',
    );
  }

  /** Gives what was decided; null where nobody has yet. */
  known({ is, forGuests, content }: Subject): boolean | null {
    const row = this.#database
      .prepare('SELECT allowed FROM git_decisions WHERE key = ?')
      .get(keyOf(is, forGuests, content));
    return row === undefined ? null : row.allowed === 1;
  }

  /** Gives what was decided, and asks where nobody has yet: only the first choice allows it, no answer decides nothing. */
  async isAllowed(subject: Subject, question: Omit<GitQuestion, 'id' | 'is'>, signal?: AbortSignal): Promise<boolean> {
    const known = this.known(subject);
    if (known !== null) return known;
    const key = keyOf(subject.is, subject.forGuests, subject.content);
    let asking = this.#asking.get(key);
    if (asking === undefined) {
      asking = this.#ask(key, question, signal).finally(() => this.#asking.delete(key));
      this.#asking.set(key, asking);
    }
    return asking;
  }

  async #ask(key: string, question: Omit<GitQuestion, 'id' | 'is'>, signal?: AbortSignal): Promise<boolean> {
    const answer = await this.#questions.ask({ ...question, is: 'choice' }, signal);
    if (answer === null) return false;
    const isAllowed = answer === question.choices[0];
    this.#database.prepare('INSERT OR REPLACE INTO git_decisions VALUES (?, ?)').run(key, isAllowed ? 1 : 0);
    return isAllowed;
  }

  /** Forgets all, so that each is asked again. */
  forget(): void {
    this.#database.exec('DELETE FROM git_decisions');
  }
}

function keyOf(is: Subject['is'], forGuests: boolean, content: string): string {
  return createHash('sha256').update(`${is}\0${forGuests}\0${content}`).digest('hex');
}
