import { AgentVoice } from '../../client/agents/agent-voice.ts';
import type { SessionClient } from '../../client/session-client.ts';
import type { AgentBody } from '../../shared/capabilities/agents/kinds.ts';
import { newId } from '../../shared/core/ids.ts';

type Steps = AgentBody<'agent.planned'>['steps'];
export type Ending = AgentBody<'agent.ended'>['reason'];

/** Pause between two plans (a throttle): the session takes two a second. */
const planMs = 700;

/**
 * A run of a task as the session hears of it: one turn of an agent, with its phases as the plan and its output as the
 * transcript. It is told anew where the session has forgotten it meanwhile, as after the loss of a server.
 */
export class RunStory {
  readonly #client: SessionClient;
  readonly #voice: AgentVoice;
  readonly #turn: string;
  readonly #task: string;
  readonly #stop: () => void;
  #steps: Steps = [];
  #intent = '';
  #timer: NodeJS.Timeout | null = null;
  #isTelling = false;
  #isOver = false;

  /** `client` has come in, as an agent; `task` is the document of the task. */
  constructor(client: SessionClient, task: string) {
    this.#client = client;
    this.#task = task;
    this.#voice = new AgentVoice(client, client.person!);
    this.#turn = newId(client.options.environment);
    this.#stop = client.events.on('state', () => this.#look());
  }

  get #isKnown(): boolean {
    const { state, person } = this.#client;
    return state.agents[person!]?.turn?.turn === this.#turn;
  }

  get isStopping(): boolean {
    const { state, person } = this.#client;
    return this.#isKnown && state.agents[person!]!.turn!.isStopping;
  }

  /** Begins the turn. Rejects in words where the session does not take it. */
  async begin(steps: Steps, intent: string): Promise<void> {
    this.#steps = steps;
    this.#intent = intent;
    await this.#tell();
  }

  async #tell(): Promise<void> {
    const { person } = this.#client;
    this.#isTelling = true;
    try {
      await this.#client.publish('agent.opened', { takesPrompts: false }, person);
      await this.#client.publish('agent.began', { turn: this.#turn, prompt: null });
      this.#plan();
    } finally {
      this.#isTelling = false;
    }
  }

  #look(): void {
    const { state, replica, person } = this.#client;
    const isIn = state.replicas[replica]?.connected === true;
    const hasTurn = state.agents[person!]?.turn != null;
    if (this.#isOver || this.#isTelling || this.#steps.length === 0 || !isIn || hasTurn) return;
    this.#tell().catch(() => undefined);
  }

  /** Tells the phases, and in one line the present one. */
  plan(steps: Steps, intent: string): void {
    this.#steps = steps;
    this.#intent = intent;
    this.#timer ??= setTimeout(() => this.#plan(), planMs);
  }

  #plan(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    void this.#client.publish('agent.planned', { steps: this.#steps }).catch(() => undefined);
    void this.#client.publish('agent.intended', { intent: this.#intent }).catch(() => undefined);
  }

  /** Tells a phase’s attempt as it is now. */
  attempt(part: string, text: string, status: 'working' | 'done' | 'failed'): void {
    this.#voice.say({ turn: this.#turn, part, form: 'tool', text: text.slice(0, 300), status });
  }

  /** Adds to the output of an attempt, or to the notes. */
  add(part: string, form: 'text' | 'note', text: string): void {
    if (text !== '') this.#voice.say({ turn: this.#turn, part, form, text });
  }

  /** Ends the turn, with all that is to be said of it: also behind a loss of the server. */
  async end(reason: Ending, words: string): Promise<void> {
    try {
      await this.#client.joined();
      await this.#client.until(({ agents }) => agents[this.#client.person!]?.turn != null);
      this.#plan();
      this.#voice.flush();
      const ended = { turn: this.#turn, reason, words: words.slice(0, 500), task: this.#task };
      await this.#client.publish('agent.ended', ended);
    } finally {
      this.#isOver = true;
      this.#stop();
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#voice.close();
    }
  }
}
