import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import { SessionServer } from '../../server/server.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { textName } from '../../src/shared/capabilities/documents/update-rules.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { newId, serverReplica } from '../../src/shared/core/ids.ts';
import { type Body, encodeBody, type KindName, kinds } from '../../src/shared/session/table.ts';
import { logIn } from './history.ts';
import { growthSession } from './messages.ts';

const dayMs = 24 * 3_600_000;
const firstMs = 1_700_000_000_000;
const keptDays = 7;
const files = 20;
const editsPerDay = 500;
const editsPerFile = 50;
/** Length at which as much of a text is deleted as is typed. */
const textLength = 4_000;
const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;

/** Size of a folder on the disk, in MB. */
function folderMb(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1e6;
}

/** Work of one person, day by day: a window comes, types and deletes in some files, and goes. */
class Work {
  readonly #lastN = new Map<string, number>();
  readonly #host = newId(nodeEnvironment);
  readonly #person = newId(nodeEnvironment);
  readonly #refs = Array.from({ length: files }, () => newId(nodeEnvironment));
  readonly #texts = this.#refs.map(() => new Y.Doc());

  #entry<K extends KindName>(kind: K, body: Body<K>, by: string, ref: string | null = null): Entry {
    const n = (this.#lastN.get(by) ?? 0) + 1;
    this.#lastN.set(by, n);
    const stamp = { seq: 0, at: 0, ageMs: 0, to: null, blob: null };
    return { ...stamp, by, n, kind, v: kinds[kind].v, ref, body: encodeBody(kind, body) };
  }

  begin(): Entry[] {
    const joined = { person: this.#person, name: 'Ada', role: 'owner', replica: this.#host, purpose: 'host' } as const;
    const opened = this.#refs.map((ref, index) => {
      const body = { term: 1, path: `src/file-${index}.ts`, title: '', format, readOnly: false };
      return this.#entry('doc.opened', body, this.#host, ref);
    });
    const claimed = this.#entry('host.claimed', { term: 1, folder: 'bench' }, this.#host);
    return [this.#entry('participant.joined', joined, serverReplica), claimed, ...opened];
  }

  day(): Entry[] {
    const replica = newId(nodeEnvironment);
    const joined = { person: this.#person, name: 'Ada', role: 'owner', replica, purpose: 'window' } as const;
    const entries = [this.#entry('participant.joined', joined, serverReplica)];
    for (let edit = 0; edit < editsPerDay; edit++) {
      const index = Math.floor(edit / editsPerFile) % files;
      const [ref, document] = [this.#refs[index]!, this.#texts[index]!];
      if (edit % editsPerFile === 0) {
        document.clientID = 1 + Math.floor(Math.random() * 0xffff_fffe);
        entries.push(this.#entry('doc.bound', { client: document.clientID }, replica, ref));
      }
      entries.push(this.#entry('doc.updated', { update: edited(document, edit) }, replica, ref));
    }
    entries.push(this.#entry('participant.left', { person: this.#person, replica, forget: true }, serverReplica));
    return entries;
  }
}

/** Makes an edit; gives the update of it alone, as a window does: a difference of states has all deletions of a text. */
function edited(document: Y.Doc, edit: number): Uint8Array {
  const updates: Uint8Array[] = [];
  const note = (update: Uint8Array) => updates.push(update);
  const text = document.getText(textName);
  const place = (edit * 7_919) % (text.length + 1);
  document.on('update', note);
  document.transact(() => {
    if (text.length > textLength && edit % 2 === 0) text.delete(Math.min(place, text.length - 20), 20);
    else text.insert(place, 'ten chars ');
  });
  document.off('update', note);
  return updates[0]!;
}

/** Session's size and start after so many days. */
export interface YearCost {
  days: number;
  sizeMb: number;
  startMs: number;
}

/** Has one person work every day, with history kept for a week, and measures after some of the days. */
export async function yearCosts(measured: readonly number[]): Promise<YearCost[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-year-'));
  const costs: YearCost[] = [];
  try {
    const work = new Work();
    let pending = work.begin();
    for (let day = 1; day <= Math.max(...measured); day++) {
      const nowMs = firstMs + day * dayMs;
      const log = logIn(folder, () => nowMs);
      pending = [...pending, ...work.day()];
      await log.append(growthSession, await log.claim(growthSession), pending.splice(0));
      await log.close();
      const environment = { ...nodeEnvironment, nowMs: () => nowMs };
      const began = process.cpuUsage();
      const server = SessionServer.open({ dataFolder: folder, environment, report: console.error });
      const session = (await server.find(growthSession))!;
      const { user, system } = process.cpuUsage(began);
      await session.prune(nowMs - keptDays * dayMs);
      await server.packed(growthSession);
      await server.close();
      if (measured.includes(day)) costs.push({ days: day, sizeMb: folderMb(folder), startMs: (user + system) / 1000 });
    }
    return costs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
