import type { ToldWork } from '../../client/edit-batch.ts';
import { limits } from '../../shared/core/version.ts';
import { normalizeText } from '../../shared/text/edits.ts';
import { hashText } from '../../shared/text/hash.ts';
import { decodeText } from '../files/text-codec.ts';
import type { Disk } from './disk.ts';

/** Most texts of one turn of an agent that are kept to be compared. */
const mostTold = 200;

export interface ToldTextsOptions {
  disk: Pick<Disk, 'read'>;
  /** Takes in a document's file as it is on the disk now. */
  look: (path: string) => Promise<void>;
}

/** Longest text that is compared, in UTF-16 units: no document is longer. */
const mostUnits = limits.documentBytes;

/** A text that was told, with the hash of the one that it replaces. */
interface Told {
  path: string;
  before: string | null;
  work: ToldWork;
}

const hashOf = (text: string): string => hashText(normalizeText(text));

/** Name of a text of a file: its hash, and the file's path. */
const nameOf = (path: string, hash: string): string => `${hash} ${path}`;

/**
 * Texts that tool calls of agents say that they write, while their turns last. Where a change on the disk brings exactly
 * such a text, it is that call's work, proven by its bytes; any other change of the disk is nobody's.
 */
export class ToldTexts {
  readonly #options: ToldTextsOptions;
  readonly #told = new Map<string, Map<string, Told>>();

  constructor(options: ToldTextsOptions) {
    this.#options = options;
  }

  /** Notes a text of a file that a tool call tells, and the text that it says to have been there; null for none. */
  add(path: string, before: string | null, text: string, work: ToldWork): void {
    const of = this.#told.get(work.agent) ?? new Map<string, Told>();
    this.#told.set(work.agent, of);
    if (of.size >= mostTold || text.length > mostUnits) return;
    const name = nameOf(path, hashOf(text));
    if (!of.has(name)) of.set(name, { path, before: before === null ? null : hashOf(before), work });
  }

  /**
   * Gives the work by which a file was to have a text, by its hash; null where no agent has told it, or two have. With
   * the hash of the text `before`, only such as has told to change that, or told of none: any other would have changes
   * of other programs for its own.
   */
  find(path: string, hash: string, before: string | null = null): ToldWork | null {
    const name = nameOf(path, hash);
    const found = [...this.#told.values()].flatMap((of) => of.get(name) ?? []);
    const [told] = found;
    if (told === undefined || found.length > 1) return null;
    return before === null || told.before === null || told.before === before ? told.work : null;
  }

  /** Says whether a file that an agent has told of holds such a text now; of others nothing is read. */
  async isOnDisk(agent: string, path: string): Promise<boolean> {
    const isTold = [...(this.#told.get(agent)?.values() ?? [])].some((each) => each.path === path);
    const bytes = isTold ? await this.#options.disk.read(path) : null;
    return bytes !== null && this.find(path, hashText(decodeText(bytes).text))?.agent === agent;
  }

  /** Ends an agent's turn, once what its calls have told is taken in where it is on the disk and can be. */
  async end(agent: string): Promise<void> {
    const paths = new Set([...(this.#told.get(agent)?.values() ?? [])].map(({ path }) => path));
    for (const path of paths) await this.#options.look(path).catch(() => undefined);
    this.forget(agent);
  }

  /** Forgets the texts of an agent: its turn is over, or it has gone. */
  forget(agent: string): void {
    this.#told.delete(agent);
  }
}
