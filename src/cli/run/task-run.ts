import type { SessionClient } from '../../client/session-client.ts';
import type { ProgramGuard } from '../../main/machine/program-guard.ts';
import { claimOf } from '../../shared/capabilities/tasks/claims.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Phase } from '../../shared/tasks/phases.ts';
import { runCommand } from './phase-process.ts';
import { agentNamed, promptAgent } from './prompted-turn.ts';
import { type Ending, RunStory } from './run-story.ts';

/** Event of a run, for the one who has started it. */
export type RunEvent =
  | { event: 'started'; phases: string[] }
  | { event: 'phase'; phase: string; is: 'working' | 'done' | 'failed' }
  | { event: 'iteration'; phase: string; attempt: number; words: string }
  | { event: 'output'; text: string }
  | { event: 'paused' | 'resumed' }
  /** The session is not reached: the end waits to be handed in. */
  | { event: 'away' }
  | { event: 'completed' | 'failed' | 'blocked' | 'stopped'; words: string };

export interface TaskRunOptions {
  /** The runner: an agent that has claimed the task. */
  client: SessionClient;
  /** Comes in as the person whose agent it is, for prompts. Rejects in words where that cannot be. */
  person: () => Promise<SessionClient>;
  task: { id: string; ref: string };
  phases: readonly Phase[];
  /** Folder in which commands run. */
  folder: string;
  guard: ProgramGuard;
  /** Takes the task on anew. Gives the name of somebody else who has it; null where it is the runner's. */
  claim: () => Promise<string | null>;
  tell: (event: RunEvent) => void;
}

const endings: Record<'completed' | 'failed' | 'blocked' | 'stopped', Ending> = {
  ...{ completed: 'done', failed: 'failed', blocked: 'blocked', stopped: 'stopped' },
};

/** Runs the phases of a task, one after another, and tells the session of them. */
export class TaskRun {
  readonly #options: TaskRunOptions;
  readonly #story: RunStory;
  readonly #abort = new AbortController();
  readonly #stopWatching: (() => void)[];
  readonly #states: ('waiting' | 'working' | 'done')[];

  constructor(options: TaskRunOptions) {
    this.#options = options;
    this.#story = new RunStory(options.client, options.task.ref);
    this.#states = options.phases.map(() => 'waiting');
    const { events } = options.client;
    this.#stopWatching = [
      events.on('state', () => this.#story.isStopping && this.stop()),
      // Sent out, or the session has ended: nothing may go on by itself.
      events.on('status', ({ is }) => is === 'ended' && this.stop()),
    ];
  }

  /** Ends what runs, and the run with it. */
  stop(): void {
    this.#abort.abort();
  }

  /** Runs all phases. Resolves with how it ended, once the session has heard of that. */
  async run(): Promise<keyof typeof endings> {
    const { phases, tell } = this.#options;
    await this.#story.begin(this.#steps(), this.#intent(0));
    tell({ event: 'started', phases: phases.map(({ name }) => name) });
    const { is, words } = await this.#all();
    for (const stop of this.#stopWatching) stop();
    tell({ event: is, words });
    if (this.#options.client.status.is !== 'online') tell({ event: 'away' });
    await this.#story.end(endings[is], words);
    return is;
  }

  async #all(): Promise<{ is: keyof typeof endings; words: string }> {
    const { phases, tell } = this.#options;
    for (const [index, phase] of phases.entries()) {
      await this.#resumed();
      const taker = this.#abort.signal.aborted ? null : await this.#taker();
      if (taker !== null) return { is: 'blocked', words: `${taker} has the task now.` };
      if (this.#abort.signal.aborted) return { is: 'stopped', words: `before “${phase.name}”` };
      this.#states[index] = 'working';
      this.#story.plan(this.#steps(), this.#intent(index));
      tell({ event: 'phase', phase: phase.name, is: 'working' });
      const reason = await this.#attempts(phase, index);
      tell({ event: 'phase', phase: phase.name, is: reason === null ? 'done' : 'failed' });
      if (this.#abort.signal.aborted) return { is: 'stopped', words: `in “${phase.name}”` };
      if (reason !== null) return { is: 'failed', words: `“${phase.name}” ${reason}` };
      this.#states[index] = 'done';
      this.#story.plan(this.#steps(), this.#intent(index));
    }
    return { is: 'completed', words: '' };
  }

  async #attempts(phase: Phase, index: number): Promise<string | null> {
    let reason: string | null = null;
    for (let attempt = 1; attempt <= phase.attempts; attempt++) {
      await this.#resumed();
      if (this.#abort.signal.aborted) return reason;
      const part = `${index + 1}.${attempt}`;
      const words = phase.run === undefined ? `Prompt: ${phase.prompt}` : `$ ${phase.run}`;
      this.#story.attempt(part, words, 'working');
      reason = await this.#once(phase, part).catch((thrown: unknown) => {
        if (thrown instanceof EnsembleError) return thrown.message;
        throw thrown;
      });
      this.#story.attempt(part, words, reason === null ? 'done' : 'failed');
      if (reason === null) return null;
      this.#story.add(`${part} end`, 'note', `Attempt ${attempt} of ${phase.attempts}: ${reason}`);
      this.#options.tell({ event: 'iteration', phase: phase.name, attempt, words: reason });
    }
    return reason;
  }

  async #once(phase: Phase, part: string): Promise<string | null> {
    const { folder, guard, task, tell } = this.#options;
    const bounds = { signal: this.#abort.signal, timeoutMs: phase.minutes * 60_000 };
    if (phase.run !== undefined) {
      const onText = (text: string) => {
        tell({ event: 'output', text });
        this.#story.add(`${part} output`, 'text', text);
      };
      return runCommand({ command: phase.run, folder, env: { ENSEMBLE_TASK: task.id }, guard, onText, ...bounds });
    }
    const person = await this.#options.person();
    try {
      return await promptAgent(person, agentNamed(person, phase.agent), phase.prompt!, bounds);
    } finally {
      person.leave();
    }
  }

  /** Resolves once nobody keeps the runner from going on. */
  async #resumed(): Promise<void> {
    const { client, tell } = this.#options;
    const isPaused = () => client.state.participants[client.person!]?.isPaused === true;
    if (!isPaused()) return;
    tell({ event: 'paused' });
    await client.until(() => !isPaused(), this.#abort.signal);
    if (!isPaused()) tell({ event: 'resumed' });
  }

  /** Name of somebody else who has the task; null where it is ours (again), or the session is not reached now. */
  async #taker(): Promise<string | null> {
    const { client, task, claim } = this.#options;
    if (client.status.is !== 'online') return null;
    if (claimOf(client.state, task.ref, client.nowMs())?.person === client.person) return null;
    return claim();
  }

  #steps() {
    return this.#options.phases.map(({ name }, index) => ({ words: name, status: this.#states[index]! }));
  }

  #intent(index: number): string {
    const { phases, task } = this.#options;
    return `Runs task ${task.id}: ${phases[index]?.name ?? ''} (${index + 1} of ${phases.length})`;
  }
}
