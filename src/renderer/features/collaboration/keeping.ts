import { putsIn, whoseWorkGoes } from '../../../client/reverting.ts';
import { inSaveTurn } from '../../../client/save-turn.ts';
import type { SessionClient } from '../../../client/session-client.ts';
import { saveFile } from '../../../client/shared-file.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import type { DocumentInfo } from '../../../shared/capabilities/documents/document-state.ts';
import { isHostHere, knownDocument } from '../../../shared/capabilities/hosting/known-host.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { Right } from '../../../shared/core/rights.ts';
import type { Workspace } from '../../../shared/session/contract.ts';
import { normalizeText } from '../../../shared/text/edits.ts';
import { hashText } from '../../../shared/text/hash.ts';
import type { ClosingQuestion, KeepingPort, Workbench } from '../../workbench/index.ts';
import type { HeldDocuments } from './held-documents.ts';
import { closingWords, deletionWords, namesOf, revertQuestion, takenWords, titleOf } from './unsaved-words.ts';

/** Operations on the texts that are open in this window's editors. */
interface OpenTexts {
  documentOf(key: string): TextDocument | null;
  isLocal(path: string): boolean;
  /** Updates the mark of an unsaved text, at once. */
  markAnew(ref: string): void;
  /** Runs work in which an untitled buffer becomes a file: its editor is followed by the person who saves it. */
  whileMoving(key: string, work: () => Promise<void>): Promise<void>;
}

/** Unsaved work that a revert removes, and its authors. */
interface Loss {
  info: DocumentInfo;
  onDisk: string;
  people: string[];
}

/** Says whether nobody else has a window here: then closing is the last look at unsaved text. */
export function isLastOne({ state, replica }: Pick<SessionClient, 'state' | 'replica'>): boolean {
  return Object.entries(state.replicas).every(
    ([id, { connected, purpose }]) => id === replica || !connected || (purpose !== 'window' && purpose !== 'program'),
  );
}

/**
 * Says whether a question named all others whose work goes: somebody may have typed while it stood. One's own work is
 * known.
 */
export function isAskedAbout(goes: readonly string[], asked: ReadonlySet<string>, me: string | null): boolean {
  return goes.every((person) => person === me || asked.has(person));
}

/** Takes care of unsaved texts when editors are closed, and when somebody reverts them. */
export class Keeping implements KeepingPort {
  readonly #client: SessionClient;
  readonly #workspace: Workspace;
  readonly #texts: OpenTexts;
  readonly #held: HeldDocuments;
  readonly #workbench: () => Workbench | null;

  constructor(
    client: SessionClient,
    workspace: Workspace,
    texts: OpenTexts,
    held: HeldDocuments,
    workbench: () => Workbench | null,
  ) {
    this.#client = client;
    this.#workspace = workspace;
    this.#texts = texts;
    this.#held = held;
    this.#workbench = workbench;
  }

  keeps(key: string): boolean {
    return this.#texts.documentOf(key) !== null;
  }

  isLocal(path: string): boolean {
    return this.#texts.isLocal(path);
  }

  #may(right: Right): boolean {
    return replicaMay(this.#client.state, this.#client.replica, right);
  }

  #names(people: readonly string[]): string[] {
    const { state, person: me } = this.#client;
    return namesOf(people, me, (person) => shownName(state, person) ?? 'somebody');
  }

  question(keys: readonly string[]): ClosingQuestion | null {
    // Without a connection the typed text is kept here until the session has it.
    if (this.#client.status.is !== 'online' || !isLastOne(this.#client) || !this.#may('save')) return null;
    const texts = keys.flatMap((key) => {
      const info = this.#client.state.documents[this.#texts.documentOf(key)?.ref ?? ''];
      if (!info) return [];
      return [{ title: titleOf(info), isFile: info.path !== null, names: this.#names(info.unsaved ?? []) }];
    });
    return texts.length > 0 ? closingWords(texts) : null;
  }

  closed(key: string): void {
    const info = this.#client.state.documents[this.#texts.documentOf(key)?.ref ?? ''];
    this.#workbench()?.notifications.status(`${titleOf(info)} stays unsaved in the session.`);
  }

  mustBeFree(path: string): void {
    const ref = knownDocument(this.#client.state, path);
    const { unsaved = [] } = this.#client.state.documents[ref ?? ''] ?? {};
    const others = unsaved.filter((person) => person !== this.#client.person);
    if (others.length > 0) throw new EnsembleError('exists', takenWords(path, this.#names(others)));
  }

  async mayDelete(paths: readonly string[]): Promise<boolean> {
    const isMeant = (path: string) => paths.some((each) => path === each || path.startsWith(`${each}/`));
    const met = Object.values(this.#client.state.documents).flatMap(({ path, deleted, unsaved = [] }) => {
      const others = unsaved.filter((person) => person !== this.#client.person);
      return path === null || deleted || others.length === 0 || !isMeant(path) ? [] : [{ path, others }];
    });
    if (met.length === 0) return true;
    const { message, detail } = deletionWords(met.map(({ path, others }) => ({ path, names: this.#names(others) })));
    const options = { detail, buttons: ['Delete'], careful: true } as const;
    return (await this.#workbench()!.dialogs.ask('warning', message, options)) === 'Delete';
  }

  async saveAs(key: string, path: string): Promise<void> {
    const document = this.#texts.documentOf(key);
    if (!document) throw new EnsembleError('not-found', 'This text is not open here any more.');
    await this.#texts.whileMoving(key, async () => {
      await saveFile(this.#client, document, this.#workspace, { path, overwrite: true });
    });
  }

  async revert(key: string, agreed: boolean): Promise<boolean> {
    const document = this.#texts.documentOf(key);
    return document !== null && (await this.revertDocument(document.ref, agreed));
  }

  /** Reverts a document to the disk's text, whoever wrote the rest; resolves to whether that was done. */
  async revertDocument(ref: string, agreed = false): Promise<boolean> {
    try {
      return await this.#held.with(ref, (document) => this.#revert(document, agreed));
    } catch (thrown) {
      const title = titleOf(this.#client.state.documents[ref]);
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      void this.#workbench()?.notifications.show('warning', `${title} was not reverted; nothing is lost. ${reason}`);
      return false;
    }
  }

  async #revert(document: TextDocument, agreed: boolean): Promise<boolean> {
    const { ref } = document;
    if (!this.#may('edit')) throw new EnsembleError('not-permitted', 'You may look at it, but not change it.');
    const asked = new Set<string>();
    // Two people at the same moment would insert twice what is missing once: so it takes a turn (a mutex).
    const inTurn = () =>
      inSaveTurn(this.#client, this.#workspace, document, (isMine) =>
        this.#revertNow(document, agreed ? null : asked, isMine),
      );
    let loss = await (agreed ? inTurn() : this.#loss(document));
    while (loss !== 'none') {
      if (!(await this.#ask(loss.info, loss.people))) return false;
      for (const person of loss.people) asked.add(person);
      loss = await inTurn();
    }
    this.#texts.markAnew(ref);
    const title = titleOf(this.#client.state.documents[ref]);
    this.#workbench()?.notifications.status(`Reverted ${title}. Undo brings back what was unsaved.`);
    return true;
  }

  /**
   * Reverts where only the work of people goes that the person agreed to (null: anybody's). Else gives the work that
   * would go. Throws with a message for the person where others may be reverting it, of whom nothing is known here.
   */
  async #revertNow(
    document: TextDocument,
    agreed: ReadonlySet<string> | null,
    isMine: boolean,
  ): Promise<Loss | 'none'> {
    const loss = await this.#loss(document);
    if (!isMine && putsIn(document, loss.onDisk))
      throw new EnsembleError(
        'disconnected',
        'Others may be saving or reverting it, and this window has not heard of that yet. Try again in a moment.',
      );
    if (agreed && !isAskedAbout(loss.people, agreed, this.#client.person)) return loss;
    this.#revertFormat(document);
    document.revertTo(loss.onDisk);
    return 'none';
  }

  /** Reads the disk, and finds the authors of the work that would go. */
  async #loss(document: TextDocument): Promise<Loss> {
    const { ref } = document;
    for (;;) {
      const info = this.#client.state.documents[ref];
      const onDisk = await this.#onDisk(info);
      if (this.#client.state.documents[ref]?.saved?.hash !== info?.saved?.hash) continue;
      return { info: info!, onDisk, people: this.#whoseWork(document, info!, onDisk) };
    }
  }

  #revertFormat({ ref, format }: TextDocument): void {
    const { diskFormat } = this.#client.state.documents[ref] ?? {};
    if (!diskFormat) return;
    const { encoding, bom, eol } = diskFormat;
    // A person who may not choose is told by the revert of the text.
    format.choose({ encoding, bom, eol }).catch(() => undefined);
  }

  #whoseWork(document: TextDocument, { unsaved = [] }: DocumentInfo, onDisk: string): string[] {
    return [...new Set([...unsaved, ...whoseWorkGoes(document, onDisk, this.#client.person ?? '')])];
  }

  async #ask(info: DocumentInfo, people: readonly string[]): Promise<boolean> {
    const names = this.#names(people);
    const chosen = await this.#workbench()!.dialogs.ask(
      'warning',
      revertQuestion(titleOf(info), info.path !== null, names),
      {
        detail: 'The others are told. You can undo it, and so can those whose work goes.',
        buttons: ['Revert'],
        careful: true,
      },
    );
    return chosen === 'Revert';
  }

  /** Reads the text on the disk. Throws with a message for the person. */
  async #onDisk(info: DocumentInfo | undefined): Promise<string> {
    if (!info) throw new EnsembleError('not-found', 'It is not in the session any more.');
    const { path, saved, conflict, format, diskFormat = format } = info;
    if (path === null) return '';
    if (conflict)
      throw new EnsembleError(
        'changed-on-disk',
        'It was changed on the disk in the same lines: choose “Keep the disk’s” in the question about it, and nothing is written over.',
      );
    if (saved === null || info.deleted)
      throw new EnsembleError('not-found', 'There is no such file on the disk. Save it to have one.');
    if (!isHostHere(this.#client.state))
      throw new EnsembleError('host-away', 'Its host is away, and with it the disk. Try again when the host is back.');
    const text = normalizeText(await this.#workbench()!.models.readFile(path, diskFormat.encoding));
    if (hashText(text) !== saved.hash)
      throw new EnsembleError('changed-on-disk', 'The disk has just been changed from outside. Try again in a moment.');
    return text;
  }
}
