import type { Moment } from '../shared/capabilities/replay/methods.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { serverReplica } from '../shared/core/ids.ts';
import type { Timeline } from '../shared/core/timeline.ts';
import { SessionClient, type SessionClientOptions } from './session-client.ts';

/** A viewer of a recording: nothing is written, and the session may go back in time. */
export class ReplayClient extends SessionClient {
  /** Overview of the recording; null until it is here, which may be before anybody listens. */
  timeline: Timeline | null = null;
  #added: Timeline['marks'] = [];

  constructor(options: SessionClientOptions) {
    super(options);
    this.events.on('timeline', (timeline) => {
      this.timeline = timeline;
      // A new overview, after a lost connection, comes without them.
      const added = this.#added;
      if (added.some((mark) => !timeline.marks.includes(mark))) {
        this.#added = [];
        queueMicrotask(() => this.addMarks(added));
      }
    });
  }

  /** Adds events to the overview that were not in the recording, such as comments on it; earlier ones give way. */
  addMarks(marks: Timeline['marks']): void {
    const { timeline } = this;
    if (timeline === null || (marks.length === 0 && this.#added.length === 0)) {
      this.#added = marks;
      return;
    }
    const own = timeline.marks.filter((mark) => !this.#added.includes(mark));
    this.#added = marks;
    const all = [...own, ...marks].sort((a, b) => a.atMs - b.atMs);
    this.events.emit('timeline', { ...timeline, marks: all });
  }

  /** Refuses everything that would change the recording; nobody has to wait for the refusal. */
  override publishAll(): Promise<void> {
    const refusal = Promise.reject(new EnsembleError('not-permitted', 'Nothing in a recording can be changed.'));
    refusal.catch(() => undefined);
    return refusal;
  }

  override publishLatest(): void {}

  /** The server itself answers, from what was recorded. */
  protected override get answerer(): string {
    return serverReplica;
  }

  /** Has the recording shown as it was after an entry, by its seq, or at a time, in milliseconds since the epoch. */
  show(by: 'seq' | 'time', at: number): void {
    this.subscribe({ t: 'show', by, at });
  }

  /** Resolves once everything that the shown moment has of the open texts and terminals is here. */
  async arrived(): Promise<void> {
    // Their pasts were asked for with the moment, and answers come in the order of the questions.
    await this.request('replay.moment', {});
  }

  /** Has it shown so, and resolves with that moment once it is. Rejects where the connection is lost meanwhile. */
  async shown(by: 'seq' | 'time', at: number): Promise<Moment> {
    this.show(by, at);
    return (await this.request('replay.moment', {})).moment;
  }
}
