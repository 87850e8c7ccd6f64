import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSecret, SessionServer } from '../../server/server.ts';
import { memoryTransportPair } from '../../src/client/memory-transport.ts';
import { MemoryOutbox } from '../../src/client/outbox.ts';
import { SessionClient } from '../../src/client/session-client.ts';
import type { TextDocument } from '../../src/client/text-document.ts';
import { newId, newSecret } from '../../src/shared/core/ids.ts';
import { hashText } from '../../src/shared/text/hash.ts';
import type { VirtualEnvironment } from './virtual-environment.ts';

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
const size = { columns: 80, rows: 12 };

/** One person of the sample, who types as people do. */
export class Typist {
  readonly client: SessionClient;
  readonly #session: SampleSession;
  readonly #environment: VirtualEnvironment;
  #document: TextDocument | null = null;
  #path = '';
  #at = 0;

  constructor(session: SampleSession, client: SessionClient) {
    this.#session = session;
    this.client = client;
    this.#environment = session.environment;
  }

  get person(): string {
    return this.client.person!;
  }

  /** Opens a file and looks at it. */
  async look(path: string): Promise<void> {
    this.#path = path;
    this.#document = await this.#session.when(this.client.documents.open(this.#session.refOf(path)));
    const view = { editors: [{ path, topLine: 1 }], focused: 0, views: ['workbench.view.explorer'] };
    const recording = this.client.state.recording?.ref;
    if (recording) this.client.publishLatest('recording.viewed', view, recording);
    this.client.publishLatest('presence.focused', { path, line: 1 });
    this.#document.cursor = () => {
      const anchor = this.#document!.anchorAt(this.#at);
      return { anchor, head: anchor };
    };
    await this.#environment.pass(400);
  }

  /** Puts the cursor in front of some words, or behind them. */
  async goTo(words: string, side: 'before' | 'behind' = 'behind'): Promise<void> {
    const found = this.#document!.toString().indexOf(words);
    if (found < 0) throw new Error(`${this.#path} does not have: ${words}`);
    this.#at = found + (side === 'behind' ? words.length : 0);
    const anchor = this.#document!.anchorAt(this.#at);
    const selections = [{ anchor, head: anchor }];
    this.client.publishLatest('cursor.moved', { selections, topLine: 1 }, this.#document!.ref);
    await this.#environment.pass(300 + this.#environment.draw() * 500);
  }

  /** Types key by key. */
  async type(words: string): Promise<void> {
    for (const key of words) {
      this.#document!.edit([{ offset: this.#at, deleteLength: 0, insertText: key }]);
      this.#at += key.length;
      await this.#environment.pass(45 + this.#environment.draw() * 110);
    }
  }

  /** Takes back so many characters, key by key. */
  async takeBack(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      this.#at--;
      this.#document!.edit([{ offset: this.#at, deleteLength: 1, insertText: '' }]);
      await this.#environment.pass(35 + this.#environment.draw() * 50);
    }
  }

  /** Has the host save the file. */
  async save(): Promise<void> {
    const text = this.#document!.toString();
    const saved = { term: 1, path: this.#path, hash: hashText(text), lengthUtf16: text.length, format };
    const ref = this.#document!.ref;
    await this.#session.say(() =>
      this.#session.host.publish('doc.saved', { ...saved, person: this.person, written: true }, ref),
    );
    await this.#environment.pass(500);
  }

  /** Says something of this person's own. */
  async mark(words: string): Promise<void> {
    const { recording } = this.client.state;
    await this.#session.say(() => this.client.publish('recording.marked', { words }, recording!.ref));
  }
}

/** A session in this process, of which all times and ids follow from the environment's seed. */
export class SampleSession {
  readonly environment: VirtualEnvironment;
  readonly server: SessionServer;
  readonly id: string;
  readonly #folder: string;
  readonly #refs = new Map<string, string>();
  readonly #invite: string;
  host!: SessionClient;

  constructor(environment: VirtualEnvironment) {
    this.environment = environment;
    this.#folder = mkdtempSync(join(tmpdir(), 'ensemble-sample-'));
    this.server = SessionServer.open({ dataFolder: this.#folder, environment, report: () => undefined });
    this.id = newId(environment);
    environment.settle = async () => (await this.server.find(this.id))?.settled();
    this.#invite = newSecret(environment);
  }

  /** Resolves with a promise's value while time goes on. */
  async when<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const over = promise.finally(() => {
      isOver = true;
    });
    over.catch(() => undefined);
    while (!isOver) await this.environment.pass(20);
    return over;
  }

  /** Lets somebody say something, and waits until it is heard. */
  async say(publish: () => Promise<unknown>): Promise<void> {
    await this.when(publish());
  }

  async #client(name: string, purpose: 'host' | 'window', person: string | null): Promise<SessionClient> {
    const guest = person === null ? { invite: this.#invite, ticket: newSecret(this.environment) } : {};
    const client = new SessionClient({
      dial: async () => {
        const door = await this.server.open(this.id, true);
        const [mine, theirs] = memoryTransportPair();
        door!.connect(theirs, person === null ? { is: 'guest' } : { is: 'owner', person });
        return mine;
      },
      environment: this.environment,
      outbox: new MemoryOutbox(),
      replica: newId(this.environment),
      name,
      purpose,
      ...guest,
    });
    await this.when(client.start().then(() => client.joined()));
    return client;
  }

  /** Opens a folder with these files, and its door. Gives its owner. */
  async open(folder: string, owner: string, files: Record<string, string>): Promise<Typist> {
    const person = newId(this.environment);
    this.host = await this.#client(owner, 'host', person);
    await this.say(() => this.host.publish('host.claimed', { term: 1, folder }));
    for (const [path, content] of Object.entries(files)) {
      const ref = newId(this.environment);
      this.#refs.set(path, ref);
      const opened = { term: 1, path, title: '', format, readOnly: false };
      await this.say(() => this.host.publish('doc.opened', opened, ref));
      const document = await this.when(this.host.documents.open(ref));
      document.edit([{ offset: 0, deleteLength: 0, insertText: content }]);
      const saved = { term: 1, path, hash: hashText(content), lengthUtf16: content.length, format };
      await this.say(() => this.host.settled());
      await this.say(() => this.host.publish('doc.saved', saved, ref));
    }
    this.server.access.setInvite(this.id, hashSecret(this.#invite), 'editor', this.environment.nowMs() + 3_600_000);
    await this.say(() => this.host.publish('sharing.opened', { admitEveryone: true, role: 'editor' }));
    return new Typist(this, await this.#client(owner, 'window', person));
  }

  /** Lets a guest come in. */
  async join(name: string): Promise<Typist> {
    return new Typist(this, await this.#client(name, 'window', null));
  }

  refOf(path: string): string {
    return this.#refs.get(path)!;
  }

  /** Shares a terminal; gives a function that writes into it. */
  async terminal(title: string): Promise<{ write: (text: string) => Promise<void>; end: () => Promise<void> }> {
    const ref = newId(this.environment);
    const shared = { access: 'read' as const, people: [] };
    await this.say(() =>
      this.host.publish('terminal.opened', { term: 1, title, shell: 'sh', ...size, ...shared }, ref),
    );
    const put = (text: string, more = {}) =>
      this.say(() => this.host.publish('terminal.output', { data: new TextEncoder().encode(text), ...more }, ref));
    await put('', { isScreen: true, size });
    const end = () => this.host.publish('terminal.ended', { term: 1, reason: 'closed', exitCode: null }, ref);
    return { write: put, end: () => this.say(end) };
  }

  /** Writes a recording of it into a file, plain or by a passphrase. */
  async export(recording: string, passphrase: string | null): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    const sink = async (piece: Uint8Array) => void pieces.push(piece.slice());
    await this.server.library.export(this.id, recording, { sink, passphrase, costLog2: 14 });
    return Buffer.concat(pieces);
  }

  async close(): Promise<void> {
    this.host.abandon();
    await this.server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
