import { takeSaveTurn } from '../../../client/save-turn.ts';
import type { SessionClient } from '../../../client/session-client.ts';
import { findDocument, isOutOfReach } from '../../../client/shared-file.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import { isHostHere, knownDocument, knownFile, knownNames } from '../../../shared/model/hosting.ts';
import { shownName } from '../../../shared/model/names.ts';
import { EnsembleError } from '../../../shared/protocol/errors.ts';
import type { Workspace } from '../../../shared/workspace/contract.ts';
import type { PeerCursor, SharedTexts } from '../../session/app.ts';
import type { DocumentsPort, TextModelPort, Workbench } from '../../workbench/index.ts';
import { bind } from './binding.ts';
import { isSavedForAll, watchDirty } from './dirty-mark.ts';
import { keepSteps } from './kept-steps.ts';
import { boundOrAlone, saveAlone } from './lone-save.ts';
import { sendCursor } from './own-cursor.ts';
import { PeerCursors } from './peer-cursors.ts';
import { RecentEdits } from './recent-edits.ts';
import { UndoGroups } from './undo-group.ts';
import { WaitingSaves } from './waiting-saves.ts';

interface SharedText {
  model: TextModelPort;
  document: TextDocument | null;
  /** What the disk held when it was opened here, or saved without the session. What differs from it was typed. */
  before: string;
  /** A save without the session that is on its way to the disk. */
  savingAlone: Promise<unknown> | null;
  /** Settles once the text is bound, or to null when it was closed or refused before. */
  bound: Promise<TextDocument | null>;
  stops: (() => void)[];
}

/** The texts that are open in this window's editors, each bound to its shared document. */
export class SharedTextSet implements SharedTexts, DocumentsPort {
  readonly #client: SessionClient;
  readonly #workspace: Workspace;
  readonly #texts = new Map<string, SharedText>();
  readonly #cursors: PeerCursors;
  readonly #groups = new UndoGroups();
  readonly #saves: WaitingSaves;
  /** The documents whose turn to be saved is this window's. */
  readonly #turns = new Set<string>();
  /** What others did lately in these texts. */
  readonly recent = new RecentEdits();
  readonly #listeners = new Set<() => void>();
  readonly #refusedListeners = new Set<(ref: string) => void>();
  #workbench: Workbench | null = null;
  #drawing = false;
  /** Texts whose editors are about to take another name. */
  readonly #moving = new Set<string>();

  constructor(client: SessionClient, workspace: Workspace) {
    this.#client = client;
    this.#workspace = workspace;
    this.#cursors = new PeerCursors(client);
    this.#saves = new WaitingSaves(
      client,
      (path, content) => this.#save(path, content),
      (words) => void this.#workbench?.notifications.show('info', words),
    );
    client.events.on('entry', (entry) => {
      if (this.#cursors.note(entry)) this.#changed();
    });
    client.events.on('state', () => {
      this.#followRenames();
      this.#changed();
    });
  }

  /** Binds every text that is open now and later. */
  attach(workbench: Workbench): void {
    this.#workbench = workbench;
    workbench.models.onModelOpened((model) => {
      if (model.path !== null) void this.#open(model, () => this.#refOf(model.path!));
    });
  }

  async #refOf(path: string): Promise<string> {
    return findDocument(this.#client, path, this.#workspace);
  }

  /** Shares an untitled buffer that is open here. */
  async share(model: TextModelPort): Promise<void> {
    const text = model.getValue();
    await this.#open(
      model,
      async () => (await this.#workspace.request('documents.create', { title: model.title, text })).ref,
    );
  }

  async openUntitled(ref: string): Promise<void> {
    const key = `untitled:${this.#client.state.documents[ref]?.title ?? 'Untitled'}`;
    await this.#workbench?.editors.reveal(key, 1);
    const model = this.#workbench?.models.get(key);
    if (model && this.refOf(key) === null) await this.#open(model, async () => ref);
  }

  async #open(model: TextModelPort, findRef: () => Promise<string>): Promise<void> {
    if (this.#texts.has(model.key)) return;
    const { promise: bound, resolve: settle } = Promise.withResolvers<TextDocument | null>();
    const text: SharedText = { model, document: null, before: model.getValue(), savingAlone: null, bound, stops: [] };
    this.#texts.set(model.key, text);
    let gone = false;
    model.onDispose(() => {
      gone = true;
      settle(null);
      this.#close(model.key);
    });
    try {
      const document = await this.#client.documents.open(await this.#whenConnected(findRef));
      await text.savingAlone;
      if (gone) return this.#client.documents.close(document.ref);
      this.#bind(text, document);
      settle(document);
    } catch (thrown) {
      settle(null);
      if (gone) return;
      this.#texts.delete(model.key);
      this.#unshared(model, thrown);
    }
  }

  /** Tries again once the connection is back: an editor that was opened in between must not stay alone. */
  async #whenConnected(findRef: () => Promise<string>): Promise<string> {
    for (;;) {
      try {
        return await findRef();
      } catch (thrown) {
        if (!isOutOfReach(thrown)) throw thrown;
        await this.#reachable();
      }
    }
  }

  /** Resolves when the session is there again, or somebody who hosts it. */
  async #reachable(): Promise<void> {
    const { events } = this.#client;
    const { promise, resolve } = Promise.withResolvers<void>();
    const stops = [
      events.on('status', ({ is }) => is === 'online' && resolve()),
      events.on('state', (state) => isHostHere(state) && this.#client.status.is === 'online' && resolve()),
    ];
    await promise;
    for (const stop of stops) stop();
  }

  /** What cannot be a shared document can be looked at, but two people would overwrite each other in it. */
  #unshared(model: TextModelPort, thrown: unknown): void {
    const reason = thrown instanceof EnsembleError ? thrown.message : 'It could not be opened for editing together.';
    model.setReadOnly(`${reason} So it is read-only here.`);
  }

  #bind(text: SharedText, document: TextDocument): void {
    const { model, before } = text;
    const editors = this.#workbench!.editors;
    text.document = document;
    document.closeStep();
    text.stops.push(
      bind(model, document, before),
      watchDirty(this.#client, document, model.path, (dirty) => model.setDirty(dirty)),
      sendCursor(this.#client, editors, model.key, document),
      document.onChange(() => this.#changed()),
      this.#groups.add(document),
      this.recent.follow(document, this.#client.person),
      keepSteps(`${location.host} ${this.#client.person}`, document),
    );
    model.setUndoRedo({
      undo: () => this.#announce(this.#groups.move(document, 'undo'), 'Undone'),
      redo: () => this.#announce(this.#groups.move(document, 'redo'), 'Done again'),
    });
    this.#changed();
  }

  /** A step that reaches beyond what one looks at is said. */
  #announce(texts: number, what: string): void {
    if (texts > 1) void this.#workbench?.notifications.show('info', `${what} in ${texts} files.`);
  }

  /** Where somebody has renamed a file that is open here, its editors go along. */
  #followRenames(): void {
    for (const [key, { model, document }] of this.#texts) {
      if (document === null || model.path === null || this.#moving.has(key)) continue;
      const to = this.#client.state.documents[document.ref]?.path ?? model.path;
      if (to === model.path) continue;
      this.#moving.add(key);
      const moved = this.#workbench!.editors.move(key, to, async () => this.#texts.get(to)?.bound);
      moved
        .catch((thrown) => this.#workbench?.notifications.show('warning', `${key} is now ${to}: ${String(thrown)}`))
        .finally(() => this.#moving.delete(key));
    }
  }

  #close(key: string): void {
    const text = this.#texts.get(key);
    this.#texts.delete(key);
    for (const stop of text?.stops ?? []) stop();
    if (text?.document) this.#client.documents.close(text.document.ref);
    this.#changed();
  }

  /** Cursors are drawn once a frame, however many entries came. */
  #changed(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.#draw();
      for (const listener of this.#listeners) listener();
    });
  }

  #draw(): void {
    const { participants, replicas } = this.#client.state;
    for (const [key, { document }] of this.#texts) {
      if (!document) continue;
      const peers = this.cursors(key).map(({ replica, anchor, head }, index) => {
        const person = participants[replicas[replica]?.person ?? ''];
        return {
          id: `${replica} ${index}`,
          name: shownName(this.#client.state, person?.person) ?? '',
          colorIndex: person?.colorIndex ?? 0,
          anchor,
          head,
        };
      });
      this.#workbench?.editors.setRemoteCursors(key, peers);
    }
  }

  /** The texts that are bound, with their documents. */
  open(): { key: string; document: TextDocument }[] {
    return [...this.#texts].flatMap(([key, { document }]) => (document ? [{ key, document }] : []));
  }

  documentOf(key: string): TextDocument | null {
    return this.#texts.get(key)?.document ?? null;
  }

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

  isShared(path: string): boolean {
    return this.#texts.has(path);
  }

  async prepareSave(path: string): Promise<void> {
    const document = this.documentOf(path);
    if (document && (await takeSaveTurn(this.#client, this.#workspace, document))) this.#turns.add(document.ref);
  }

  save(path: string, content: Uint8Array): Promise<void> {
    return this.#saves.save(path, content);
  }

  known(path: string): ReturnType<DocumentsPort['known']> {
    return knownFile(this.#client.state, path);
  }

  knownIn(path: string): ReturnType<DocumentsPort['knownIn']> {
    return knownNames(this.#client.state, path);
  }

  async read(path: string): Promise<string | null> {
    const ref = knownDocument(this.#client.state, path);
    if (ref === null || this.#client.status.is !== 'online') return null;
    const document = await this.#client.documents.open(ref);
    const text = document.toString();
    this.#client.documents.close(ref);
    return text;
  }

  async #save(path: string, content: Uint8Array | null): Promise<void> {
    const text = this.#texts.get(path);
    // Replacing in files saves a text in the moment in which it was opened.
    const document = text && (await boundOrAlone(this.#client, text.bound));
    if (document === 'alone') return this.#saveAlone(text!, path, content);
    if (!document) throw new EnsembleError('not-found', `${path} is not open here (any more).`);
    document.flush();
    // With auto-save in several windows the others ask too; the first answer serves all. A turn wants its end.
    const endsTurn = this.#turns.delete(document.ref);
    if (endsTurn || !isSavedForAll(this.#client, document)) await this.#saveDocument(document, endsTurn);
  }

  /** Nothing local waits for a session server that is away. */
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
      await this.#workspace.request('documents.save', { ref: document.ref, update: document.encode(), endsTurn });
    } catch (thrown) {
      if (thrown instanceof EnsembleError && thrown.code === 'changed-on-disk')
        for (const listener of this.#refusedListeners) listener(document.ref);
      throw thrown;
    }
  }
}
