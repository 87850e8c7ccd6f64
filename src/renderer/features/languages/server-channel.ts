import { append } from '../../../shared/core/append.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { App } from '../../session/app.ts';
import type { LanguageWay } from '../../workbench/index.ts';
import { AnswerPlaces, AskAgain } from './answer-places.ts';
import { AskedEdits } from './asked-edits.ts';
import { AskedText } from './asked-text.ts';
import { cleanAnswer, cleanTold } from './clean-answers.ts';
import { givesItems, takeOrigin, withOrigins } from './item-origins.ts';
import { inside, isObject, isRequest, type Json, type RpcMessage, rpcErrors } from './json-rpc.ts';
import { KeptActions } from './kept-actions.ts';
import { carryPlaces, StaleEdit } from './message-places.ts';
import type { OpenMenus } from './open-menus.ts';
import { PieceWriter, readMessages, type ToldTexts } from './piece-way.ts';
import { Question } from './question.ts';
import { askedAnew, editsOfSeveral, isHostsAffair, resolving, steady } from './request-kinds.ts';
import { describe, pathOf, textOf } from './seen-texts.ts';
import { ownCommands, withoutSync } from './server-abilities.ts';

/** Time for an answer to reach the editors' list of suggestions, which follows others' edits from then on. */
const arrivalMs = 60;

/**
 * Times that a question is asked again because the text went on meanwhile. One that fills in a suggestion goes on: the
 * editors take its failure for an answer without an import.
 */
const mostTries = (method: string) => (method === 'completionItem/resolve' ? 20 : 4);

/**
 * A window's way to one language server. It says of each question which text it is about, sees to it that an answer's
 * places are those of the text on the screen, and cleans its words.
 */
export class ServerChannel implements LanguageWay {
  /** Resolves when the stream has ended, with the reason. */
  readonly ended: Promise<EnsembleError | null>;
  readonly #app: App;
  readonly #stream;
  readonly #writer: PieceWriter;
  readonly #places: AnswerPlaces;
  readonly #questions = new Map<number, Question>();
  readonly #kept = new KeptActions();
  readonly #edits: AskedEdits;
  readonly #menus: Pick<OpenMenus, 'closed'>;
  readonly #endListeners: (() => void)[] = [];
  #nextId = 1;
  #commands: ReadonlySet<string> = new Set();
  /** Whether the server fills in actions itself. */
  #fillsActions = false;
  #take: ((message: object) => void) | null = null;
  #early: RpcMessage[] = [];

  constructor(app: App, server: string, menus: Pick<OpenMenus, 'closed'>) {
    this.#app = app;
    this.#menus = menus;
    this.#stream = app.workspace.open('languages.connect', { server });
    this.#writer = new PieceWriter(this.#stream);
    this.#places = new AnswerPlaces(app);
    this.#edits = new AskedEdits(app);
    const reading = readMessages(this.#stream, (message, at) => this.#receive(message, at));
    this.ended = reading.then(
      () => null,
      (thrown: unknown) => (thrown instanceof EnsembleError ? thrown : new EnsembleError('internal', String(thrown))),
    );
    void this.ended.then(() => this.#end());
  }

  onMessage(listener: (message: object) => void): void {
    this.#take = listener;
    for (const message of this.#early.splice(0)) listener(message);
  }

  onEnd(listener: () => void): void {
    this.#endListeners.push(listener);
  }

  close(): void {
    this.#stream.cancel();
  }

  #end(): void {
    for (const question of this.#questions.values()) question.end();
    this.#questions.clear();
    this.#kept.clear();
    for (const listener of this.#endListeners.splice(0)) listener();
  }

  send(sent: object): void {
    const message = sent as RpcMessage;
    if (isRequest(message)) this.#ask(message);
    else if (message.method === '$/cancelRequest') this.#cancel(inside(message.params, 'id'));
    else if (message.method === 'exit') this.close();
    else if (message.method === undefined || !isHostsAffair(message.method)) this.#writer.send(message, []);
  }

  /** Hands a message to the editors. */
  #deliver(message: RpcMessage): void {
    if (this.#take) this.#take(message);
    else this.#early.push(message);
  }

  #answer(question: Question, result: Json): void {
    this.#deliver({ jsonrpc: '2.0', id: question.id, result });
  }

  #fail(question: Question, code: number, message: string): void {
    this.#deliver({ jsonrpc: '2.0', id: question.id, error: { code, message } });
    question.end();
  }

  #cancel(id: Json | undefined): void {
    for (const [number, question] of this.#questions) {
      if (question.id !== id) continue;
      this.#questions.delete(number);
      this.#writer.send({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: number } }, []);
      this.#fail(question, rpcErrors.requestCancelled, 'Cancelled.');
    }
  }

  #ask({ id, method, params: given = null }: RpcMessage & { id: number | string; method: string }): void {
    if (method === 'shutdown') return this.#deliver({ jsonrpc: '2.0', id, result: null });
    const { item, origin } = resolving.has(method) ? takeOrigin(given) : { item: given, origin: null };
    const named = inside(item, 'textDocument', 'uri') ?? inside(item, 'item', 'uri');
    const uri = origin?.uri ?? (typeof named === 'string' ? named : null);
    const question = new Question(this.#app, id, method, item, uri);
    if (origin?.kept !== undefined) return void this.#resolveKept(question, origin.kept);
    if (method === 'codeAction/resolve' && !this.#fillsActions) return this.#answer(question, item);
    const number = this.#nextId++;
    this.#questions.set(number, question);
    void this.#begin(number, question);
  }

  /** Watches the text of a question from now on, and sends it. */
  async #begin(number: number, question: Question): Promise<void> {
    const path = question.uri === null ? null : pathOf(question.uri);
    const model = path === null ? undefined : this.#app.workbench.models.get(path);
    if (model && path !== null) {
      const ref = this.#app.texts.refOf(path);
      const document = ref === null ? null : this.#app.client.documents.get(ref);
      const text = document ? new AskedText(this.#app, path, document) : await textOf(this.#app, path);
      if (text === null) return this.#drop(number, question);
      question.texts.push(text);
      const asked = text.asked();
      question.params = carryPlaces(question.params, asked, (uri) =>
        uri === question.uri ? asked : this.#places.same,
      );
      if (steady.has(question.method)) question.pause();
    }
    await this.#send(number, question);
  }

  /** Answers nothing about a text that is this window's alone. */
  #drop(number: number, question: Question): void {
    if (this.#questions.delete(number)) this.#answer(question, null);
    question.end();
  }

  async #send(number: number, question: Question): Promise<void> {
    const { at, more } = await describe(this.#app, question.texts, question.signal);
    if (!this.#questions.has(number)) return;
    const { text } = question;
    if (text !== null && !text.isUntouched) {
      const now = text.now();
      question.params = carryPlaces(question.params, now, (uri) => (uri === question.uri ? now : this.#places.same));
    }
    append(question.texts, more);
    const { method, params } = question;
    this.#writer.send({ jsonrpc: '2.0', id: number, method, params }, at);
  }

  #receive(message: RpcMessage, at: ToldTexts): void {
    if (isRequest(message)) return void this.#obey(message, at);
    if (message.method !== undefined) {
      if (message.method === 'textDocument/publishDiagnostics') return;
      return this.#deliver({ ...message, params: cleanTold(message.method, message.params ?? null) });
    }
    const number = Number(message.id);
    const question = this.#questions.get(number);
    if (!question) return;
    if (message.error) return void this.#failed(number, question, message.error);
    void this.#use(number, question, message.result ?? null, at);
  }

  /** Asks again where the text has changed at the server, and the editors do not do so by themselves. */
  async #failed(number: number, question: Question, error: NonNullable<RpcMessage['error']>): Promise<void> {
    const isStale = error.code === rpcErrors.contentModified && !askedAnew.has(question.method);
    if (isStale && question.tries++ < mostTries(question.method)) return this.#askAgain(number, question);
    this.#questions.delete(number);
    this.#fail(question, error.code, error.message);
  }

  /** Uses the answer to a question, or asks again where the text went on in a way that it does not fit. */
  async #use(number: number, question: Question, result: Json, at: ToldTexts): Promise<void> {
    try {
      await this.#menuClosed(question);
      const placed = await this.#prepare(question, result, at);
      if (!this.#questions.delete(number)) return;
      const completes =
        question.method === 'completionItem/resolve' && inside(placed, 'additionalTextEdits') !== undefined;
      if (completes) question.pause();
      this.#answer(question, placed);
      if (completes) question.used(arrivalMs);
      else if (steady.has(question.method) && !isNothing(placed)) question.used();
      else if (!this.#kept.keeps(question)) question.end();
    } catch (thrown) {
      if (!this.#questions.has(number)) return;
      if ((thrown instanceof AskAgain || thrown instanceof StaleEdit) && question.tries++ < mostTries(question.method))
        return await this.#askAgain(number, question);
      this.#questions.delete(number);
      this.#fail(question, rpcErrors.contentModified, 'The text has changed meanwhile.');
    }
  }

  /**
   * Keeps a list of actions back that nobody asked for while a menu of such is open over the text: the editors forget
   * everything that the menu offers when another list comes, and an action that is chosen then does nothing.
   */
  async #menuClosed({ method, params, text }: Question): Promise<void> {
    if (method !== 'textDocument/codeAction' || text === null) return;
    if (inside(params, 'context', 'triggerKind') === automatic) await this.#menus.closed(text.key);
  }

  async #prepare(question: Question, result: Json, at: ToldTexts): Promise<Json> {
    const { method, uri } = question;
    if (method === 'initialize') {
      this.#commands = ownCommands(result);
      this.#fillsActions = inside(result, 'capabilities', 'codeActionProvider', 'resolveProvider') === true;
      return withoutSync(result);
    }
    if (editsOfSeveral.has(method)) await this.#places.open(question, editOf(method, result));
    await this.#places.find(question, at);
    let placed = cleanAnswer(method, this.#places.place(question, result), this.#commands);
    if (uri !== null && givesItems.has(method)) placed = withOrigins(method, placed, uri);
    return method === 'textDocument/codeAction' ? this.#kept.keep(question, result, placed) : placed;
  }

  async #askAgain(number: number, question: Question): Promise<void> {
    const { text, texts } = question;
    if (text !== null) {
      const now = text.now();
      question.params = carryPlaces(question.params, now, (uri) => (uri === question.uri ? now : this.#places.same));
    }
    question.watchAnew(texts.map(({ key, document }) => new AskedText(this.#app, key, document)));
    await this.#send(number, question);
  }

  /** Answers with an action that came whole: its change is carried to where the texts are now. */
  async #resolveKept(question: Question, kept: number): Promise<void> {
    const found = this.#kept.take(kept);
    try {
      if (found === null) throw new StaleEdit();
      const { asked, action } = found;
      await this.#places.open(asked, isObject(action) ? action.edit : null, true);
      const placed = cleanAnswer('codeAction/resolve', this.#places.place(asked, action), this.#commands);
      asked.pause();
      this.#answer(question, placed);
      asked.used(undefined, true);
    } catch {
      const words = 'The text has changed since this action was offered. Ask for it again.';
      this.#fail(question, rpcErrors.requestFailed, words);
      // The editors keep an error of an action to themselves.
      void this.#app.workbench.notifications.show('info', words);
    }
  }

  /** Does what the server asks for. */
  async #obey(message: RpcMessage & { id: number | string; method: string }, at: ToldTexts): Promise<void> {
    const { id, method, params = null } = message;
    if (method === 'window/showDocument') {
      // A server opens nothing here by itself.
      return this.#writer.send({ jsonrpc: '2.0', id, result: { success: false } }, []);
    }
    if (method !== 'workspace/applyEdit') return this.#deliver({ ...message, params: cleanTold(method, params) });
    const asking = [...this.#questions.values()].filter((each) => each.method === 'workspace/executeCommand');
    const placed = await this.#edits.place(params, at, asking.at(-1) ?? null);
    if (placed !== null) return this.#deliver({ ...message, params: placed });
    const failureReason = 'The text has changed meanwhile.';
    this.#writer.send({ jsonrpc: '2.0', id, result: { applied: false, failureReason } }, []);
  }
}

/** Trigger of a question for actions that the editors ask by themselves (`CodeActionTriggerKind`). */
const automatic = 2;

const isNothing = (result: Json) => result === null || (Array.isArray(result) && result.length === 0);

/** Finds the change of several texts in an answer. */
function editOf(method: string, result: Json): Json {
  return method === 'codeAction/resolve' ? (inside(result, 'edit') ?? null) : result;
}
