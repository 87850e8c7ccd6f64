import type { DatabaseSync } from 'node:sqlite';
import type { Handlers } from '../../shared/session/contract.ts';

/** An act on whole files, of which no text tells the author. */
type Act = 'made' | 'gone';

/** Most acts that are kept; older ones are nobody's. */
const mostKept = 10_000;

/** Files that people have made, moved and removed from their windows: of other programs' acts the author is not known. */
export class FileMakers {
  readonly #database: DatabaseSync;
  /** Newest of the acts that were there when the files were looked at last. */
  #lookedAt = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(
      'CREATE TABLE IF NOT EXISTS file_makers (id INTEGER PRIMARY KEY, path TEXT NOT NULL, act TEXT NOT NULL, person TEXT NOT NULL, UNIQUE (path, act)) STRICT;',
    );
  }

  note(act: Act, path: string, person: string): void {
    const other: Act = act === 'made' ? 'gone' : 'made';
    this.#database.prepare('DELETE FROM file_makers WHERE path = ? AND act = ?').run(path, other);
    this.#database
      .prepare('INSERT OR REPLACE INTO file_makers (path, act, person) VALUES (?, ?, ?)')
      .run(path, act, person);
    this.#database.prepare('DELETE FROM file_makers WHERE id <= (SELECT max(id) FROM file_makers) - ?').run(mostKept);
  }

  /**
   * Ends acts whose files are as they are committed: another act there, of whomever, is another's. `differing` tells of a
   * look at the repositories, which may have begun before the newest acts, so that these stay until the next one.
   */
  settle(differing: readonly string[], isKept: (path: string) => boolean): void {
    // A folder's act stands for the files in it; Git may tell of a folder in place of its files.
    const around = new Set(differing.flatMap(withFolders));
    const differ = new Set(differing.map((path) => path.replace(/\/$/, '')));
    const known = this.#database.prepare('SELECT id, path FROM file_makers ORDER BY id').all();
    const end = this.#database.prepare('DELETE FROM file_makers WHERE id = ?');
    for (const { id, path } of known) {
      const isOld = Number(id) <= this.#lookedAt;
      const isInside = () => withFolders(String(path)).some((each) => differ.has(each));
      if (isOld && !around.has(String(path)) && !isInside() && !isKept(String(path))) end.run(id as number);
    }
    this.#lookedAt = Number(known.at(-1)?.id ?? this.#lookedAt);
  }

  /** Person who has made a file, or removed it, or a folder that it is in; null where nobody here has. */
  of(act: Act, path: string): string | null {
    const parts = path.split('/');
    for (let count = parts.length; count > 0; count--) {
      const found = this.#database
        .prepare('SELECT person FROM file_makers WHERE path = ? AND act = ?')
        .get(parts.slice(0, count).join('/'), act);
      if (found !== undefined) return String(found.person);
    }
    return null;
  }
}

/** A path and all folders that it is in. */
function withFolders(path: string): string[] {
  const names = path.split('/');
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

type Noted = Handlers<'files.write' | 'files.copy' | 'files.move' | 'files.remove'>;

/** The same handlers, which note who has made, moved and removed files. */
export function notingMakers<H extends Noted>(handlers: H, makers: FileMakers): H {
  const noted: Noted = {
    'files.write': async (wish, caller, signal) => {
      const result = await handlers['files.write'](wish, caller, signal);
      if (wish.create && !wish.overwrite) makers.note('made', wish.path, caller.person);
      return result;
    },
    'files.copy': async (wish, caller, signal) => {
      const result = await handlers['files.copy'](wish, caller, signal);
      makers.note('made', wish.to, caller.person);
      return result;
    },
    'files.move': async (wish, caller, signal) => {
      const result = await handlers['files.move'](wish, caller, signal);
      makers.note('gone', wish.from, caller.person);
      makers.note('made', wish.to, caller.person);
      return result;
    },
    'files.remove': async (wish, caller, signal) => {
      const result = await handlers['files.remove'](wish, caller, signal);
      makers.note('gone', wish.path, caller.person);
      return result;
    },
  };
  return { ...handlers, ...noted };
}
