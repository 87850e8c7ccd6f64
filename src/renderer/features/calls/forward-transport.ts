import type { CallBody } from '../../../shared/capabilities/calls/kinds.ts';
import { createStore } from '../../ui/react-render.tsx';
import { type RemotePeer, type TrackRole, trackRoles } from './call-transport.ts';
import { forwardedTierFor, type Measured, qualityOf } from './quality.ts';
import { boundSenders, fillSenders, mediaOf } from './sender-bounds.ts';
import { WayStats } from './way-stats.ts';

/** Longest time for which candidates gather: the forwarding server is offered all of them at once, also those of relays. */
const gatherMs = 3_000;
const measureMs = 2_000;
/** Time without a way to the forwarding server after which that is said. */
const lostMs = 10_000;
/** Looks without a way after which it is tried from the start: a busy computer has its time. */
const patience = 3;

type Told = CallBody<'call.forwardTold'>;
type Said = CallBody<'call.forwardSaid'>;

export interface ForwardOptions {
  /** Joining of this window. */
  since: number;
  configuration: RTCConfiguration;
  say(said: Said): void;
}

/** Resolves with a connection's own description, once its candidates are in it. */
async function gathered(connection: RTCPeerConnection): Promise<string> {
  if (connection.iceGatheringState !== 'complete')
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, gatherMs);
      connection.addEventListener('icegatheringstatechange', () => {
        if (connection.iceGatheringState !== 'complete') return;
        clearTimeout(timer);
        resolve();
      });
    });
  return connection.localDescription?.sdp ?? '';
}

/** Way of sound and pictures through a forwarding server (SFU): one connection sends, one receives all of the others. */
export class ForwardTransport {
  readonly since: number;
  readonly peers = createStore<ReadonlyMap<string, RemotePeer>>(new Map());
  readonly #options: ForwardOptions;
  #configuration: RTCConfiguration;
  readonly #tracks = new Map<TrackRole, MediaStreamTrack>();
  readonly #measuring: ReturnType<typeof setInterval>;
  readonly #losing: ReturnType<typeof setInterval>;
  #sending: RTCPeerConnection | null = null;
  #lines: RTCRtpTransceiver[] = [];
  #receiving: RTCPeerConnection | null = null;
  #received: NonNullable<Told['offer']>['lines'] = [];
  #others: ReadonlySet<string> = new Set();
  /** Measurements of what comes of each of the others, by replica. */
  readonly #stats = new Map<string, WayStats>();
  readonly #measured = new Map<string, Measured>();
  #looksLost = 0;
  #wasUp = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: ForwardOptions) {
    this.#options = options;
    this.since = options.since;
    this.#configuration = options.configuration;
    this.#measuring = setInterval(() => void this.#measure(), measureMs);
    this.#losing = setInterval(() => this.#lookForLoss(), lostMs);
    this.#begin();
  }

  /** True once sound goes to the server, and comes from it where there is any. */
  get isUp(): boolean {
    const isReceiving = this.#receiving === null ? this.#others.size === 0 : isConnected(this.#receiving);
    return isConnected(this.#sending) && isReceiving;
  }

  meet(others: ReadonlyMap<string, number>): void {
    this.#others = new Set(others.keys());
    this.#bound();
    this.#tell();
  }

  send(role: TrackRole, track: MediaStreamTrack | null): void {
    if (track) this.#tracks.set(role, track);
    else this.#tracks.delete(role);
    fillSenders(this.#lines, this.#tracks);
    this.#bound();
  }

  hear({ answer, offer }: Told): void {
    this.#inTurn(async () => {
      if (answer !== null && this.#sending?.signalingState === 'have-local-offer')
        await this.#sending.setRemoteDescription({ type: 'answer', sdp: answer });
      if (offer !== null) await this.#answer(offer);
    });
  }

  configure(configuration: RTCConfiguration): void {
    this.#configuration = configuration;
    for (const each of [this.#sending, this.#receiving])
      each?.setConfiguration({ ...configuration, bundlePolicy: 'max-bundle' });
  }

  /** Begins anew where there is no way now. */
  retry(): void {
    if (!this.isUp) this.#begin();
  }

  close(): void {
    clearInterval(this.#measuring);
    clearInterval(this.#losing);
    this.#sending?.close();
    this.#receiving?.close();
    this.#sending = null;
    this.#receiving = null;
    this.#received = [];
    this.#others = new Set();
    this.#tell();
  }

  #connect(): RTCPeerConnection {
    const connection = new RTCPeerConnection({ ...this.#configuration, bundlePolicy: 'max-bundle' });
    connection.onconnectionstatechange = () => {
      this.#bound();
      this.#tell();
    };
    return connection;
  }

  #begin(): void {
    this.#sending?.close();
    this.#receiving?.close();
    this.#receiving = null;
    this.#received = [];
    const connection = this.#connect();
    this.#sending = connection;
    this.#lines = trackRoles.map((role) => connection.addTransceiver(mediaOf(role), { direction: 'sendonly' }));
    fillSenders(this.#lines, this.#tracks);
    this.#inTurn(async () => {
      if (this.#sending !== connection) return;
      await connection.setLocalDescription();
      const offer = await gathered(connection);
      if (this.#sending === connection) this.#options.say({ since: this.since, offer, answer: null });
    });
  }

  async #answer({ turn, sdp, isFirst, lines }: NonNullable<Told['offer']>): Promise<void> {
    if (isFirst || this.#receiving === null) {
      this.#receiving?.close();
      this.#receiving = this.#connect();
    }
    const connection = this.#receiving;
    await connection.setRemoteDescription({ type: 'offer', sdp });
    await connection.setLocalDescription();
    const own = await gathered(connection);
    if (this.#receiving !== connection) return;
    this.#received = lines;
    this.#options.say({ since: this.since, offer: null, answer: { turn, sdp: own } });
    this.#tell();
  }

  /** Runs steps one after another: a description waits for the one before. */
  #inTurn(step: () => Promise<void>): void {
    this.#turn = this.#turn.then(step).catch((thrown: unknown) => {
      console.warn(`A forwarded call's connection: ${String(thrown)}`);
    });
  }

  #bound(): void {
    if (isConnected(this.#sending)) void boundSenders(this.#lines, forwardedTierFor(this.#others.size));
  }

  #lookForLoss(): void {
    this.#looksLost = this.isUp ? 0 : this.#looksLost + 1;
    const hasFailed = [this.#sending, this.#receiving].some((each) => each?.connectionState === 'failed');
    if (hasFailed || (this.#looksLost > 0 && this.#looksLost % patience === 0)) this.#begin();
    this.#tell();
  }

  async #measure(): Promise<void> {
    if (this.#receiving === null || !isConnected(this.#receiving)) return;
    const report = await this.#receiving.getStats();
    const midsOf = Map.groupBy(this.#received, ({ from }) => from);
    for (const replica of this.#stats.keys())
      if (!midsOf.has(replica)) for (const each of [this.#stats, this.#measured]) each.delete(replica);
    for (const [replica, lines] of midsOf) {
      const stats = this.#stats.get(replica) ?? new WayStats();
      this.#stats.set(replica, stats);
      const mids = new Set(lines.map(({ mid }) => mid));
      const measured = stats.read(report as unknown as Iterable<[string, Record<string, unknown>]>, mids);
      if (measured) this.#measured.set(replica, measured);
    }
    this.#tell();
  }

  #tell(): void {
    const isUp = this.isUp;
    this.#wasUp ||= isUp;
    if (isUp) this.#looksLost = 0;
    const isLost = this.#looksLost > 1;
    const byMid = new Map(this.#receiving?.getTransceivers().map((each) => [each.mid, each]));
    const peerOf = (replica: string): RemotePeer => {
      const lines = this.#received.filter(({ from }) => from === replica);
      const tracks = lines.flatMap(({ role, mid }): [TrackRole, MediaStreamTrack][] => {
        const track = byMid.get(mid)?.receiver.track;
        return track ? [[role, track]] : [];
      });
      const microphone = byMid.get(lines.find(({ role }) => role === 'microphone')?.mid ?? '');
      const measured = this.#measured.get(replica) ?? null;
      return {
        is: isUp && tracks.length > 0 ? 'connected' : this.#wasUp && !isUp ? 'interrupted' : 'connecting',
        quality: measured && qualityOf(measured),
        measured,
        isLost,
        refusal: isLost ? 'forwarder' : null,
        tracks: tracks.length > 0 ? Object.fromEntries(tracks) : null,
        level: () => microphone?.receiver.getSynchronizationSources()[0]?.audioLevel ?? 0,
      };
    };
    this.peers.set(new Map([...this.#others].map((replica) => [replica, peerOf(replica)])));
  }
}

const isConnected = (connection: RTCPeerConnection | null) => connection?.connectionState === 'connected';
