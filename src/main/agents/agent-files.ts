import { isAbsolute, relative, sep } from 'node:path';
import { pointAt } from '../../client/agents/agent-cursor.ts';
import type { AgentTexts, EditOutcome, ReadText, Work } from '../../client/agents/agent-texts.ts';
import type { SessionClient } from '../../client/session-client.ts';
import { saveFile } from '../../client/shared-file.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { diffTexts } from '../../shared/text/diff.ts';
import { normalizeText, type TextEdit } from '../../shared/text/edits.ts';
import { ProposedFiles } from './proposed-files.ts';

/** Longest text that an agent gets or writes, in UTF-16 units. */
const mostUnits = 10_000_000;

/** Gives some lines of a text, `line` from 1; all of it where neither is given. */
function linesOf(text: string, line: number | null, limit: number | null): string {
  const from = Math.max(1, line ?? 1) - 1;
  return text
    .split('\n')
    .slice(from, limit === null ? undefined : from + limit)
    .join('\n');
}

/**
 * Files of the folder for an agent that reads and writes whole texts: what it gets is the live text, and what it writes
 * becomes edits of the lines that it has changed, by the text that it has read last, or suggestions of such edits.
 */
export class AgentFiles {
  readonly #client: SessionClient;
  readonly #texts: AgentTexts;
  readonly #root: string;
  readonly #proposed: ProposedFiles;
  readonly #read = new Map<string, ReadText>();

  constructor(client: SessionClient, texts: AgentTexts, root: string) {
    this.#client = client;
    this.#texts = texts;
    this.#root = root;
    this.#proposed = new ProposedFiles(client, texts);
  }

  /** Notes the end of a turn: from now on the agent reads what is there, and no more what it has proposed. */
  endTurn(): void {
    // Its proposals were in the text that it has read there, whatever becomes of them.
    for (const path of this.#proposed.forget()) this.#read.delete(path);
  }

  /** Path in the folder of a file that an agent names. Throws `outside-folder`. */
  pathOf(given: string): string {
    const path = isAbsolute(given) ? relative(this.#root, given) : given;
    const parts = path.split(sep);
    if (path === '' || isAbsolute(path) || parts.includes('..'))
      throw new EnsembleError('outside-folder', `${given} is outside the shared folder: this agent works in it only.`);
    return parts.filter((part) => part !== '.').join('/');
  }

  /** Gives the live text of a file, or some of its lines (`line` from 1). Rejects with the host's error. */
  async read(given: string, line: number | null = null, limit: number | null = null): Promise<string> {
    const path = this.pathOf(given);
    this.#forgetRejected(path);
    const isWhole = line === null && limit === null;
    const made = this.#proposed.textOfNew(path);
    if (made !== null) return linesOf(made, line, limit);
    const read = { ...(await this.#texts.read(path)), ...this.#proposed.readBack(path) };
    // Some lines tell nothing of the others: a whole text that builds on them would set those back.
    if (isWhole && !this.#proposed.has(path)) this.#read.set(path, read);
    const before = Math.max(1, line ?? 1) - 1;
    pointAt(this.#client, read, before === 0 ? 0 : linesOf(read.text, 1, before).length + 1);
    return linesOf(read.text, line, limit);
  }

  /**
   * Writes a file, and has it saved. Rejects, and changes nothing, where lines that it would change are others than the
   * agent has read, where somebody else has locked them, and where it has not read the file at all. While the agent is
   * to suggest its edits, nothing is written: people are asked to accept it part by part.
   */
  async write(given: string, content: string, work: Work): Promise<void> {
    const path = this.pathOf(given);
    if (content.length > mostUnits) throw new EnsembleError('too-large', `The new text of ${path} is too long.`);
    if (this.#forgetRejected(path))
      throw new EnsembleError(
        'changed-on-disk',
        `Somebody has rejected a part of what you suggested for ${path}, so nothing was written: read it again, and build on what it holds.`,
      );
    const text = normalizeText(content);
    const known = this.#read.get(path);
    const { person, state } = this.#client;
    if (state.participants[person!]?.suggests) return this.#proposed.write(path, known ?? null, text, work);
    if (!known) {
      await this.#create(path, text, work);
      return this.#proposed.withdraw(path);
    }
    const edits = diffTexts(known.text, text);
    const outcome = await this.#texts.edit(path, known.version, edits, work);
    if (outcome.is === 'applied') pointAt(this.#client, outcome.now, endOf(edits));
    await this.#settle(path, text, outcome);
    // Its text builds on what it suggested before in this turn, which is in the file with it.
    await this.#proposed.withdraw(path);
  }

  /** Forgets what the agent has read of a file where a part of its suggestion, which it reads back, was rejected. */
  #forgetRejected(path: string): boolean {
    const isForgotten = this.#proposed.forgetRejected(path);
    if (isForgotten) this.#read.delete(path);
    return isForgotten;
  }

  async #create(path: string, text: string, work: Work): Promise<void> {
    try {
      const content = new Uint8Array(0);
      await this.#client.request('files.write', { path, content, create: true, overwrite: false });
    } catch (thrown) {
      if (!(thrown instanceof EnsembleError) || (thrown.code !== 'exists' && thrown.code !== 'is-document'))
        throw thrown;
      const there = await this.#texts.read(path);
      if (there.text !== '')
        throw new EnsembleError('exists', `${path} is there, and you have not read it: read it first, then write it.`);
    }
    const read = await this.#texts.read(path);
    if (text === '') return void this.#read.set(path, read);
    const edit = { offset: 0, deleteLength: 0, insertText: text };
    await this.#settle(path, text, await this.#texts.edit(path, read.version, [edit], work));
  }

  async #settle(path: string, text: string, outcome: EditOutcome): Promise<void> {
    if (outcome.is === 'locked') {
      const { name, untilMs } = outcome.by;
      const until = untilMs === null ? '' : ` until ${new Date(untilMs).toISOString()}`;
      throw new EnsembleError('not-permitted', `${name} has locked these lines of ${path}${until}: work elsewhere.`);
    }
    if (outcome.is === 'stale') {
      this.#read.delete(path);
      throw new EnsembleError(
        'changed-on-disk',
        `Somebody has changed these lines of ${path} since you read it, so nothing was written: read it again, and write what is right now.`,
      );
    }
    // Lines of others that came meanwhile are news to the agent: it reads them before it writes a whole text again.
    if (outcome.now.text === text) this.#read.set(path, outcome.now);
    else this.#read.delete(path);
    const document = this.#client.documents.get(outcome.now.ref);
    if (document) await saveFile(this.#client, document);
  }
}

/** Offset of the last of some edits in the text with all of them. */
function endOf(edits: readonly TextEdit[]): number {
  const before = edits.slice(0, -1).reduce((sum, each) => sum + each.insertText.length - each.deleteLength, 0);
  return before + (edits.at(-1)?.offset ?? 0);
}
