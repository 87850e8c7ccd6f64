import type { SessionClient } from '../../../client/session-client.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import type { Places } from '../wire/places.ts';
import { changeBetween } from './changes.ts';

/** Most texts that a server has open; beyond that, those that nobody has asked about for longest are closed. */
const mostOpen = 150;
/** Time for which a text with questions under way is not changed for the sake of another. */
const undisturbedMs = 500;

/** A text that a server has open. */
export interface ServerText {
  readonly ref: string;
  readonly path: string;
  readonly uri: string;
  readonly document: TextDocument;
  /** Text that the server has; null before it was opened there. */
  sent: string | null;
  version: number;
  /** True if the session's text may differ from that. */
  isBehind: boolean;
  /** Questions about it that the server has not answered. */
  asking: number;
  askedMs: number;
}

interface ServerTextsOptions {
  client: SessionClient;
  places: Places;
  /** Language of a path, as the server calls it; null where it is none of its own. */
  languageOf: (path: string) => string | null;
  /** True if the server takes changes; else the whole text each time. */
  takesRanges: () => boolean;
  notify: (method: string, params: unknown) => void;
  /** Called when somebody has changed a text. */
  onChanged: (text: ServerText) => void;
  onClosed: (text: ServerText) => void;
}

/** Texts of the session that a server has open: the log's, with the unsaved edits of everybody. */
export class ServerTexts {
  readonly #options: ServerTextsOptions;
  readonly #texts = new Map<string, ServerText>();
  readonly #opening = new Map<string, Promise<ServerText | null>>();
  readonly #stops = new Map<string, () => void>();
  #isClosed = false;

  constructor(options: ServerTextsOptions) {
    this.#options = options;
  }

  get all(): Iterable<ServerText> {
    return this.#texts.values();
  }

  at(path: string): ServerText | null {
    for (const text of this.#texts.values()) if (text.path === path) return text;
    return null;
  }

  /** Path of a document that the server may have; null for any other. */
  #pathOf(ref: string): string | null {
    const info = this.#options.client.state.documents[ref];
    if (!info || info.deleted || info.path === null || this.#options.languageOf(info.path) === null) return null;
    return info.path;
  }

  /** Gives the text of a document that is of this server's languages; null for any other. */
  async open(ref: string): Promise<ServerText | null> {
    const path = this.#pathOf(ref);
    const known = this.#texts.get(ref);
    if (known && known.path !== path) this.close(ref);
    else if (known) {
      this.#texts.delete(ref);
      this.#texts.set(ref, known);
      return known;
    }
    if (path === null) return null;
    const opening = this.#opening.get(ref) ?? this.#open(ref, path).finally(() => this.#opening.delete(ref));
    this.#opening.set(ref, opening);
    return opening;
  }

  async #open(ref: string, path: string): Promise<ServerText | null> {
    const { client, places } = this.#options;
    const document = await client.documents.open(ref).catch(() => null);
    if (document === null) return null;
    if (this.#isClosed || this.#pathOf(ref) !== path) {
      client.documents.close(ref);
      return null;
    }
    const start = { sent: null, version: 0, isBehind: true, asking: 0, askedMs: 0 };
    const text: ServerText = { ref, path, uri: places.uriOf(path), document, ...start };
    this.#texts.set(ref, text);
    const stops = [document.onChange, document.onRebuilt].map((on) => on.call(document, () => this.changed(text)));
    this.#stops.set(ref, () => {
      for (const stop of stops) stop();
    });
    this.#bound();
    this.changed(text);
    return text;
  }

  /** Notes that the session's text may differ from the server's. */
  changed(text: ServerText): void {
    text.isBehind = true;
    this.#options.onChanged(text);
  }

  #bound(): void {
    const { documents } = this.#options.client.state;
    for (const [ref, { asking }] of this.#texts) {
      if (this.#texts.size <= mostOpen) return;
      const isUnsaved = (documents[ref]?.unsaved?.length ?? 0) > 0;
      if (asking === 0 && !isUnsaved) this.close(ref);
    }
  }

  /** Brings a text to the server, as it is in the session unless another is given. */
  put(text: ServerText, wanted: string = text.document.toString()): void {
    const { notify, languageOf, takesRanges } = this.#options;
    text.isBehind = wanted !== text.document.toString();
    if (text.sent === null) {
      text.version++;
      const languageId = languageOf(text.path);
      notify('textDocument/didOpen', {
        textDocument: { uri: text.uri, languageId, version: text.version, text: wanted },
      });
    } else {
      const change = changeBetween(text.sent, wanted);
      if (change === null) return;
      text.version++;
      notify('textDocument/didChange', {
        textDocument: { uri: text.uri, version: text.version },
        contentChanges: [takesRanges() ? change : { text: wanted }],
      });
    }
    text.sent = wanted;
  }

  /**
   * Says whether a text would be changed under a question: it is left as it was asked about until the answer, or for a
   * while.
   */
  isAskedAbout({ asking, askedMs, isBehind, sent, document }: ServerText, nowMs: number): boolean {
    return isBehind && asking > 0 && nowMs - askedMs < undisturbedMs && document.toString() !== sent;
  }

  /** Brings all texts to the server, but those about which questions have just been asked. */
  putAll(nowMs: number): void {
    for (const text of this.#texts.values())
      if (text.isBehind && text.document.isEditable && !this.isAskedAbout(text, nowMs)) this.put(text);
  }

  /** Tells that a text was saved. */
  saved(ref: string, withText: boolean): void {
    const text = this.#texts.get(ref);
    if (!text || text.sent === null) return;
    this.put(text);
    this.#options.notify('textDocument/didSave', {
      textDocument: { uri: text.uri },
      ...(withText ? { text: text.sent } : {}),
    });
  }

  /** Closes a text whose document has gone or moved. */
  look(ref: string): void {
    const text = this.#texts.get(ref);
    if (text && this.#pathOf(ref) !== text.path) this.close(ref);
  }

  close(ref: string): void {
    const text = this.#texts.get(ref);
    if (!text) return;
    this.#texts.delete(ref);
    this.#stops.get(ref)?.();
    this.#stops.delete(ref);
    if (text.sent !== null) this.#options.notify('textDocument/didClose', { textDocument: { uri: text.uri } });
    this.#options.client.documents.close(ref);
    this.#options.onClosed(text);
  }

  closeAll(): void {
    this.#isClosed = true;
    for (const ref of [...this.#texts.keys()]) this.close(ref);
  }
}
