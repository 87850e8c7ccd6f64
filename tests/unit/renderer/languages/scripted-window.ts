import { TextDocument } from '../../../../src/client/text-document.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { bind } from '../../../../src/renderer/features/collaboration/binding.ts';
import type { Json, RpcMessage } from '../../../../src/renderer/features/languages/json-rpc.ts';
import { LinePlaces, type Range } from '../../../../src/renderer/features/languages/line-places.ts';
import { ServerChannel } from '../../../../src/renderer/features/languages/server-channel.ts';
import type { App } from '../../../../src/renderer/session/app.ts';
import { applyEdits, type TextEdit } from '../../../../src/shared/text/edits.ts';
import { hashText } from '../../../../src/shared/text/hash.ts';

/** An editor's text, bound to a shared document as in a window. */
export class ScriptedText {
  readonly key: string;
  readonly document: TextDocument;
  value: string;
  readonly isDisposed = false;
  readonly #local = new Set<(edits: readonly TextEdit[], manner: 'typed') => void>();
  readonly binding;
  /** Times that somebody else's edit changed what is shown. */
  shown = 0;

  constructor(key: string, text: string) {
    this.key = key;
    this.value = text;
    this.document = new TextDocument({
      ref: `ref of ${key}`,
      environment: nodeEnvironment,
      author: () => 'me',
      replica: 'mine',
      send: () => undefined,
    });
    this.document.markReady();
    this.document.edit([{ offset: 0, deleteLength: 0, insertText: text }]);
    this.binding = bind(
      {
        getValue: () => this.value,
        onLocalChange: (listener) => this.onLocalChange(listener),
        onComposition: () => () => undefined,
        endComposition: () => undefined,
        applyRemote: (edits) => {
          this.shown++;
          this.value = applyEdits(this.value, edits);
        },
      },
      this.document,
      text,
    );
  }

  getValue(): string {
    return this.value;
  }

  onLocalChange(listener: (edits: readonly TextEdit[], manner: 'typed') => void): () => void {
    this.#local.add(listener);
    return () => this.#local.delete(listener);
  }

  /** Types here, as the editor tells it: edits counted from the text before, the last first. */
  type(edits: readonly TextEdit[]): void {
    this.value = applyEdits(this.value, edits);
    for (const listener of this.#local) listener(edits.toReversed(), 'typed');
  }

  /** Makes an edit of somebody else. */
  hear(edits: readonly TextEdit[]): void {
    this.document.edit(edits);
  }

  /** Has the editor apply edits of an answer, as it does: to the text that it shows. */
  apply(edits: readonly { range: Range; newText: string }[]): void {
    const lines = new LinePlaces(this.value);
    this.type(
      edits
        .map(({ range, newText }) => {
          const offset = lines.offsetAt(range.start);
          return { offset, deleteLength: lines.offsetAt(range.end) - offset, insertText: newText };
        })
        .toSorted((a, b) => a.offset - b.offset),
    );
  }
}

/** A question as the host gets it. */
export interface Heard {
  id: number;
  method: string;
  params: Json;
}

/** A window with some texts, the end of whose stream to a language server the test holds. */
export class ScriptedWindow {
  /** Words that were shown. */
  readonly notices: string[] = [];
  /** Resolves once no menu of actions is open. */
  menu: Promise<void> = Promise.resolve();
  readonly channel: ServerChannel;
  readonly texts = new Map<string, ScriptedText>();
  readonly answers = new Map<number | string, RpcMessage>();
  /** Seq up to which this window has heard the log. */
  applied = 1;
  readonly #heard: Heard[] = [];
  readonly #parts: unknown[] = [];
  #wake: () => void = () => undefined;

  constructor(...texts: ScriptedText[]) {
    for (const text of texts) this.texts.set(text.key, text);
    const find = (ref: string) => [...this.texts.values()].find(({ document }) => document.ref === ref);
    const window = this;
    const stream = {
      send: async ({ text }: { text: string }) => void this.#heard.push(JSON.parse(text) as Heard),
      cancel: () => undefined,
      async *[Symbol.asyncIterator]() {
        for (;;) {
          while (window.#parts.length > 0) yield window.#parts.shift();
          await new Promise<void>((resolve) => {
            window.#wake = resolve;
          });
        }
      },
    };
    const app = {
      workbench: {
        models: { get: (key: string) => this.texts.get(key) },
        languages: { hold: async () => () => undefined },
        notifications: { show: async (_: string, words: string) => void this.notices.push(words) },
      },
      texts: {
        refOf: (key: string) => this.texts.get(key)?.document.ref ?? null,
        tieOf: (key: string) => {
          const text = this.texts.get(key);
          return text ? { bound: Promise.resolve(text.document), binding: text.binding } : null;
        },
      },
      client: {
        get applied() {
          return window.applied;
        },
        heardUpTo: async (seq: number) => {
          this.applied = Math.max(this.applied, seq);
        },
        isWaitingOn: () => false,
        events: { on: () => () => undefined },
        documents: {
          get refs() {
            return [...window.texts.values()].map(({ document }) => document.ref);
          },
          get: (ref: string) => find(ref)?.document ?? null,
          difference: () => ({ seq: this.applied, update: new Uint8Array() }),
        },
        state: { documents: {} },
      },
      workspace: { open: () => stream },
    } as unknown as App;
    this.channel = new ServerChannel(app, 'scripted', { closed: () => this.menu });
    this.channel.onMessage((message) => {
      const { id } = message as RpcMessage;
      if (id !== undefined) this.answers.set(id, message as RpcMessage);
    });
  }

  /** Asks as the editors do, and gives the question as the host hears it. */
  async ask(id: number, method: string, params: Json): Promise<Heard> {
    this.channel.send({ jsonrpc: '2.0', id, method, params });
    return this.heard();
  }

  /** Gives the next question that the host hears. */
  async heard(): Promise<Heard> {
    await this.settle();
    const next = this.#heard.shift();
    if (!next) throw new Error('The host has heard nothing.');
    return next;
  }

  get hasHeardMore(): boolean {
    return this.#heard.length > 0;
  }

  /** Answers as the host does: about these texts. */
  async answer(id: number, result: Json, about: readonly [ScriptedText, string][]): Promise<void> {
    const at = about.map(([{ document }, text]) => ({
      ref: document.ref,
      seq: this.applied + 1,
      hash: hashText(text),
    }));
    this.#parts.push({ text: JSON.stringify({ jsonrpc: '2.0', id, result }), isLast: true, at });
    this.#wake();
    await this.settle();
  }

  /** Waits until nothing more happens by itself. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}
