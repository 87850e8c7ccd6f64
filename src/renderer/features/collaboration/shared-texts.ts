import { putText } from '../../../client/put-text.ts';
import { takeSaveTurn } from '../../../client/save-turn.ts';
import type { SessionClient } from '../../../client/session-client.ts';
import { findDocument, saveFile } from '../../../client/shared-file.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import { knownDocument, knownFile, knownNames } from '../../../shared/capabilities/hosting/known-host.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { Workspace } from '../../../shared/session/contract.ts';
import type { PeerCursor, SharedTexts } from '../../session/app.ts';
import type { DocumentsPort, TextModelPort, Workbench } from '../../workbench/index.ts';
import { isDirty, isSavedForAll, watchDirty } from './dirty-mark.ts';
import { HeldDocuments } from './held-documents.ts';
import { Keeping } from './keeping.ts';
import { LocalFiles, textBefore, textOnDisk } from './local-files.ts';
import { boundOrAlone, saveAlone } from './lone-save.ts';
import { MovingEditors } from './moving-editors.ts';
import { sendCursor } from './own-cursor.ts';
import { namedCursors, PeerCursors } from './peer-cursors.ts';
import { RecentEdits } from './recent-edits.ts';
import { sharedText, textInSession, unsavedText } from './session-copies.ts';
import { type Draft, type Found, readOnly, type SharedText, tie, unbound } from './shared-text.ts';
import { askEncoding, type FormatPlace, followFormat } from './text-format.ts';
import { UndoGroups } from './undo-group.ts';
import { WaitingSaves } from './waiting-saves.ts';
import { watchFile } from './watch-file.ts';
import { awayHost, whenConnected } from './when-connected.ts';

/** The texts that are open in this window's editors, each bound to its shared document. */
export class SharedTextSet implements SharedTexts, DocumentsPort {
  readonly #client: SessionClient;
  readonly #workspace: Workspace;
  readonly #texts = new Map<string, SharedText>();
  readonly #cursors: PeerCursors;
  readonly #groups: UndoGroups;
  readonly #saves: WaitingSaves;
  readonly held: HeldDocuments;
  readonly keeping: Keeping;
  readonly away: ReturnType<typeof awayHost>;
  readonly #locals = new LocalFiles();
  /** Texts that cannot be documents. */
  readonly #plain = new WeakSet<TextModelPort>();
  /** Texts whose bytes do not tell their encoding. */
  readonly #undecoded = new Set<TextModelPort>();
  /** Documents whose turn to be saved is this window's. */
  readonly #turns = new Set<string>();
  /** Recent edits of others in these texts. */
  readonly recent = new RecentEdits();
  readonly #listeners = new Set<() => void>();
  readonly #refusedListeners = new Set<(ref: string) => void>();
  readonly #sealedListeners = new Set<(draft: Draft) => void>();
  #workbench: Workbench | null = null;
  #drawing = false;
  readonly #moving: MovingEditors;

  constructor(client: SessionClient, workspace: Workspace, isRecording = false) {
    this.#client = client;
    this.#workspace = workspace;
    this.#cursors = new PeerCursors(client);
    this.away = awayHost(client);
    this.held = new HeldDocuments(client, () => `${location.host} ${client.person}`);
    this.#groups = new UndoGroups(this.held);
    this.#moving = new MovingEditors(client, this.#texts, () => this.#workbench);
    this.keeping = new Keeping(client, workspace, this, this.held, () => this.#workbench);
    this.#saves = new WaitingSaves(
      client,
      (path, content) => this.#save(path, content),
      (words) => void this.#workbench?.notifications.show('info', words),
    );
    client.events.on('entry', (entry) => {
      if (this.#cursors.note(entry)) this.#changed();
    });
    client.events.on('status', ({ is }) => is === 'ended' && this.#changed());
    client.events.on('state', () => {
      this.#moving.follow();
      // A document that is not there at a moment of a recording is not there yet, or no more: nobody hid it.
      if (!isRecording) this.#followSeals();
      this.#followEncodings();
      this.#changed();
    });
  }

  /** Binds every text that is open now and later. */
  attach(workbench: Workbench): void {
    this.#workbench = workbench;
    workbench.models.onModelOpened((model) => {
      if (model.path !== null) void this.#open(model, () => this.#find(model.path!));
    });
    workbench.models.onEditTogether((keys) => this.#groups.begin(keys));
  }

  #find(path: string): Promise<Found> {
    return findDocument(this.#client, path, this.#workspace);
  }

  /** Shares an untitled buffer that is open here. */
  async share(model: TextModelPort): Promise<void> {
    const text = model.getValue();
    await this.#open(model, async () => ({
      ...(await this.#workspace.request('documents.create', { title: model.title, text })),
      path: null,
    }));
  }

  with<T>(ref: string, work: (document: TextDocument) => Promise<T>): Promise<T> {
    return this.held.with(ref, work);
  }

  async openUntitled(ref: string): Promise<void> {
    const key = `untitled:${this.#client.state.documents[ref]?.title ?? 'Untitled'}`;
    await this.#workbench?.editors.reveal(key, 1);
    const model = this.#workbench?.models.get(key);
    if (model && this.refOf(key) === null) await this.#open(model, async () => ({ ref, path: null }));
  }

  async #open(model: TextModelPort, find: () => Promise<Found>, began?: string): Promise<void> {
    if (this.#texts.has(model.key) || model.isDisposed) return;
    const [before, gone] = [began ?? model.getValue(), new AbortController()];
    const { promise: bound, resolve: settle } = Promise.withResolvers<TextDocument | null>();
    const text = unbound(model, before, bound);
    this.#texts.set(model.key, text);
    model.onDispose(() => {
      gone.abort();
      settle(null);
      this.#close(model.key);
    });
    try {
      const { ref, path } = await whenConnected(this.#client, find, gone.signal);
      if (path !== null && path !== model.path) {
        settle(null);
        readOnly(model, `${model.key} is a link to ${path}: edit it there.`);
        return await this.#moving.goTo(model.key, path);
      }
      const document = await this.#client.documents.open(ref);
      await text.savingAlone;
      text.before = await textBefore({ ...this.#formats, workbench: this.#workbench! }, model, ref, text.before);
      if (gone.signal.aborted) return this.#client.documents.close(document.ref);
      this.#bind(text, document);
      settle(document);
    } catch (thrown) {
      settle(null);
      if (gone.signal.aborted) return;
      this.#texts.delete(model.key);
      this.#unshared(model, thrown);
    }
  }

  get #formats(): FormatPlace {
    const tell = (words: string) => void this.#workbench?.notifications.show('error', words);
    return { client: this.#client, workspace: this.#workspace, tell };
  }

  /** Tries texts again for which somebody has chosen an encoding. */
  #followEncodings(): void {
    for (const model of this.#undecoded) {
      if (knownDocument(this.#client.state, model.key) === null) continue;
      this.#undecoded.delete(model);
      this.#plain.delete(model);
      model.setReadOnly(null);
      void this.#open(model, () => this.#find(model.key));
    }
  }

  /** Makes a text read-only that cannot be a shared document: two people would overwrite each other in it. */
  #unshared(model: TextModelPort, thrown: unknown): void {
    if (thrown instanceof EnsembleError && thrown.code === 'local') return this.#locals.add(model);
    this.#plain.add(model);
    if (thrown instanceof EnsembleError && thrown.code === 'encoding') {
      this.#undecoded.add(model);
      model.onDispose(() => this.#undecoded.delete(model));
      askEncoding(this.#formats, model);
    }
    const reason = thrown instanceof EnsembleError ? thrown.message : 'It could not be opened for editing together.';
    readOnly(model, `${reason} So it is read-only here.`);
  }

  #bind(text: SharedText, document: TextDocument): void {
    const { model } = text;
    const { editors, notifications } = this.#workbench!;
    text.document = document;
    // It may be hidden before anything else in the state changes.
    text.isKnown = this.#client.state.documents[document.ref] !== undefined;
    document.closeStep();
    // From here on the log keeps it: a copy that stayed would bring its text a second time.
    model.dropCopy();
    // Changes from before become a step as well, which has its group and is kept.
    text.stops.push(this.#groups.add(document, model.key), this.held.hold(document), tie(text, document));
    this.#groups.bound(model.key);
    text.stops.push(
      followFormat(this.#formats, document, model),
      watchDirty(this.#client, document, model.path, (dirty) => model.setDirty(dirty)),
      watchFile({ client: this.#client, workspace: this.#workspace, ref: document.ref, model, notifications }),
      sendCursor(this.#client, editors, model.key, document),
      document.onChange(() => this.#changed()),
      this.recent.follow(document, this.#client.person),
    );
    model.setUndoRedo({
      undo: () => void this.#groups.move(document, 'undo').then((texts) => this.#announce(texts, 'Undone')),
      redo: () => void this.#groups.move(document, 'redo').then((texts) => this.#announce(texts, 'Done again')),
    });
    this.#changed();
  }

  /** Announces a step that reaches beyond the visible text. */
  #announce(texts: number, what: string): void {
    if (texts > 1) void this.#workbench?.notifications.show('info', `${what} in ${texts} files.`);
  }

  /** Makes a document that has left the session a file of this window alone, or takes it away from guests. */
  #followSeals(): void {
    for (const [key, text] of this.#texts) {
      const { model, document } = text;
      if (document === null) continue;
      const isThere = this.#client.state.documents[document.ref] !== undefined;
      if (isThere) text.isKnown = true;
      if (isThere || !text.isKnown) continue;
      const isDraft = model.isDirty || this.#client.isWaitingOn(document.ref);
      const draft = { path: key, text: document.toString() };
      this.#close(key);
      if (this.#client.state.host?.person === this.#client.person) {
        model.release();
        this.#locals.add(model);
        continue;
      }
      model.setDirty(false);
      readOnly(model, `${key} is hidden from you from now on. So it is read-only here.`);
      if (isDraft) for (const listener of this.#sealedListeners) listener(draft);
    }
    const { state } = this.#client;
    for (const model of this.#locals.take((path) => knownDocument(state, path) !== null)) void this.#share(model);
  }

  /** Shares a file that was this window's own: unsaved text in it comes along as typed. */
  async #share(model: TextModelPort): Promise<void> {
    const ref = knownDocument(this.#client.state, model.key)!;
    const before = model.isDirty ? await textOnDisk(this.#workbench!, this.#client, model.key, ref) : undefined;
    await this.#open(model, () => this.#find(model.key), before);
  }

  #close(key: string): void {
    const text = this.#texts.get(key);
    this.#texts.delete(key);
    for (const stop of text?.stops ?? []) stop();
    if (text?.document) this.#workbench?.editors.setRemoteCursors(key, []);
    if (text?.document) this.#client.documents.close(text.document.ref);
    this.#changed();
  }

  /**
   * Draws cursors once for all entries that are applied together, in the frame that shows them: in the next one the
   * editor would draw again.
   */
  #changed(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    queueMicrotask(() => {
      this.#drawing = false;
      this.#draw();
      for (const listener of this.#listeners) listener();
    });
  }

  #draw(): void {
    for (const [key, { document }] of this.#texts)
      if (document) this.#workbench?.editors.setRemoteCursors(key, namedCursors(this.#client.state, this.cursors(key)));
  }

  /** Lists the bound texts, with their documents. */
  open(): { key: string; document: TextDocument }[] {
    return [...this.#texts].flatMap(([key, { document }]) => (document ? [{ key, document }] : []));
  }

  documentOf(key: string): TextDocument | null {
    return this.#texts.get(key)?.document ?? null;
  }

  readonly tieOf = (key: string): SharedText | null => this.#texts.get(key) ?? null;

  refOf(key: string): string | null {
    return this.#texts.get(key)?.document?.ref ?? null;
  }

  cursors(key: string): PeerCursor[] {
    const document = this.#texts.get(key)?.document;
    return document ? this.#cursors.in(document) : [];
  }

  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onSaveRefused(listener: (ref: string) => void): () => void {
    this.#refusedListeners.add(listener);
    return () => this.#refusedListeners.delete(listener);
  }

  /** Called with the text of a document that guests may not have any more, where it was not saved. */
  onSealed(listener: (draft: Draft) => void): void {
    this.#sealedListeners.add(listener);
  }

  isShared(path: string): boolean {
    return this.#texts.has(path);
  }

  isLocal(path: string): boolean {
    return this.#locals.has(path);
  }

  mayBeTold(key: string): boolean {
    const model = this.#workbench?.models.get(key);
    return this.documentOf(key) !== null || (model !== undefined && this.#plain.has(model));
  }

  markAnew(ref: string): void {
    for (const { model, document } of this.#texts.values())
      if (document?.ref === ref) model.setDirty(isDirty(this.#client, document));
  }

  whileMoving(key: string, work: () => Promise<void>): Promise<void> {
    return this.#moving.during(key, work);
  }

  async prepareSave(path: string): Promise<void> {
    const document = this.documentOf(path);
    if (document && (await takeSaveTurn(this.#client, this.#workspace, document))) this.#turns.add(document.ref);
  }

  save(path: string, content: Uint8Array): Promise<void> {
    return this.#saves.save(path, content);
  }

  readonly write = (path: string, content: Uint8Array) => putText(this.#client, path, content, this.#workspace);

  known(path: string): ReturnType<DocumentsPort['known']> {
    return knownFile(this.#client.state, path);
  }

  knownIn(path: string): ReturnType<DocumentsPort['knownIn']> {
    return knownNames(this.#client.state, path);
  }

  async unsaved(path: string): Promise<string | null> {
    return this.isShared(path) ? null : unsavedText(this.#client, path);
  }

  async shared(path: string): Promise<string | null> {
    return this.isShared(path) ? null : sharedText(this.#client, this.#workspace, path);
  }

  readonly read = (path: string): Promise<string | null> => textInSession(this.#client, path);

  async #save(path: string, content: Uint8Array | null): Promise<void> {
    const text = this.#texts.get(path);
    // Replacing in files saves a text in the moment in which it was opened.
    const document = text && (await boundOrAlone(this.#client, text.bound));
    if (document === 'alone') return this.#saveAlone(text!, path, content);
    if (!document) throw new EnsembleError('not-found', `${path} is not open here (any more).`);
    document.flush();
    // With auto-save in several windows the others ask too; the first answer serves all. A turn must be ended.
    const endsTurn = this.#turns.delete(document.ref);
    if (endsTurn || !isSavedForAll(this.#client, document)) await this.#saveDocument(document, endsTurn);
  }

  /** Saves without the session: nothing local waits for a session server that is away. */
  async #saveAlone(text: SharedText, path: string, content: Uint8Array | null): Promise<void> {
    if (content === null) throw new EnsembleError('disconnected', `${path} is in no session yet.`);
    const saving = saveAlone(this.#workspace, path, text.before, content).then((saved) => {
      text.before = saved;
    });
    text.savingAlone = saving.catch(() => undefined);
    await saving;
  }

  async #saveDocument(document: TextDocument, endsTurn: boolean): Promise<void> {
    try {
      await saveFile(this.#client, document, this.#workspace, { endsTurn });
    } catch (thrown) {
      if (thrown instanceof EnsembleError && thrown.code === 'changed-on-disk')
        for (const listener of this.#refusedListeners) listener(document.ref);
      throw thrown;
    }
  }
}
