import { EnsembleError } from '../../shared/core/errors.ts';
import { diffTexts } from '../../shared/text/diff.ts';
import { AgentTexts } from '../agents/agent-texts.ts';
import type { SessionClient } from '../session-client.ts';
import { openFile, saveFile } from '../shared-file.ts';
import type { TextDocument } from '../text-document.ts';

/** A change to a text; offsets are UTF-16 units of the text with LF line ends. */
export interface Edit {
  readonly offset: number;
  readonly deleteLength: number;
  readonly insertText: string;
}

/** Attempts of an agent to edit lines that others change at the same time. */
const mostTries = 10;

/** A text of the shared folder, open here. */
export class SharedDocument {
  readonly path: string;
  readonly #client: SessionClient;
  readonly #document: TextDocument;
  /** The way to edit of an agent, which names what it has read; null for all others. */
  readonly #agent: AgentTexts | null;

  constructor(path: string, client: SessionClient, document: TextDocument, agent: AgentTexts | null) {
    this.path = path;
    this.#client = client;
    this.#document = document;
    this.#agent = agent;
  }

  get text(): string {
    return this.#document.toString();
  }

  /**
   * Makes edits, all against the text as it is now. Resolves once the session has them. An agent's are rejected with
   * `rebase-needed` where somebody has changed the text meanwhile, and with `exists` where somebody has locked it.
   */
  edit(edits: readonly Edit[]): Promise<void> {
    const seen = this.text;
    return this.#edit((text) => {
      if (text !== seen) throw new EnsembleError('rebase-needed', `${this.path} has changed meanwhile: read it again.`);
      return edits;
    });
  }

  append(text: string): Promise<void> {
    return this.#edit(({ length }) => [{ offset: length, deleteLength: 0, insertText: text }]);
  }

  /** Replaces a text that is there exactly once. Rejects with `not-found`, or `bad-request` where it is there twice. */
  replace(old: string, now: string): Promise<void> {
    return this.#edit((text) => {
      const offset = text.indexOf(old);
      if (old === '' || offset < 0)
        throw new EnsembleError('not-found', `${this.path} has no such text (any more): read it again.`);
      if (text.includes(old, offset + 1))
        throw new EnsembleError(
          'bad-request',
          `${this.path} has this text several times: give more of what is around it.`,
        );
      return [{ offset, deleteLength: old.length, insertText: now }];
    });
  }

  /** Makes this the text, by the smallest edits, so that others' places stay. */
  write(text: string): Promise<void> {
    return this.#edit((now) => diffTexts(now, text));
  }

  /**
   * Suggests another text in place of writing it: people accept or reject each part that differs. Resolves to the name of
   * the suggestion. Of agents only; rejects with `rebase-needed` where somebody has changed those lines meanwhile.
   */
  async suggest(text: string, title = ''): Promise<string> {
    const agent = this.#agent;
    if (agent === null)
      throw new EnsembleError('not-permitted', 'Agents suggest edits: join with agent: true, or edit.');
    const read = await agent.read(this.path);
    const outcome = await agent.propose(this.path, read.version, diffTexts(read.text, text), { title });
    if (outcome.is === 'proposed') return outcome.proposal;
    throw new EnsembleError('rebase-needed', `${this.path} has changed meanwhile: read it again.`);
  }

  /** Makes the edits that a function gives for a text. For an agent it may be called again, for the text of then. */
  async #edit(make: (text: string) => readonly Edit[]): Promise<void> {
    const agent = this.#agent;
    if (agent === null) return this.#editAtOnce(make(this.text));
    let { text, version } = await agent.read(this.path);
    for (let tried = 0; tried < mostTries; tried++) {
      const outcome = await agent.edit(this.path, version, make(text));
      if (outcome.is === 'applied') return;
      if (outcome.is === 'locked')
        throw new EnsembleError('exists', `${outcome.by.name} has locked these lines of ${this.path}: ask them.`);
      ({ text, version } = outcome.now);
    }
    throw new EnsembleError('too-fast', `Others edit the same lines of ${this.path} all the time: try again.`);
  }

  async #editAtOnce(edits: readonly Edit[]): Promise<void> {
    if (!this.#document.isEditable)
      throw new EnsembleError('rebase-needed', `${this.path} is being brought up to date: try again in a moment.`);
    const { length } = this.#document;
    for (const { offset, deleteLength } of edits)
      if (!(offset >= 0 && deleteLength >= 0 && offset + deleteLength <= length))
        throw new EnsembleError('bad-request', `${this.path} has ${length} characters.`);
    this.#document.edit(edits.map((each) => ({ ...each })));
    await this.#client.settled();
  }

  /** Calls back after each change, whoever made it. Returns a function that stops it. */
  onChange(listener: (text: string) => void): () => void {
    return this.#document.onChange(() => listener(this.text));
  }

  /** Resolves once the text is as wanted. */
  until(wanted: (text: string) => boolean): Promise<void> {
    if (wanted(this.text)) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = this.onChange((text) => {
        if (!wanted(text)) return;
        stop();
        resolve();
      });
    });
  }

  /** Has the host write the text to its disk. */
  async save(): Promise<void> {
    await saveFile(this.#client, this.#document);
  }

  close(): void {
    this.#client.documents.close(this.#document.ref);
  }
}

/** Texts and files of the shared folder. */
export class SharedDocuments {
  readonly #client: SessionClient;
  readonly #agent: AgentTexts | null;

  constructor(client: SessionClient) {
    this.#client = client;
    this.#agent = client.options.purpose === 'agent' ? new AgentTexts(client) : null;
  }

  /** Paths of the texts that the session has open. */
  list(): string[] {
    const all = Object.values(this.#client.state.documents);
    return all.flatMap(({ path, deleted }) => (path === null || deleted ? [] : path)).sort();
  }

  /** Names in a folder, with `/` after those of folders. */
  async names(folder = ''): Promise<string[]> {
    const { entries } = await this.#client.request('files.list', { path: folder });
    return entries.map(({ name, type }) => (type.endsWith('folder') ? `${name}/` : name)).sort();
  }

  async open(path: string): Promise<SharedDocument> {
    return new SharedDocument(path, this.#client, await openFile(this.#client, path), this.#agent);
  }

  /** Makes an empty file, where there is none. */
  async create(path: string): Promise<SharedDocument> {
    const content = new Uint8Array();
    await this.#client.request('files.write', { path, content, create: true, overwrite: false });
    return this.open(path);
  }
}
