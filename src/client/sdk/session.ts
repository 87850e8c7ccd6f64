import { type KnownParticipant, participantsOf } from '../../shared/capabilities/people/known-participants.ts';
import type { LinkStatus } from '../link.ts';
import type { SessionClient } from '../session-client.ts';
import type { History } from './history.ts';
import { Messages } from './messages.ts';
import { type Report, reportOf, reportText } from './report.ts';
import { SharedDocuments } from './shared-documents.ts';
import { SharedLocks } from './shared-locks.ts';
import { SharedState } from './shared-state.ts';

/** A participant's end of a session. */
export class Session {
  readonly #client: SessionClient;
  /** Secret by which a later `join` is the same participant again; null for one that came in as the folder's owner. */
  readonly ticket: string | null;
  readonly messages: Messages;
  readonly state: SharedState;
  readonly documents: SharedDocuments;
  readonly locks: SharedLocks;
  readonly history: History;

  constructor(client: SessionClient, ticket: string | null, history: History) {
    this.#client = client;
    this.ticket = ticket;
    this.history = history;
    this.messages = new Messages(client);
    this.state = new SharedState(client);
    this.documents = new SharedDocuments(client);
    this.locks = new SharedLocks(client);
  }

  /** This participant. */
  get me(): KnownParticipant {
    return this.participants().find(({ isMe }) => isMe)!;
  }

  /** Seq up to which everything has been heard. */
  get seq(): number {
    return this.#client.applied;
  }

  get status(): LinkStatus {
    return this.#client.status;
  }

  /** Lists everybody, present and past, in the order in which they came. */
  participants(): KnownParticipant[] {
    return participantsOf(this.#client.state, this.#client.person, this.#client.nowMs());
  }

  /** Calls back when somebody comes, goes, or says something else about itself. */
  onParticipants(listener: (all: KnownParticipant[]) => void): () => void {
    let { participants, replicas } = this.#client.state;
    return this.#client.events.on('state', (state) => {
      if (state.participants === participants && state.replicas === replicas) return;
      ({ participants, replicas } = state);
      listener(this.participants());
    });
  }

  /** Calls back when the connection is lost, comes back, or the session ends. */
  onStatus(listener: (status: LinkStatus) => void): () => void {
    return this.#client.events.on('status', listener);
  }

  /** Resolves once participants are as wanted, such as all present. */
  untilParticipants(wanted: (all: KnownParticipant[]) => boolean): Promise<void> {
    return this.#client.until(() => wanted(this.participants()));
  }

  /** Makes a link by which one agent of this participant joins, within an hour, with `agent: true`. */
  async inviteAgent(role: 'editor' | 'reviewer' | 'viewer' = 'editor'): Promise<string> {
    return (await this.#client.request('agents.invite', { role })).link;
  }

  /** Gives an account of who was in the session and what they did, as data or for people. */
  report(options: { afterSeq?: number; format: 'text' }): Promise<string>;
  report(options?: { afterSeq?: number; format?: 'json' }): Promise<Report>;
  async report({
    afterSeq,
    format = 'json',
  }: {
    afterSeq?: number;
    format?: 'text' | 'json';
  } = {}): Promise<Report | string> {
    const report = await reportOf(this.#client, afterSeq ?? null);
    return format === 'text' ? reportText(report) : report;
  }

  /** Leaves the session, once it has everything that was said here. */
  async leave(): Promise<void> {
    await this.#client.settled().catch(() => undefined);
    this.#client.leave();
  }
}
