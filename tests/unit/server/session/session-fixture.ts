import { MemoryLog } from '../../../../server/log/memory-log.ts';
import { SqliteLog } from '../../../../server/log/sqlite-log.ts';
import { MemoryAccessStore } from '../../../../server/session/access.ts';
import type { Identity } from '../../../../server/session/connection.ts';
import { hashSecret } from '../../../../server/session/secrets.ts';
import { Session } from '../../../../server/session/session.ts';
import type { SessionOptions } from '../../../../server/session/session-options.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';
import { toTuple } from '../../../../src/shared/core/entry.ts';
import {
  type ClientFrame,
  decodeServerFrame,
  encodeFrame,
  fromTuples,
  type Hello,
  type ServerFrame,
} from '../../../../src/shared/core/frames.ts';
import { type Body, encodeBody, type KindName, lookUp } from '../../../../src/shared/session/table.ts';
import type { Transport } from '../../../../src/shared/transport.ts';
import { helloOf } from '../../../lib/hello.ts';
import { VirtualWorld } from '../../../sim/virtual-world.ts';
import { calm, wire } from '../../../sim/wire.ts';
import { idOf } from '../../shared/session/sample-of.ts';

export const [owner, ownersHost, ref] = [idOf('owner'), idOf('host-replica'), idOf('document')];
export const invite = 'an-invite-of-32-characters-or-so';
export const ticketOf = (name: string): string => `ticket-of-${name}-${'.'.repeat(20)}`;

/** A client without manners: it sends the frames that it is told to, and notes what comes back. */
export class RawClient {
  readonly frames: ServerFrame[] = [];
  readonly replica: string;
  readonly transport: Transport;
  closed = false;
  n = 0;
  readonly #world: VirtualWorld;
  readonly #committed: (() => Promise<void>) | null;

  /** `committed` resolves when the log has everything: one on a disk takes time of the real world. */
  constructor(
    world: VirtualWorld,
    transport: Transport,
    replica: string,
    committed: (() => Promise<void>) | null = null,
  ) {
    this.#world = world;
    this.#committed = committed;
    this.transport = transport;
    this.replica = replica;
    transport.onFrame = (frame) => this.frames.push(decodeServerFrame(frame));
    transport.onClose = () => {
      this.closed = true;
    };
  }

  /** Sends a frame, and waits for whatever comes of it. */
  async send(frame: ClientFrame | Uint8Array): Promise<void> {
    this.transport.send(frame instanceof Uint8Array ? frame : encodeFrame(frame));
    await this.#world.run(100);
    if (this.#committed === null) return;
    await this.#committed();
    await this.#world.run(100);
  }

  async hello(change: Partial<Hello> = {}): Promise<void> {
    await this.send({ t: 'hello', hello: helloOf(this.replica, change) });
  }

  /** An entry of this client's, with the n that is due. */
  entry<K extends KindName>(kind: K, body: Body<K>, change: Partial<Entry> = {}): Entry {
    const n = change.n ?? (lookUp(kind)?.keep === 'history' ? ++this.n : 0);
    const v = lookUp(kind)?.v ?? 1;
    const fixed = { seq: 0, at: 0, by: this.replica, ageMs: 0, kind, v, ref: null, to: null, blob: null };
    return { ...fixed, body: encodeBody(kind, body), ...change, n };
  }

  async say<K extends KindName>(kind: K, body: Body<K>, change: Partial<Entry> = {}): Promise<void> {
    await this.sendEntries(this.entry(kind, body, change));
  }

  async sendEntries(...entries: Entry[]): Promise<void> {
    await this.send({ t: 'entries', entries: entries.map(toTuple) });
  }

  /** The last frame of a form. */
  last<T extends ServerFrame['t']>(t: T): Extract<ServerFrame, { t: T }> | undefined {
    return this.frames.findLast((frame): frame is Extract<ServerFrame, { t: T }> => frame.t === t);
  }

  /** All entries that came, pushed or as the past of a ref. */
  heard(kind?: KindName): Entry[] {
    return this.heardSince(0).filter((entry) => kind === undefined || entry.kind === kind);
  }

  /** Entries that came in frames from this one on. */
  heardSince(from: number): Entry[] {
    const all = this.frames
      .slice(Math.max(0, from))
      .flatMap((frame) => (frame.t === 'entries' || frame.t === 'backfill' ? frame.entries : []));
    return fromTuples(all);
  }
}

/** A session with a host and an open door, on a virtual clock. */
export class Stage {
  readonly world = new VirtualWorld(1);
  readonly log = new MemoryLog(() => this.world.nowMs);
  readonly access = new MemoryAccessStore();
  session!: Session;
  host!: RawClient;

  static async open(options: Partial<SessionOptions> & { admitEveryone?: boolean } = {}): Promise<Stage> {
    const stage = new Stage();
    const { admitEveryone = true, ...rest } = options;
    stage.access.setInvite('s', hashSecret(invite), 'editor', stage.world.nowMs + 3_600_000);
    await stage.start(rest);
    stage.host = await stage.connect(ownersHost, { is: 'owner', person: owner });
    await stage.host.hello({ purpose: 'host', name: 'Host' });
    await stage.host.say('host.claimed', { term: 1, folder: 'project' });
    await stage.host.say('sharing.opened', { admitEveryone, role: 'editor' });
    const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
    await stage.host.say('doc.opened', { term: 1, path: 'a.txt', title: '', format, readOnly: false }, { ref });
    return stage;
  }

  async start(options: Partial<SessionOptions> = {}): Promise<void> {
    const { log, access, world } = this;
    this.session = await Session.open({ id: 's', log, access, environment: world.environment(), ...options });
  }

  /** A connection as the gateway makes it. */
  async connect(replica: string, identity: Identity = { is: 'guest' }): Promise<RawClient> {
    const accept = (server: Transport) => this.session.connect(server, identity);
    const dial = wire(
      this.world,
      () => calm,
      (server) => void accept(server),
      () => true,
    );
    const isOnDisk = this.session.log instanceof SqliteLog;
    return new RawClient(this.world, await dial(), replica, isOnDisk ? () => this.session.settled() : null);
  }

  /** A guest who has come in with the invite, in a role. */
  async guest(name: string, role: Body<'role.changed'>['role'] = 'editor'): Promise<RawClient> {
    const client = await this.connect(idOf(`${name}-window`));
    await client.hello({ name, invite, ticket: ticketOf(name) });
    const person = client.last('welcome')!.welcome.person;
    if (role !== 'editor') await this.host.say('role.changed', { person, role });
    return client;
  }
}

/** The person behind a client, as the server told it. */
export const personOf = (client: RawClient): string => client.last('welcome')!.welcome.person;
