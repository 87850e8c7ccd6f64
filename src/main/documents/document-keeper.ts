import PQueue from 'p-queue';
import * as Y from 'yjs';
import type { SessionClient } from '../../client/session-client.ts';
import type { TextDocument } from '../../client/text-document.ts';
import type { DocumentInfo, TextFormat } from '../../shared/capabilities/documents/document-state.ts';
import { noDocument } from '../../shared/capabilities/documents/objections.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import { normalizeText } from '../../shared/text/edits.ts';
import { hashBytes } from '../../shared/text/hash.ts';
import { decodeAs, decodeText } from '../files/text-codec.ts';
import { AtRest } from './at-rest.ts';
import { Beginnings } from './beginnings.ts';
import type { Disk } from './disk.ts';
import { type Choice, DiskMerge } from './disk-merge.ts';
import { noText, unlessUnreadable } from './disk-refusals.ts';
import { DocumentPlaces } from './document-places.ts';
import { DocumentSaving, type NewEncoding, type SaveTarget } from './document-saving.ts';
import { forgetEarlier } from './earlier-records.ts';
import { expectedState } from './expected-state.ts';
import type { Journal } from './journal.ts';
import { openThere } from './open-there.ts';
import { OwnTexts } from './own-texts.ts';
import { RenamedFiles } from './renamed-files.ts';
import { savedAs } from './saved-as.ts';
import { SavedTexts } from './saved-texts.ts';
import { merged, seedOf } from './seed.ts';
import { ToldTexts } from './told-texts.ts';
import { UnsavedEdits } from './unsaved-edits.ts';
import { heardAsMuch, lawful, type Unsent } from './unsent.ts';

const untitledFormat: TextFormat = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false };

const usuallyMostTexts = 500;

export interface DocumentKeeperOptions {
  /** The client of the replica "disk": the only one that seeds documents and writes `doc.saved`. */
  client: SessionClient;
  disk: Disk;
  journal: Journal;
  /** Says whether guests may not change a file. */
  isReadOnly?: (path: string) => boolean;
  /**
   * Gives one spelling for all paths that the disk takes for the same; the path itself where the disk tells all apart.
   */
  fold?: (path: string) => string;
  /** Finds the encoding of a file that has nothing in it yet; null for the usual one. */
  newEncoding?: (path: string) => Promise<NewEncoding | null>;
  report?: (message: string) => void;
  /** Most texts in memory; beyond that, saved ones are dropped, and read from the log again when wanted. */
  mostTexts?: number;
}

/**
 * Keeps documents and the disk in agreement: the only writer of the folder's open files, and the only reader of outside
 * changes.
 */
export class DocumentKeeper {
  readonly #options: DocumentKeeperOptions;
  readonly #client: SessionClient;
  readonly #merge: DiskMerge;
  readonly #places: DocumentPlaces;
  readonly #renamed: RenamedFiles;
  readonly #atRest: AtRest;
  /** Queue (a mutex) of openings, saves and outside changes. */
  readonly #queue = new PQueue({ concurrency: 1 });
  /** Queue of texts that are brought into memory, of which there may be many after a start. */
  readonly #begins = new PQueue({ concurrency: 1 });
  /** Files that changed when no document was known for them, while documents were on their way into the log. */
  readonly #unclaimed = new Set<string>();
  readonly #saving: DocumentSaving;
  readonly #beginnings: Beginnings;
  /** Texts with one person's unsaved edits alone. */
  readonly ownTexts: OwnTexts;
  readonly savedTexts: SavedTexts;
  readonly unsavedEdits: UnsavedEdits;
  /** Texts that agents say that they write: a change on the disk to one of them is their work. */
  readonly told: ToldTexts;

  constructor(options: DocumentKeeperOptions) {
    this.#options = options;
    this.#client = options.client;
    this.told = new ToldTexts({ disk: options.disk, look: (path) => this.diskChanged(path) });
    this.#merge = new DiskMerge({ ...options, told: this.told });
    this.#beginnings = new Beginnings(options.client);
    const onFindable = () => this.#followRenamed();
    this.#renamed = new RenamedFiles({ disk: options.disk, environment: this.#environment, onFindable });
    this.#places = new DocumentPlaces({ ...options, renamed: this.#renamed });
    this.unsavedEdits = new UnsavedEdits({ ...options, onSettled: (ref) => this.#settled(ref) });
    const isOnDisk = (ref: string) => this.unsavedEdits.isOnDisk(ref);
    this.#atRest = new AtRest({ ...options, isOnDisk });
    this.ownTexts = new OwnTexts({ ...options, isOnDisk });
    const diskChanged = (path: string) => this.diskChanged(path);
    this.savedTexts = new SavedTexts({ ...options, document: (ref) => this.#document(ref), diskChanged });
    this.#saving = new DocumentSaving({ ...options, merge: this.#merge, places: this.#places });
    this.#client.events.on('unsent', () => this.#lookAgain());
  }

  /** Says whether the log has yet to hear of a change to documents, such as an opening or a move. */
  get isBehind(): boolean {
    return this.#client.unsentCount > 0;
  }

  #lookAgain(): void {
    if (this.isBehind) return;
    const paths = [...this.#unclaimed];
    this.#unclaimed.clear();
    for (const path of paths) {
      this.diskChanged(path).catch((thrown) => this.#options.report?.(`${path} was not looked at: ${String(thrown)}`));
    }
  }

  get #environment() {
    return this.#client.options.environment;
  }

  get #term(): number {
    return this.#client.state.host?.term ?? 1;
  }

  #info(ref: string): DocumentInfo {
    const info = expectedState(this.#client).documents[ref];
    if (!info) throw noDocument();
    return info;
  }

  /** Path of a document; null for an untitled one. Throws `not-found`. */
  pathOf(ref: string): string | null {
    return this.#info(ref).path;
  }

  /** Says whether there is a document at this very path; links are not followed. */
  has(path: string): boolean {
    return this.#places.at(path) !== null;
  }

  /**
   * Gives the document of a text file, and its real path: always the same id while the file is there, whichever links
   * lead to it. `encoding` is for a file that is no document yet. Throws `not-found`, `not-text`, `too-large`,
   * `encoding`, and `local` for a file hidden from guests.
   */
  open(path: string, encoding?: string): Promise<{ ref: string; path: string }> {
    return this.#queue.add(async () => {
      const real = (await this.#options.disk.locate(path)) ?? path;
      return { ref: await this.#open(real, encoding), path: real };
    });
  }

  async #open(path: string, encoding?: string): Promise<string> {
    const begun = this.#beginnings.get(path);
    if (begun) await this.#beginnings.wait(path, begun);
    const existing = this.#places.at(path);
    if (existing !== null && !this.#info(existing).deleted) return existing;
    this.#beginnings.mustBeOnline(path);
    const bytes = await this.#options.disk.read(path);
    if (bytes === null) {
      if (existing !== null) return existing;
      throw new EnsembleError('not-found', `${path} does not exist (any more).`);
    }
    if (existing !== null) {
      if ((await this.#merge.absorb(existing, await this.#document(existing))) === 'no text') throw noText(path);
      return existing;
    }
    const { text, format } = encoding === undefined ? decodeText(bytes) : decodeAs(bytes, encoding);
    const isNew = encoding === undefined && bytes.length === 0;
    if (isNew) Object.assign(format, await this.#options.newEncoding?.(path));
    const readOnly = this.#options.isReadOnly?.(path) ?? false;
    return this.#seed({ path, title: '', format, readOnly }, text, hashBytes(bytes));
  }

  /** Makes a document of somebody's untitled buffer. */
  async create(title: string, text: string, person: string): Promise<string> {
    this.#beginnings.mustBeOnline(title);
    return this.#queue.add(async () => {
      const opened = { path: null, title, format: untitledFormat, readOnly: false };
      const ref = await this.#seed(opened, normalizeText(text), null);
      this.unsavedEdits.created(ref, person);
      return ref;
    });
  }

  async #seed(
    opened: { path: string | null; title: string; format: TextFormat; readOnly: boolean },
    text: string,
    diskHash: string | null,
  ): Promise<string> {
    const ref = newId(this.#environment);
    const update = seedOf(text, this.#environment);
    const { path, format } = opened;
    const term = this.#term;
    const entries: Parameters<SessionClient['publishAll']>[0][number][] = [
      { kind: 'doc.opened', body: { term, ...opened }, ref },
      { kind: 'doc.updated', body: { update }, ref },
    ];
    if (path !== null && diskHash !== null) {
      await this.#options.journal.put(ref, { path, hash: diskHash, base: update, format });
      entries.push({ kind: 'doc.saved', body: savedAs(term, path, text, format), ref });
    }
    if (path !== null) await this.#renamed.note(ref, path);
    const logged = this.#client.publishAll(entries).then(() => this.#client.documents.open(ref));
    await this.#beginnings.wait(path ?? opened.title, logged);
    this.#settled(ref);
    return ref;
  }

  /** Waits until the log has come as far as a saver's request says; nobody else's work waits for that. */
  async hear(ref: string, unsent: Unsent): Promise<void> {
    if (this.#info(ref)) await heardAsMuch(this.#client, await this.#document(ref), unsent);
  }

  /** Writes a document to the disk, as `DocumentSaving.save`. */
  async save(ref: string, unsent: Unsent, target?: SaveTarget): Promise<string> {
    return this.#queue.add(async () => {
      this.#info(ref);
      return this.#saving.save(ref, await this.#document(ref), unsent, target);
    });
  }

  /** Yjs state vector of a document with an update of a saver's. */
  vectorWith(ref: string, update: Uint8Array): Uint8Array {
    const document = this.#client.documents.get(ref);
    return Y.encodeStateVectorFromUpdate(document ? merged(document.encode(), update) : update);
  }

  /**
   * Ends a conflict by somebody's choice; `unsent` are their edits that they had not sent yet. Gives both texts as they
   * were.
   */
  async resolve(ref: string, choice: Choice, unsent: Unsent): Promise<{ mine: string; theirs: string }> {
    return this.#queue.add(async () => {
      const document = await this.#document(ref);
      return this.#merge.resolve(ref, document, choice, lawful(document, unsent));
    });
  }

  /**
   * Gives the disk's text that a conflict keeps out of a document. Throws `not-found` where there is none (any more).
   */
  withheld(ref: string): Promise<{ hash: string; text: string }> {
    return this.#queue.add(async () => this.#merge.withheld(ref, await this.#document(ref)));
  }

  /**
   * Notes the texts of files that a person is about to bring back on the disk, as far as people have worked on them;
   * the function that it gives takes the disk's text in, and gives the texts that it has kept.
   */
  async givingWay(paths: readonly string[], person: string): Promise<() => Promise<string[]>> {
    const noted = new Map<string, string>();
    await this.#queue.add(async () => {
      const { taken } = this.#client.state;
      for (const path of paths) {
        const ref = this.#places.at(path);
        const hasWork = ref !== null && ((this.#info(ref).unsaved?.length ?? 0) > 0 || taken[ref] !== undefined);
        if (ref !== null && hasWork) noted.set(ref, (await this.#document(ref)).toString());
      }
    });
    return async () => {
      const kept: string[] = [];
      for (const [ref, before] of noted) {
        const give = async () => this.#merge.giveWay(ref, await this.#document(ref), before, person);
        const text = await this.#queue.add(give);
        if (text !== null) kept.push(text);
      }
      return kept;
    };
  }

  /** Reads the bytes of a document's file in another encoding, for everyone. Throws as `DiskMerge.reopen`. */
  reopen(ref: string, encoding: string): Promise<void> {
    return this.#queue.add(async () => {
      const { path } = this.#info(ref);
      if (path !== null && this.#places.at(path) !== ref)
        throw new EnsembleError('not-found', `The file of this text is gone; ${path} is another one now: open that.`);
      await this.#merge.reopen(ref, await this.#document(ref), encoding);
    });
  }

  /** Drops texts from memory (LRU) that nobody has used for long and that their files hold. */
  #restOthers(ref: string | null): void {
    const { mostTexts = usuallyMostTexts } = this.#options;
    this.#client.documents.rest(mostTexts, (other) => other !== ref && this.unsavedEdits.isOnDisk(other));
  }

  #settled(ref: string): void {
    this.#later(() => this.#queue.add(() => this.#atRest.note(ref)), `${ref} was not noted as saved`);
  }

  #later(run: () => Promise<void>, problem: string): void {
    run().catch((thrown) => this.#options.report?.(`${problem}: ${String(thrown)}`));
  }

  async #document(ref: string): Promise<TextDocument> {
    const { documents } = this.#client;
    const document = documents.get(ref) ?? (await documents.open(ref));
    this.#restOthers(ref);
    return document;
  }

  /** Looks at a file that may have changed on the disk, and makes the change everyone's. */
  diskChanged(path: string): Promise<void> {
    return this.#queue.add(async () => {
      const ref = this.#places.at(path);
      if (ref === null && this.isBehind) this.#unclaimed.add(path);
      if (ref !== null) await this.#look(ref, path);
    });
  }

  #look(ref: string, path: string, isFirst = false): Promise<void> {
    return unlessUnreadable(path, this.#options.report, async () => {
      if ((await this.#places.follow(ref)) !== 'here') return;
      if (await this.#atRest.isUnchanged(ref)) return;
      const document = await this.#document(ref);
      if (isFirst) await this.#merge.makeUp(ref, path, document);
      await this.#merge.absorb(ref, document);
    });
  }

  /** Takes in new names in the folder: a document's file that is gone may be one of them. */
  filesArrived(paths: readonly string[]): void {
    this.#renamed.arrived(paths);
  }

  #followRenamed(): void {
    const follow = async () => {
      for (const { ref, path } of await this.#places.followRenamed(this.#beginnings.names)) await this.#look(ref, path);
    };
    this.#queue.add(follow).catch((thrown) => this.#options.report?.(`a rename was not followed: ${String(thrown)}`));
  }

  /**
   * Brings documents and the disk together, after a start: those of which log, journal and file did not agree. The
   * others rest until somebody edits them, or `diskChanged` finds another file.
   */
  async reconcile(): Promise<void> {
    await this.#queue.add(async () => this.#places.makeUpAll(new Set((await this.#atRest.found()).keys())));
    const resting = await this.#atRest.found();
    const { resting: refs } = this.#client.followed;
    const told = refs.add([...resting], (ref) =>
      this.#later(() => this.#begins.add(() => this.#begin(ref, false)), `${ref} was not brought into memory`),
    );
    for (const ref of Object.keys(expectedState(this.#client).documents))
      if (!resting.has(ref)) await this.#begins.add(() => this.#begin(ref, true));
    await told;
    await this.#begins.onIdle();
  }

  /** Brings a text into memory, finds the authors of what is unsaved, and looks at its file. */
  async #begin(ref: string, isFirst: boolean): Promise<void> {
    const document = await openThere(this.#client, ref);
    if (!document) return;
    await this.unsavedEdits.begin(ref, document);
    this.#restOthers(ref);
    await this.#queue.add(async () => {
      const path = expectedState(this.#client).documents[ref]?.path ?? null;
      if (path !== null && this.#places.at(path) === ref) await this.#look(ref, path, isFirst);
    });
  }

  /**
   * Moves files with `run`, and their documents with them, with history and undo. No look at the disk comes in between,
   * which would find the old file gone.
   */
  move(from: string, to: string, run: () => Promise<void>): Promise<void> {
    return this.#queue.add(async () => {
      await this.#places.mayMove(from, to);
      await run();
      const moved = this.#places.within(from);
      const replaced = this.#places.within(to).filter((ref) => !moved.includes(ref));
      for (const ref of moved) {
        const path = to + this.#info(ref).path!.slice(from.length);
        for (const other of replaced) if (this.#info(other).path === path) await this.#places.lose(other);
        await this.#places.moveTo(ref, path);
      }
      for (const ref of replaced) if (!this.#info(ref).deleted) await this.#look(ref, this.#info(ref).path!);
    });
  }

  /** Puts a file or folder at a real path that is no document's, with `put`. Throws as `DocumentPlaces.mustBeFree`. */
  place(to: string, has: (below: string) => Promise<boolean>, put: () => Promise<void>): Promise<void> {
    return this.#queue.add(() => this.#places.mustBeFree(to, has, this.#beginnings.names).then(put));
  }

  /** Forgets what files held before their newest saves, once something has left the history for good. */
  forgetEarlier(): Promise<void> {
    return forgetEarlier(this.#options, (run) => this.#queue.add(run));
  }

  /** Applies the present sharing settings to all documents; to those on their way into the log once they are there. */
  applySettings(): Promise<void> {
    const applied = this.#queue.add(() => this.#places.applySettings());
    const settled = this.#beginnings.settled()?.then(() => this.#queue.add(() => this.#places.applySettings()));
    void settled?.catch((thrown) =>
      this.#options.report?.(`The sharing settings wait for a restart: ${String(thrown)}`),
    );
    return applied;
  }
}
