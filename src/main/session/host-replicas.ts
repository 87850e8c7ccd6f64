import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openPrivately } from '../../../server/server.ts';
import { MemoryOutbox } from '../../client/outbox.ts';
import { SessionClient } from '../../client/session-client.ts';
import { newId } from '../../shared/core/ids.ts';
import { KnownParts } from '../../shared/session/packed-state.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import type { SessionBackend } from './session-backend.ts';
import { forgetOutbox, replicasIn, SqliteOutbox } from './sqlite-outbox.ts';

/** Time after which the unsent entries of an earlier process are given up: its disk and journal have them. */
const drainMs = 20_000;

/** The host's two replicas: itself, and its disk. Their unsent entries outlive them where the log is far. */
export class HostReplicas {
  readonly host: SessionClient;
  readonly disk: SessionClient;
  readonly #knownParts = new KnownParts();
  #bulk: SessionClient | null = null;
  #bulkJoined: Promise<void> | null = null;
  readonly #place: SessionBackend;
  readonly #name: string;
  readonly #outboxes: DatabaseSync | null;
  readonly #report: (message: string) => void;

  constructor(place: SessionBackend, name: string, stateFolder: string, report: (message: string) => void) {
    this.#report = report;
    this.#place = place;
    this.#name = name;
    this.#outboxes = place.guests === null ? null : openPrivately(join(stateFolder, 'outbox.db'));
    this.host = this.#client('host');
    this.disk = this.#client('disk');
  }

  #client(
    purpose: 'host' | 'disk' | 'drain',
    replica = newId(nodeEnvironment),
    outbox = this.#outboxes ? new SqliteOutbox(this.#outboxes, replica) : new MemoryOutbox(),
  ): SessionClient {
    const { dial, blobs, ticket } = this.#place;
    const client = new SessionClient({
      environment: nodeEnvironment,
      outbox,
      blobs,
      replica,
      name: this.#name,
      purpose,
      dial,
      knownParts: this.#knownParts,
      report: (message) => this.#report(`The ${purpose} replica goes on after an error: ${message}`),
      ...(ticket === null ? {} : { ticket }),
    });
    client.events.on('unsafe', ({ message }) =>
      this.#report(
        `Unsent changes of this host cannot be kept on its disk (${message}): while the session server is away, do not end it. Free some space.`,
      ),
    );
    return client;
  }

  /** Resolves when both are in the session, and know its host and documents. */
  async join(): Promise<void> {
    await Promise.all([this.host.start(), this.disk.start()]);
    await Promise.all([this.host.joined(), this.disk.joined()]);
    await Promise.all([this.host.caughtUp(), this.disk.caughtUp()]);
  }

  /** Replica of what comes in bulk, such as the output of terminals: the host's answers never wait behind it. */
  async bulk(): Promise<SessionClient> {
    this.#bulk ??= this.#client('host', newId(nodeEnvironment), new MemoryOutbox());
    const client = this.#bulk;
    this.#bulkJoined ??= client.start().then(() => client.joined());
    await this.#bulkJoined;
    return client;
  }

  #left(): string[] {
    const mine = [this.host.replica, this.disk.replica];
    return this.#outboxes ? replicasIn(this.#outboxes).filter((replica) => !mine.includes(replica)) : [];
  }

  /** Delivers the unsent entries of an earlier process of this host, as long as nobody else hosts. */
  async deliverLeft(): Promise<void> {
    for (const replica of this.#left()) {
      const drain = this.#client('drain', replica);
      await drain.start();
      const late = new Promise<void>((resolve) => setTimeout(resolve, drainMs).unref());
      await Promise.race([drain.joined().then(() => drain.settled()), late]).catch(() => undefined);
      drain.abandon();
      forgetOutbox(this.#outboxes!, replica);
    }
  }

  /** Drops these entries: the disk is another host's business now. */
  giveUpLeft(): void {
    for (const replica of this.#left()) forgetOutbox(this.#outboxes!, replica);
  }

  leave(): void {
    this.#bulk?.leave();
    this.host.leave();
    this.disk.leave();
  }

  /** Ends both, after `leave`; entries still on their way are lost. */
  close(): void {
    this.#outboxes?.close();
  }
}
