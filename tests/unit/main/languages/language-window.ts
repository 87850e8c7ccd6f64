import type { SessionClient } from '../../../../src/client/session-client.ts';
import type { TextDocument } from '../../../../src/client/text-document.ts';
import type { RpcError } from '../../../../src/main/languages/wire/messages.ts';
import { piecesOf } from '../../../../src/main/languages/wire/pieces.ts';
import type { Stream, Up, Workspace } from '../../../../src/shared/session/contract.ts';

type At = NonNullable<Up<'languages.connect'>['at']>;

/** Answer to a question: the result, and the texts that were asked about. */
export interface Answer {
  result?: unknown;
  error?: RpcError;
  at?: { ref: string; seq: number; hash: string }[];
}

interface FromServer {
  id?: string | number;
  method?: string;
  params?: unknown;
}

/** A window's end of a language server: JSON-RPC in pieces over a stream, as the product's windows speak it. */
export class LanguageWindow {
  readonly stream: Stream<'languages.connect'>;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly heard: FromServer[] = [];
  readonly #listeners = new Set<() => void>();
  #lastId = 0;

  constructor(workspace: Workspace, server: string) {
    this.stream = workspace.open('languages.connect', { server });
    this.stream.result.catch(() => undefined);
    this.#read().catch(() => undefined);
  }

  /** Connects and says hello, as a language client does. */
  static async open(workspace: Workspace, server: string): Promise<LanguageWindow> {
    const window = new LanguageWindow(workspace, server);
    const { error } = await window.ask('initialize', { capabilities: {} });
    if (error) throw new Error(error.message);
    await window.say({ method: 'initialized', params: {} });
    return window;
  }

  async #read(): Promise<void> {
    let text = '';
    let at: Answer['at'];
    for await (const piece of this.stream) {
      if (text === '') at = piece.at;
      text += piece.text;
      if (!piece.isLast) continue;
      const message = JSON.parse(text);
      text = '';
      if (message.method !== undefined) {
        this.heard.push(message);
        for (const listener of this.#listeners) listener();
      } else {
        this.#waiting.get(message.id)?.({ ...message, ...(at ? { at } : {}) });
        this.#waiting.delete(message.id);
      }
    }
  }

  async say(message: object, at?: At): Promise<void> {
    let first: { at?: At } = at ? { at } : {};
    for (const piece of piecesOf(JSON.stringify({ jsonrpc: '2.0', ...message }))) {
      await this.stream.send({ ...piece, ...first });
      first = {};
    }
  }

  /** Asks, and gives the answer; also an error is one. */
  ask(method: string, params: unknown, at?: At): Promise<Answer> {
    const { answer, sent } = this.begin(method, params, at);
    sent.catch(() => undefined);
    return answer;
  }

  /** Begins a question, so that it can be cancelled. */
  begin(method: string, params: unknown, at?: At): { id: number; sent: Promise<void>; answer: Promise<Answer> } {
    const id = ++this.#lastId;
    const answer = new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      const gone = (over: unknown) => {
        const why = over instanceof Error ? over.message : JSON.stringify(over);
        resolve({ error: { code: 0, message: `the connection is over: ${why}` } });
      };
      this.stream.result.then(gone, gone);
    });
    return { id, answer, sent: this.say({ id, method, params }, at) };
  }

  /** Waits for a request or notification of the server's. */
  hears(method: string): Promise<FromServer> {
    const find = () => this.heard.find((each) => each.method === method);
    return new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (!found) return;
        this.#listeners.delete(look);
        resolve(found);
      };
      this.#listeners.add(look);
      look();
    });
  }
}

/** Names a text as its window sees it. */
export function seen(client: SessionClient, document: TextDocument): At {
  return [{ ref: document.ref, ...client.documents.difference(document.ref) }];
}

/** Position of some words in a text. */
export function positionOf(text: string, words: string, after = 0): { line: number; character: number } {
  const offset = text.indexOf(words);
  if (offset < 0) throw new Error(`${words} is not in the text`);
  const before = text.slice(0, offset + after).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}
