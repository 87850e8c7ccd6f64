import type { Dial } from '../../src/client/link.ts';
import { MemoryOutbox } from '../../src/client/outbox.ts';
import { SessionClient } from '../../src/client/session-client.ts';
import type { TextDocument } from '../../src/client/text-document.ts';
import type { Step } from '../../src/client/undo-stack.ts';
import type { WorkRecord } from '../../src/client/work-record.ts';
import { adoptDiskHistory } from '../../src/main/documents/adopt-disk-history.ts';
import type { Choice } from '../../src/main/documents/disk-merge.ts';
import { DocumentKeeper } from '../../src/main/documents/document-keeper.ts';
import { expectedState } from '../../src/main/documents/expected-state.ts';
import { FileMakers } from '../../src/main/documents/file-makers.ts';
import type { Journal } from '../../src/main/documents/journal.ts';
import { KnownTexts } from '../../src/main/documents/known-texts.ts';
import type { DiskHistory } from '../../src/main/documents/remote-disk-history.ts';
import { SaveQueue } from '../../src/main/documents/save-queue.ts';
import { textOf } from '../../src/main/documents/seed.ts';
import type { Unsent } from '../../src/main/documents/unsent.ts';
import { WorkTexts } from '../../src/main/documents/work-texts.ts';
import { type AllHandlers, RequestServer } from '../../src/main/doors/request-server.ts';
import type { BlobStore } from '../../src/shared/blobs.ts';
import { documentAt } from '../../src/shared/capabilities/documents/paths.ts';
import type { Environment } from '../../src/shared/core/environment.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { newId, newSecret } from '../../src/shared/core/ids.ts';
import { applyEdits } from '../../src/shared/text/edits.ts';
import { diskActs } from './disk-acts.ts';
import { HiddenActs } from './hidden-acts.ts';
import { HostShells } from './host-shells.ts';
import { Looks } from './looks.ts';
import type { MemoryDisk } from './memory-disk.ts';
import type { MemoryGit } from './memory-git.ts';
import { ScriptedProblems } from './scripted-problems.ts';
import { takingBack } from './taking-back.ts';
import type { VirtualWorld } from './virtual-world.ts';
import { withinSight } from './within-sight.ts';

/** A part of a stream, so long that its receiver has room for a few. */
const longMatch = { path: '', line: 1, preview: 'x'.repeat(6_000), ranges: [] };

/** An editor without a screen: its own copy of the text, which changes by the binding's edits alone. */
export interface Editor {
  document: TextDocument;
  text: string;
  /** True while its own edit, which it shows already, goes into the document. */
  isTyping: boolean;
  /** Recent edits of others in it, as steps that can be taken back. */
  others: Step[];
  /** Stops its subscriptions. */
  stop: () => void;
}

/** Interval of the screen's frames. */
const frameMs = 17;

/** One person's window: a client, its editors, and the parts that survive a crash. */
export class Actor {
  readonly name: string;
  readonly ticket: string;
  readonly letter: string;
  readonly environment: Environment;
  readonly outbox = new MemoryOutbox();
  readonly client: SessionClient;
  readonly editors = new Map<string, Editor>();
  readonly drafts: string[] = [];
  readonly drains: SessionClient[] = [];
  /** Terminals that are shared with this person. */
  readonly looks: Looks;
  gone = false;
  /** True while its computer sleeps: no frame leaves or reaches it. */
  asleep = false;

  constructor(options: {
    name: string;
    letter: string;
    ticket?: string;
    invite: string;
    environment: Environment;
    dial: Dial;
    blobs: BlobStore;
    report: (message: string) => void;
  }) {
    const { name, letter, environment, dial, blobs, invite, report } = options;
    this.name = name;
    this.letter = letter;
    this.environment = environment;
    this.ticket = options.ticket ?? newSecret(environment);
    this.client = new SessionClient({
      dial,
      environment,
      blobs,
      outbox: this.outbox,
      replica: newId(environment),
      name,
      purpose: 'window',
      invite,
      ticket: this.ticket,
      report,
      // Showings as in windows, whose screens draw a frame now and then.
      nextShowing: (run) => void environment.setTimer(run, frameMs),
    });
    this.looks = new Looks(this.client);
    this.client.events.on('state', ({ documents }) => {
      for (const [ref, { text }] of this.editors) {
        if (documents[ref]) continue;
        this.drafts.push(text);
        this.close(ref);
      }
    });
    this.client.documents.events.on('rebuilt', ({ document, draft }) => {
      this.drafts.push(draft);
      const editor = this.editors.get(document.ref);
      if (editor) editor.text = document.toString();
    });
  }

  /** Delivers the unsent entries of a crashed window of this person. */
  adopt(previous: Actor): void {
    const { dial, blobs, invite } = this.client.options;
    const drain = new SessionClient({
      ...previous.client.options,
      dial,
      ...(blobs ? { blobs } : {}),
      ...(invite === undefined ? {} : { invite }),
      purpose: 'drain',
      outbox: previous.outbox,
    });
    this.drains.push(drain);
    drain.events.on('unsent', (count) => {
      if (count === 0) drain.leave();
    });
    void drain.start();
  }

  async edit(path: string): Promise<void> {
    const { ref } = await this.client.request('documents.open', { path });
    await this.#look(ref);
  }

  /** Shares an untitled buffer, and goes on in it. */
  async create(title: string, text: string): Promise<void> {
    const { ref } = await this.client.request('documents.create', { title, text });
    await this.#look(ref);
  }

  /** Closes the editor of a text. */
  close(ref: string): void {
    this.editors.get(ref)?.stop();
    this.editors.delete(ref);
    this.client.documents.close(ref);
  }

  async #look(ref: string): Promise<void> {
    if (this.editors.has(ref)) return;
    const document = await this.client.documents.open(ref);
    if (this.editors.has(ref)) return this.client.documents.close(ref);
    const text = document.toString();
    const editor: Editor = { document, text, isTyping: false, others: [], stop: () => undefined };
    document.onOthersStep((step) => {
      editor.others = [...editor.others.slice(-4), step];
    });
    editor.stop = document.onEdits((edits) => {
      if (!editor.isTyping && document.status !== 'rebuilding') editor.text = applyEdits(editor.text, edits);
    });
    this.editors.set(ref, editor);
  }
}

/** Called with the two texts of a conflict that was ended. */
type Resolved = (mine: string, theirs: string) => void;

/** The host: two replicas, the keeper of documents, and the answers to requests. Its disk and journal outlive it. */
export class HostActor {
  readonly host: SessionClient;
  readonly disk: SessionClient;
  readonly keeper: DocumentKeeper;
  /** Work of people in saved files, and recent edits in all texts. */
  readonly work: WorkTexts;
  readonly record: WorkRecord;
  /** False until its claim: before, it may still become the host, whoever is it by now. */
  hasClaimed = false;
  /** True after a crash: nothing that it had begun goes on by itself. */
  isDead = false;
  /** Choices that are being carried out, or never came to an end, with the texts of both sides before. */
  readonly resolving = new Set<{ ref: string; before: string }>();
  readonly #disk: MemoryDisk;
  readonly #adopt: () => Promise<(() => Promise<void>) | null>;
  /** Request handlers, for the direct door of the host's own windows too. */
  readonly handlers: AllHandlers;
  readonly reports: string[] = [];
  readonly #onResolved: Resolved;
  readonly #rested = new Map<string, string>();
  readonly #world: VirtualWorld;
  readonly hiddenActs: HiddenActs;
  #shells: HostShells | null = null;
  #problems: ScriptedProblems | null = null;

  constructor(options: {
    world: VirtualWorld;
    environment: Environment;
    dial: Dial;
    blobs: BlobStore;
    disk: MemoryDisk;
    journal: Journal;
    git: MemoryGit;
    /** Called with answers that break a rule. */
    problem: (words: string) => void;
    onResolved: Resolved;
    /** Called with the path of a file that it has changed for somebody. */
    changed: (path: string) => void;
    /** Called with errors inside its clients. */
    report: (message: string) => void;
    /** Says whether a window is the host's own, whose edits may go to the disk before the log has them. */
    isOwn: (replica: string) => boolean;
    /** Bases for a host that takes over from another. */
    bases?: DiskHistory;
  }) {
    const { environment, dial, blobs, report } = options;
    this.#onResolved = options.onResolved;
    this.#disk = options.disk;
    this.#world = options.world;
    this.#adopt = async () => {
      const { disk, journal, bases } = options;
      return bases ? adoptDiskHistory({ client: this.disk, disk, journal, bases, report: () => undefined }) : null;
    };
    const client = (purpose: 'host' | 'disk') =>
      new SessionClient({
        dial,
        environment,
        blobs,
        outbox: new MemoryOutbox(),
        replica: newId(environment),
        name: 'Host',
        purpose,
        report,
      });
    this.host = client('host');
    this.disk = client('disk');
    this.#noteRested(options.journal);
    this.keeper = new DocumentKeeper({
      client: this.disk,
      // So few that texts leave memory while others are used.
      mostTexts: 2,
      disk: options.disk,
      journal: options.journal,
      report: (message) => this.reports.push(message),
    });
    const keeper = this.keeper;
    this.work = new WorkTexts({
      saved: keeper.savedTexts,
      known: new KnownTexts(options.git.database),
      makers: new FileMakers(options.git.database),
      isCommitted: (path) => options.git.isCommitted(path),
    });
    this.record = keeper.savedTexts.record();
    const turns = new SaveQueue(environment);
    this.hiddenActs = new HiddenActs(this.host, options.disk, (message) => this.reports.push(message));
    this.handlers = {
      'documents.open': ({ path }) => keeper.open(path),
      'documents.create': async ({ title, text }, { person }) => ({ ref: await keeper.create(title, text, person) }),
      'documents.prepareSave': async ({ ref }, { replica }, signal) => ({
        vector: await turns.take(ref, replica, signal),
      }),
      'documents.save': async ({ ref, path, overwrite, endsTurn, ...unsent }, { replica }) => {
        const target = path === undefined ? undefined : { path, overwrite: overwrite ?? false };
        const saver = { ...unsent, replica, isOwn: options.isOwn(replica) };
        const save = () => keeper.hear(ref, saver).then(() => keeper.save(ref, saver, target));
        const vector = () => keeper.vectorWith(ref, unsent.update);
        return { hash: await (endsTurn ? turns.saving(ref, replica, vector, save) : save()) };
      },
      'documents.endTurn': async ({ ref, ...unsent }, { replica }) => {
        const sender = { ...unsent, replica, isOwn: options.isOwn(replica) };
        const vector = () => keeper.vectorWith(ref, unsent.update);
        await turns.saving(ref, replica, vector, () => keeper.hear(ref, sender));
        return {};
      },
      'documents.reopen': async ({ ref, encoding }) => keeper.reopen(ref, encoding).then(() => ({})),
      'documents.withheld': async ({ ref }) => keeper.withheld(ref),
      'documents.resolve': async ({ ref, choice, hash, seq, update }, { person, replica }) => {
        const chooser = { seq, update, replica, isOwn: options.isOwn(replica) };
        await keeper.hear(ref, chooser);
        await this.resolve(ref, { choice, hash, person }, chooser);
        return {};
      },
      ...diskActs(keeper, options.disk, (path) => options.changed(path)),
      ...takingBack(this, options.disk, options.problem),
      'terminals.type': async (...all) => this.shells.running.handlers['terminals.type'](...all),
      'terminals.fit': async (...all) => this.shells.running.handlers['terminals.fit'](...all),
      'terminals.propose': async (...all) => this.shells.running.handlers['terminals.propose'](...all),
      'search.text': async ({ pattern }, _, __, parts) => {
        for (let part = 0; part < Number(pattern); part++)
          await parts.send({ matches: [{ ...longMatch, path: `${part}` }] });
        return { limitHit: false };
      },
    } satisfies Partial<AllHandlers> as unknown as AllHandlers;
    new RequestServer(
      withinSight(this.handlers, (ref) => this.disk.state.documents[ref]?.path ?? null),
      (message) => this.reports.push(message),
    ).listen(this.host);
  }

  async start(): Promise<void> {
    await Promise.all([this.host.start(), this.disk.start()]);
    await Promise.all([this.host.joined(), this.disk.joined()]);
    await Promise.all([this.host.caughtUp(), this.disk.caughtUp()]);
    const bringIn = await this.#adopt();
    const term = (this.host.state.host?.term ?? 0) + 1;
    await this.host.publish('host.claimed', { term, folder: 'folder' });
    await this.disk.until(({ host }) => host?.term === term);
    this.hasClaimed = true;
    this.hiddenActs.start();
    await bringIn?.();
    await this.keeper.reconcile();
    for (const { path } of Object.values(this.disk.state.documents))
      if (path !== null) await this.keeper.diskChanged(path);
  }

  /** Ends a conflict; the checks of words are told which texts met, also when it never came to an end. */
  async resolve(ref: string, choice: Choice, unsent: Unsent): Promise<{ mine: string; theirs: string }> {
    const open = { ref, before: this.wordsOf(ref) };
    this.resolving.add(open);
    try {
      const texts = await this.keeper.resolve(ref, choice, unsent);
      this.#onResolved(texts.mine, texts.theirs);
      this.resolving.delete(open);
      return texts;
    } catch (thrown) {
      // A refused choice has done nothing.
      if (thrown instanceof EnsembleError) this.resolving.delete(open);
      throw thrown;
    }
  }

  /** Brings files back on the disk, as the abort of a merge does: their text wins in lines that both changed. */
  async bringBack(paths: readonly string[], person: string, put: () => void): Promise<void> {
    const takeIn = await this.keeper.givingWay(paths, person);
    const open = paths.flatMap((path) => {
      const ref = documentAt(expectedState(this.disk), path);
      return ref === null ? [] : [{ ref, before: this.wordsOf(ref) }];
    });
    for (const each of open) this.resolving.add(each);
    put();
    for (const kept of await takeIn()) this.#onResolved(kept, '');
    for (const each of open) {
      this.#onResolved(each.before, this.wordsOf(each.ref));
      this.resolving.delete(each);
    }
  }

  /** Its problems, whose source begins with the first. */
  get problems(): ScriptedProblems {
    this.#problems ??= new ScriptedProblems(this.host, (path) => !this.#disk.hidden.has(path));
    return this.#problems;
  }

  /** Its terminals, which begin with the first. */
  get shells(): HostShells {
    this.#shells ??= new HostShells(this.host, this.#world);
    return this.#shells;
  }

  /** Remembers texts that leave memory, or are not brought into it: they stay as they are until they are. */
  #noteRested(journal: Journal): void {
    const { documents, followed } = this.disk;
    const add = followed.resting.add.bind(followed.resting);
    followed.resting.add = async (held, wake) => {
      for (const [ref] of held) {
        const { current } = await journal.records(ref);
        this.#rested.set(ref, current === null ? '' : textOf(current.base));
      }
      await add(held, wake);
    };
    const rest = documents.rest.bind(documents);
    documents.rest = (most, mayRest) =>
      rest(most, (ref) => {
        this.#rested.set(ref, documents.get(ref)?.toString() ?? '');
        return mayRest(ref);
      });
  }

  /** Text as the host has it, in memory or at the time when it left that. */
  textOf(ref: string): string | undefined {
    return this.disk.documents.get(ref)?.toString() ?? this.#rested.get(ref);
  }

  wordsOf(ref: string): string {
    const path = expectedState(this.disk).documents[ref]?.path;
    return `${this.textOf(ref)} ${path ? this.#disk.text(path) : ''}`;
  }

  crash(): void {
    this.isDead = true;
    this.#shells?.crash();
    this.hiddenActs.close();
    this.host.abandon();
    this.disk.abandon();
  }
}
