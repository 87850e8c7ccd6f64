import { diffTexts } from '../../../shared/text/diff.ts';
import { ProgramGroup } from '../../programs/program-group.ts';
import { type Message, type RequestId, rpcError, toMessage } from '../wire/messages.ts';
import type { ServerPeer, ServerProcessOptions } from './server-process.ts';

/** Time limit of one formatting, and most bytes of a formatted text and of a command's complaints. */
const formatMs = 20_000;
const mostBytes = 16 * 1024 * 1024;
const mostWords = 4_000;

/** Word in a command's arguments that stands for the path of the text. */
const pathWord = '{path}';

interface FormatterOptions extends Omit<ServerProcessOptions, 'onWords'> {
  name: string;
  onWords: (text: string) => void;
  /** Path in the folder of a text's URI. */
  pathOf: (uri: string) => string | null;
}

/**
 * A formatter that is a command: it gets a text on its input, and gives it formatted on its output. It speaks as a
 * language server that only formats, so that all windows have it as they have servers, and one change for everybody.
 */
export class FormatterPeer implements ServerPeer {
  readonly #options: FormatterOptions;
  readonly #texts = new Map<string, string>();
  readonly #running = new Map<RequestId, () => void>();
  #isOver = false;

  constructor(options: FormatterOptions) {
    this.#options = options;
  }

  get pid(): undefined {
    return undefined;
  }

  send(value: unknown): void {
    const message = toMessage(value);
    if (this.#isOver || message === null) return;
    // Answers come later than their question, as those of a process do.
    if (message.is === 'request') queueMicrotask(() => void this.#serve(message));
    else if (message.is === 'notification') this.#told(message.method, message.params);
  }

  end(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const stop of this.#running.values()) stop();
    queueMicrotask(() => this.#options.onEnd(why));
  }

  #told(method: string, params: unknown): void {
    const { id, textDocument, contentChanges } = (params ?? {}) as {
      id?: RequestId;
      textDocument?: { uri: string; text?: string };
      contentChanges?: { text: string }[];
    };
    if (method === '$/cancelRequest' && id !== undefined) this.#running.get(id)?.();
    if (!textDocument) return;
    const text = method === 'textDocument/didOpen' ? textDocument.text : contentChanges?.at(-1)?.text;
    if (method === 'textDocument/didClose') this.#texts.delete(textDocument.uri);
    else if (text !== undefined) this.#texts.set(textDocument.uri, text);
  }

  async #serve({ id, method, params }: Message & { is: 'request' }): Promise<void> {
    const { onMessage } = this.#options;
    try {
      onMessage({ jsonrpc: '2.0', id, result: await this.#answer(id, method, params) });
    } catch (thrown) {
      onMessage({ jsonrpc: '2.0', id, error: rpcError('requestFailed', (thrown as Error).message) });
    }
  }

  async #answer(id: RequestId, method: string, params: unknown): Promise<unknown> {
    if (method === 'initialize')
      return { capabilities: { textDocumentSync: { openClose: true, change: 1 }, documentFormattingProvider: true } };
    if (method === 'shutdown') return null;
    if (method !== 'textDocument/formatting') throw new Error(`${method} is not known here`);
    const { uri } = (params as { textDocument: { uri: string } }).textDocument;
    const text = this.#texts.get(uri);
    const path = this.#options.pathOf(uri);
    if (text === undefined || path === null) throw new Error('This text is not open.');
    const formatted = (await this.#run(id, path, text)).replaceAll('\r\n', '\n');
    const lines = new LineStarts(text);
    return diffTexts(text, formatted).map(({ offset, deleteLength, insertText }) => ({
      range: { start: lines.positionOf(offset), end: lines.positionOf(offset + deleteLength) },
      newText: insertText,
    }));
  }

  /** Runs the command on a text. Rejects with its complaint in words. */
  #run(id: RequestId, path: string, text: string): Promise<string> {
    const { command, cwd, env, guard, onWords, name } = this.#options;
    // A name that begins with a hyphen is no option.
    const named = path.startsWith('-') ? `./${path}` : path;
    const args = command.args.map((each) => each.replaceAll(pathWord, () => named));
    const options = { cwd, env: { ...env, ...command.env } };
    const group = new ProgramGroup(command.program, args, options, guard);
    const { child } = group;
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const stop = (why: string) => {
      group.kill();
      reject(new Error(`${name} did not format this: ${why}`));
    };
    const timer = setTimeout(() => stop('it took too long.'), formatMs);
    this.#running.set(id, () => stop('it was cancelled.'));
    const output: Buffer[] = [];
    let [bytes, complaint] = [0, ''];
    child.stdout!.on('data', (chunk: Buffer) => {
      output.push(chunk);
      bytes += chunk.length;
      if (bytes > mostBytes) stop('it gives too much.');
    });
    child.stderr!.setEncoding('utf8').on('data', (words: string) => {
      complaint = (complaint + words).slice(0, mostWords);
      onWords(words);
    });
    child.stdin!.on('error', () => undefined);
    child.once('error', (error) => stop(`it could not be started: ${error.message}.`));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(output).toString('utf8'));
      else stop(complaint.trim().slice(0, 500) || `it has ended (${signal ?? `exit code ${code}`}).`);
    });
    child.stdin!.end(text);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#running.delete(id);
      group.kill();
      group.over();
    });
  }
}

/** Beginnings of a text's lines. */
class LineStarts {
  readonly #starts = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  positionOf(offset: number): { line: number; character: number } {
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low, character: offset - this.#starts[low]! };
  }
}
