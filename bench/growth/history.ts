import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SqliteLog } from '../../server/log/sqlite-log.ts';
import { TailFile } from '../../server/log/tail-file.ts';
import { SessionServer } from '../../server/server.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { newId, serverReplica } from '../../src/shared/core/ids.ts';
import { type Body, encodeBody, type KindName, kinds } from '../../src/shared/session/table.ts';
import { growthSession } from './messages.ts';

const documents = 200;
const perBatch = 500;
/** Entries in which one window comes and goes. */
const entriesPerWindow = 200;
/** Nearly as many as a start reads at most beyond its checkpoint. */
const tailEntries = 4_500;
const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
const hash = 'ab'.repeat(32);

/** Entries of a long session: people come, type, save and go; a host has the folder. */
class History {
  readonly #lastN = new Map<string, number>();
  readonly #host = newId(nodeEnvironment);
  readonly #person = newId(nodeEnvironment);
  readonly #refs = Array.from({ length: documents }, () => newId(nodeEnvironment));
  #window = '';
  #made = 0;

  #entry<K extends KindName>(kind: K, body: Body<K>, by: string, ref: string | null = null): Entry {
    const n = kinds[kind].keep === 'history' ? (this.#lastN.get(by) ?? 0) + 1 : 0;
    if (n > 0) this.#lastN.set(by, n);
    const { v } = kinds[kind];
    return { seq: 0, at: 0, by, n, ageMs: 0, kind, v, ref, to: null, body: encodeBody(kind, body), blob: null };
  }

  #joined(replica: string, purpose: 'window' | 'host', role: 'editor' | 'owner'): Entry {
    const body = { person: this.#person, name: 'Somebody', role, replica, purpose };
    return this.#entry('participant.joined', body, serverReplica);
  }

  begin(): Entry[] {
    const claimed = this.#entry('host.claimed', { term: 1, folder: 'bench' }, this.#host);
    const opened = this.#refs.map((ref, index) =>
      this.#entry(
        'doc.opened',
        { term: 1, path: `src/folder-${index % 20}/file-${index}.ts`, title: '', format, readOnly: false },
        this.#host,
        ref,
      ),
    );
    return [this.#joined(this.#host, 'host', 'owner'), claimed, ...opened];
  }

  next(): Entry[] {
    const index = this.#made++;
    const ref = this.#refs[index % documents]!;
    if (index % entriesPerWindow === 0) {
      const gone = this.#window;
      this.#window = newId(nodeEnvironment);
      const left = { person: this.#person, replica: gone, forget: true };
      const ends = gone === '' ? [] : [this.#entry('participant.left', left, serverReplica)];
      return [...ends, this.#joined(this.#window, 'window', 'editor')];
    }
    if (index % 50 === 1) return [this.#entry('presence.focused', { line: 1, path: null }, this.#window, ref)];
    if (index % 50 === 2) {
      const saved = {
        term: 1,
        path: `src/folder-${index % 20}/file-${index % documents}.ts`,
        hash,
        lengthUtf16: 1,
        format,
      };
      return [this.#entry('doc.saved', saved, this.#host, ref)];
    }
    return [this.#entry('doc.updated', { update: new Uint8Array(40) }, this.#window, ref)];
  }
}

/** Opens the log of a data folder that nobody else has open meanwhile. */
export function logIn(folder: string, nowMs: () => number = Date.now): SqliteLog {
  const database = new DatabaseSync(join(folder, 'sessions.db'));
  return new SqliteLog(database, new TailFile(join(folder, 'sessions.tail')), nowMs);
}

/** Writes a session of so many entries, as a server that ran all the while leaves it: with its last checkpoint. */
export async function writeHistory(folder: string, entries: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const history = new History();
  const pending = history.begin();
  let written = 0;
  const write = async (upTo: number) => {
    const log = logIn(folder);
    const term = await log.claim(growthSession);
    while (written < upTo) {
      while (pending.length < Math.min(perBatch, upTo - written)) pending.push(...history.next());
      const batch = pending.splice(0, Math.min(perBatch, upTo - written));
      await log.append(growthSession, term, batch);
      written += batch.length;
    }
    await log.close();
  };
  await write(entries - tailEntries);
  const server = SessionServer.open({ dataFolder: folder, environment: nodeEnvironment, report: console.error });
  await server.find(growthSession);
  // Its checkpoint is made behind everything that is due now.
  await new Promise((resolve) => setTimeout(resolve, 100));
  await server.close();
  await write(entries);
}
