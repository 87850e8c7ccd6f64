import { setTimeout as pause } from 'node:timers/promises';
import type {
  PlanEntry,
  RequestPermissionOutcome,
  RequestPermissionRequest,
  SessionUpdate,
} from '@agentclientprotocol/sdk';
import { AgentTexts } from '../../client/agents/agent-texts.ts';
import { AgentVoice } from '../../client/agents/agent-voice.ts';
import { settledAtLast } from '../../client/last-words.ts';
import type { SessionClient } from '../../client/session-client.ts';
import { type AgentBody, mostSteps } from '../../shared/capabilities/agents/kinds.ts';
import { documentAt } from '../../shared/capabilities/documents/paths.ts';
import type { Entry } from '../../shared/core/entry.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import { plainWords } from '../../shared/text/shown.ts';
import type { RunCommand } from '../programs/agent-command.ts';
import { AgentFiles } from './agent-files.ts';
import { AgentLink, type LinkOptions } from './agent-link.ts';
import { AgentTerminals, type AskToRun } from './agent-terminals.ts';
import { type DiskChange, DiskChanges, proven, type ToldTexts } from './disk-changes.ts';
import { Questions } from './questions.ts';
import { wordsOf } from './words-of.ts';

/** Time for an agent to end its turn when it is asked to; then its program is ended. */
const stopWithinMs = 10_000;
/** Time between two tries to begin a turn. */
const betweenTriesMs = 1_000;

type Ending = AgentBody<'agent.ended'>['reason'];

const endings: Record<string, Ending> = {
  end_turn: 'done',
  cancelled: 'stopped',
  refusal: 'refused',
  max_tokens: 'limit',
  max_turn_requests: 'limit',
};

const toolStatuses = { pending: 'waiting', in_progress: 'working', completed: 'done', failed: 'failed' } as const;
const planStatuses = { pending: 'waiting', in_progress: 'working', completed: 'done' } as const;

export interface HostedAgentOptions extends Omit<LinkOptions, 'handlers'> {
  /** The agent in the session: it has joined. */
  client: SessionClient;
  /** Texts that its tool calls tell, for what comes to the disk. */
  told: ToldTexts;
  /** Runs a command of its in a terminal of the session. */
  run: RunCommand;
  /** Called once it is gone, with its last words. */
  onGone: (words: string) => void;
}

/** A coding agent that runs on this machine as a participant: its program, its place in the session, and its turns. */
export class HostedAgent {
  readonly client: SessionClient;
  readonly #texts: AgentTexts;
  readonly #files: AgentFiles;
  readonly #voice: AgentVoice;
  readonly #questions: Questions;
  readonly #terminals: AgentTerminals;
  readonly #disk: DiskChanges;
  readonly #toldTexts: ToldTexts;
  readonly #onGone: (words: string) => void;
  readonly #stopWatching: (() => void)[];
  /** Ref of its transcript in the session. */
  readonly #transcript: string;
  #link: AgentLink | null = null;
  #turn: string | null = null;
  /** Tool call under way, to which edits belong. */
  #call: string | null = null;
  #words = 0;
  #stopping: NodeJS.Timeout | null = null;
  #isClosed = false;
  /** Aborted once it is closed: a program that still starts, or waits for its person to sign in, ends then. */
  readonly #closing = new AbortController();
  #isOpening = false;

  private constructor({ client, root, run, told, onGone }: HostedAgentOptions, transcript: string) {
    this.client = client;
    this.#onGone = onGone;
    this.#transcript = transcript;
    this.#toldTexts = told;
    this.#disk = new DiskChanges((path, hash) => told.find(path, hash)?.agent === client.person);
    this.#texts = new AgentTexts(client);
    this.#files = new AgentFiles(client, this.#texts, root);
    this.#voice = new AgentVoice(client, transcript);
    this.#questions = new Questions(client);
    const ask: AskToRun = async (title, shown) => this.#turn !== null && this.#questions.askToRun(title, shown);
    this.#terminals = new AgentTerminals({ client, root, run, ask });
    this.#stopWatching = [
      client.events.on('state', () => this.#look()),
      client.events.on('entry', (entry) => this.#hear(entry)),
      client.events.on('status', (status) => {
        // Sent out, or the session has ended: its program must not go on by itself.
        if (status.is === 'ended' && !this.#isClosed) void this.#lost(status.message);
      }),
    ];
  }

  /** Starts an agent's program for a participant. Rejects in words, and leaves nothing behind. */
  static async start(options: HostedAgentOptions): Promise<HostedAgent> {
    const { client } = options;
    const transcript = client.person!;
    const agent = new HostedAgent(options, transcript);
    try {
      await client.publish('agent.opened', {}, transcript);
      if (options.program.edits === 'propose')
        await client.publish('agent.restrained', { agent: transcript, suggests: true });
      const link = await AgentLink.start({
        ...options,
        signal: AbortSignal.any([options.signal, agent.#closing.signal]),
        handlers: {
          onUpdate: (update) => agent.#told(update),
          read: ({ path, line = null, limit = null }) => agent.#files.read(path, line, limit),
          write: ({ path, content }) => agent.#write(path, content),
          permit: (request) => agent.#permit(request),
          terminals: agent.#terminals,
        },
      });
      agent.#link = link;
      void link.gone.then((words) => {
        if (!agent.#isClosed) void agent.#lost(words);
      });
    } catch (thrown) {
      await agent.close();
      throw thrown;
    }
    agent.#look();
    return agent;
  }

  #work(): { turn?: string; call?: string } {
    return { ...(this.#turn && { turn: this.#turn }), ...(this.#call && { call: this.#call.slice(0, 64) }) };
  }

  /** Begins the next turn, or ends the present one, as the session's state asks for. */
  #look(): void {
    const { person, state } = this.client;
    if (person === null || !this.#link) return;
    const work = state.agents[person];
    // After a long absence the session has forgotten that it takes prompts.
    if (!work?.transcript && state.replicas[this.client.replica]) this.#open();
    if (!work) return;
    if (this.#turn !== null) {
      if (work.turn?.turn === this.#turn && work.turn.isStopping && this.#stopping === null) this.#stop();
      return;
    }
    const [next] = work.queue;
    if (next && work.transcript && !state.participants[person]?.isPaused) void this.#take(next.prompt, next.text);
  }

  #open(): void {
    if (this.#isOpening) return;
    this.#isOpening = true;
    const done = () => {
      this.#isOpening = false;
    };
    void this.client.publish('agent.opened', {}, this.#transcript).then(done, done);
  }

  async #take(prompt: string, text: string): Promise<void> {
    const turn = newId(this.client.options.environment);
    this.#turn = turn;
    this.#disk.begin();
    this.#toldTexts.forget(this.client.person!);
    let reason: Ending = 'failed';
    let words: string | undefined;
    let hasBegun = false;
    try {
      await this.client.publish('agent.began', { turn, prompt });
      hasBegun = true;
      this.#voice.say({ turn, part: 'prompt', form: 'prompt', text });
      reason = endings[await this.#link!.prompt(text)] ?? 'done';
    } catch (thrown) {
      words = wordsOf(thrown);
    }
    if (this.#stopping !== null) clearTimeout(this.#stopping);
    this.#stopping = null;
    if (this.#isClosed) return;
    // A prompt that could not begin still waits: not for another try at once.
    if (!hasBegun) await pause(betweenTriesMs);
    // Its last writes may be on the disk, and not in the texts.
    await this.#toldTexts.end(this.client.person!);
    this.#lastWords(turn);
    await this.client
      .publish('agent.ended', { turn, reason, ...(words === undefined ? {} : { words }) })
      .catch(() => undefined);
    this.#turn = null;
    this.#call = null;
    this.#files.endTurn();
    this.#look();
  }

  #stop(): void {
    this.#stopping = setTimeout(() => void this.#link?.close(), stopWithinMs);
    this.#questions.withdrawAll();
    void this.#link?.cancel().catch(() => undefined);
  }

  #told(update: SessionUpdate): void {
    const turn = this.#turn;
    if (turn === null) return;
    switch (update.sessionUpdate) {
      case 'agent_message_chunk':
      case 'agent_thought_chunk': {
        const form = update.sessionUpdate === 'agent_message_chunk' ? 'text' : 'thought';
        if (update.content.type === 'text') this.#say(turn, form, update.content.text);
        return;
      }
      case 'plan':
        return this.#plan(update.entries);
      case 'tool_call':
      case 'tool_call_update':
        return this.#tool(turn, update);
    }
  }

  /** Parts of text end where a tool is called: what comes after is another part. */
  #say(turn: string, form: 'text' | 'thought', text: string): void {
    this.#voice.say({ turn, part: `${form}-${this.#words}`, form, text });
  }

  #plan(entries: readonly PlanEntry[]): void {
    const steps = entries.slice(0, mostSteps).map(({ content, status }) => ({
      words: plainWords(content).slice(0, 300),
      status: planStatuses[status] ?? 'waiting',
    }));
    void this.client.publish('agent.planned', { steps }).catch(() => undefined);
  }

  #tool(turn: string, update: Extract<SessionUpdate, { sessionUpdate: 'tool_call' | 'tool_call_update' }>): void {
    this.#words++;
    const { toolCallId, title, status, locations, content } = update;
    if (status === 'in_progress' || (status === 'pending' && this.#call === null)) this.#call = toolCallId;
    if ((status === 'completed' || status === 'failed') && this.#call === toolCallId) this.#call = null;
    const [place] = locations ?? [];
    const path = place && this.#pathOf(place.path)?.slice(0, 1024);
    for (const each of content ?? []) {
      const changed = each.type === 'diff' ? this.#pathOf(each.path) : undefined;
      if (each.type === 'diff' && changed !== undefined)
        this.#toldTexts.add(changed, each.oldText ?? null, each.newText, {
          agent: this.client.person!,
          turn,
          call: toolCallId.slice(0, 64),
        });
    }
    const text = title ?? '';
    const told = { ...(status && { status: toolStatuses[status] }), ...(path === undefined ? {} : { path }) };
    this.#voice.say({
      turn,
      part: toolCallId.slice(0, 64),
      form: 'tool',
      text: plainWords(text).slice(0, 300),
      ...told,
    });
  }

  async #write(given: string, content: string): Promise<void> {
    this.#disk.write(this.#files.pathOf(given));
    await this.#files.write(given, content, this.#work());
  }

  #pathOf(given: string): string | undefined {
    try {
      return this.#files.pathOf(given);
    } catch {
      return undefined;
    }
  }

  /** Tells in the transcript of the turn of files that have changed on the disk meanwhile. */
  #hear(entry: Entry): void {
    const changes = this.#disk.hear(entry, (path) => documentAt(this.client.state, path) !== null);
    const turn = this.#turn;
    if (turn === null) return;
    for (const change of changes) {
      this.#tellChange(turn, change);
      if (entry.kind === 'files.changed') void this.#prove(turn, change);
    }
  }

  /** Tells of a file that is no document where it holds what a tool call has told. */
  async #prove(turn: string, change: DiskChange): Promise<void> {
    const isTold = await this.#toldTexts.isOnDisk(this.client.person!, change.path!).catch(() => false);
    if (isTold && this.#turn === turn) this.#tellChange(turn, { ...change, words: proven });
  }

  #tellChange(turn: string, { part, words, path }: DiskChange): void {
    this.#words++;
    const about = path === undefined ? {} : { path: path.slice(0, 1024) };
    this.#voice.say({ turn, part, form: 'tool', text: words, status: 'done', ...about });
  }

  /** Tells all that waits at the end of a turn, behind it the number of files that it has not named. */
  #lastWords(turn: string): void {
    const rest = this.#disk.rest();
    if (rest) this.#tellChange(turn, rest);
    this.#voice.flush();
  }

  #permit({ toolCall, options }: RequestPermissionRequest): Promise<RequestPermissionOutcome> {
    if (this.#turn === null) return Promise.resolve({ outcome: 'cancelled' });
    // Some agents tell of a call nowhere else before it is done.
    this.#tool(this.#turn, { ...toolCall, sessionUpdate: 'tool_call_update' });
    return this.#questions.ask(toolCall, options);
  }

  async #lost(words: string): Promise<void> {
    if (this.#turn !== null) {
      const ended = { turn: this.#turn, reason: 'failed' as const, words };
      this.#lastWords(this.#turn);
      void this.client.publish('agent.ended', ended).catch(() => undefined);
    }
    await this.close();
    this.#onGone(words);
  }

  /** Ends the agent's program, and has it leave the session. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#closing.abort();
    this.#toldTexts.forget(this.client.person!);
    for (const stop of this.#stopWatching) stop();
    if (this.#stopping !== null) clearTimeout(this.#stopping);
    this.#voice.flush();
    this.#questions.withdrawAll();
    await Promise.all([this.#terminals.close(), this.#link?.close()]);
    this.#texts.close();
    // Behind the end of the session nothing is taken any more.
    await settledAtLast(this.client);
    this.#voice.close();
    this.client.leave();
  }
}

/** Error for a wish about an agent that this host does not run. */
export const noAgent = () => new EnsembleError('not-found', 'This agent does not run here (any more).');
