import type { Signal } from '../../../shared/capabilities/calls/kinds.ts';
import { callLimits } from '../../../shared/capabilities/calls/limits.ts';
import { type RemotePeer, type TrackRole, trackRoles } from './call-transport.ts';
import { Lowering, type Measured, type Quality, qualityOf, type Tier } from './quality.ts';
import { boundSenders, fillSenders, mediaOf } from './sender-bounds.ts';
import { type RelayRefusal, refusalOf } from './way-problems.ts';
import { WayStats } from './way-stats.ts';

/** Time in which candidates gather before they go out together. */
const gatherMs = 30;
/** Pause before an interrupted way is looked for anew, and between further tries. */
const restartMs = 2_000;
const measureMs = 2_000;
/** Time without a way after which that is said. */
const lostMs = 10_000;

export type Said = Pick<Signal, 'description' | 'candidates' | 'restart'>;

export interface PeerLinkOptions {
  /** True on the one side that makes offers, so that two never meet (glare). */
  offers: boolean;
  configuration: RTCConfiguration;
  say(said: Said): void;
  turnedDown(): void;
  changed(): void;
}

/**
 * Connection to one of the others. It has four lines from its start on, one for each role; what is sent on them changes
 * without another negotiation.
 */
export class PeerLink {
  readonly #options: PeerLinkOptions;
  readonly #connection: RTCPeerConnection;
  readonly #tracks = new Map<TrackRole, MediaStreamTrack>();
  readonly #stats = new WayStats();
  readonly #lowering = new Lowering();
  readonly #measuring: ReturnType<typeof setInterval>;
  #tier: Tier | null = null;
  #lines: RTCRtpTransceiver[] = [];
  #early: RTCIceCandidateInit[] = [];
  #leaving: RTCIceCandidate[] = [];
  #gathering: ReturnType<typeof setTimeout> | null = null;
  #restarting: ReturnType<typeof setTimeout> | null = null;
  #quality: Quality | null = null;
  #measured: Measured | null = null;
  #refusal: RelayRefusal | null = null;
  #offeredMs = 0;
  #losing: ReturnType<typeof setTimeout> | null = null;
  #isLost = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: PeerLinkOptions) {
    this.#options = options;
    const connection = new RTCPeerConnection({ ...options.configuration, bundlePolicy: 'max-bundle' });
    this.#connection = connection;
    connection.onicecandidate = ({ candidate }) => candidate && this.#leave(candidate);
    connection.onconnectionstatechange = () => this.#stateChanged();
    connection.onicecandidateerror = (event) => this.#noteRefusal(refusalOf(event));
    this.#loseLater();
    this.#measuring = setInterval(() => void this.#measure(), measureMs);
    if (!options.offers) return;
    this.#lines = trackRoles.map((role) => connection.addTransceiver(mediaOf(role), { direction: 'sendrecv' }));
    this.#offer();
  }

  get remote(): RemotePeer {
    const { connectionState } = this.#connection;
    const [microphone] = this.#lines;
    const [first, second, third, fourth] = this.#lines.map(({ receiver }) => receiver.track);
    return {
      is: connectionState === 'connected' ? 'connected' : this.#restarting ? 'interrupted' : 'connecting',
      quality: this.#quality,
      measured: this.#measured,
      isLost: this.#isLost,
      refusal: this.#refusal,
      tracks:
        first && second && third && fourth
          ? { microphone: first, camera: second, screen: third, 'screen-sound': fourth }
          : null,
      level: () => microphone?.receiver.getSynchronizationSources()[0]?.audioLevel ?? 0,
    };
  }

  /** Sends a track in a role, or none. */
  send(role: TrackRole, track: MediaStreamTrack | null): void {
    if (track) this.#tracks.set(role, track);
    else this.#tracks.delete(role);
    this.#fill();
  }

  bound(tier: Tier): void {
    this.#tier = tier;
    void this.#setBounds();
  }

  hear({ description, candidates, restart }: Said): void {
    this.#inTurn(async () => {
      if (description?.type === (this.#options.offers ? 'answer' : 'offer')) await this.#describe(description);
      for (const each of candidates) await this.#tryCandidate(each);
      // Both sides see a loss at once: an offer on its way is not replaced, or its answer would be taken for another's.
      if (restart && this.#options.offers && performance.now() - this.#offeredMs > restartMs) this.#restart();
    });
  }

  /** Uses other servers from now on; a way that stands goes on. */
  configure(configuration: RTCConfiguration): void {
    this.#connection.setConfiguration({ ...configuration, bundlePolicy: 'max-bundle' });
    this.retry();
  }

  /** Looks for another way at once, where there is none now. */
  retry(): void {
    if (this.#connection.connectionState !== 'connected') this.#restart();
  }

  close(): void {
    clearInterval(this.#measuring);
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    if (this.#losing !== null) clearTimeout(this.#losing);
    if (this.#restarting !== null) clearTimeout(this.#restarting);
    this.#connection.close();
  }

  /** Runs steps one after another: candidates that come behind a description wait for it. */
  #inTurn(step: () => Promise<void>): void {
    this.#turn = this.#turn.then(step).catch((thrown: unknown) => {
      if (this.#connection.signalingState !== 'closed') console.warn(`A call's connection: ${String(thrown)}`);
    });
  }

  async #describe(description: RTCSessionDescriptionInit): Promise<void> {
    const connection = this.#connection;
    await connection.setRemoteDescription(description);
    if (description.type === 'offer') {
      this.#lines = connection.getTransceivers().slice(0, trackRoles.length);
      for (const line of this.#lines) line.direction = 'sendrecv';
      this.#fill();
      await connection.setLocalDescription();
      this.#sayDescription();
    }
    for (const each of this.#early.splice(0)) await this.#tryCandidate(each);
    this.#options.changed();
  }

  async #tryCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (this.#connection.remoteDescription === null) return void this.#early.push(candidate);
    // A candidate that this browser cannot use is one way fewer.
    await this.#connection.addIceCandidate(candidate).catch(() => undefined);
  }

  #offer(iceRestart = false): void {
    this.#offeredMs = performance.now();
    this.#inTurn(async () => {
      const connection = this.#connection;
      // An offer without an answer is made again: the other side may have been away.
      if (connection.signalingState === 'have-local-offer') await connection.setLocalDescription({ type: 'rollback' });
      await connection.setLocalDescription(await connection.createOffer({ iceRestart }));
      this.#sayDescription();
      this.#fill();
    });
  }

  #sayDescription(): void {
    const { localDescription } = this.#connection;
    if (localDescription === null || localDescription.sdp.length > callLimits.sdp) return;
    const { type, sdp } = localDescription;
    if (type === 'offer' || type === 'answer')
      this.#options.say({ description: { type, sdp }, candidates: [], restart: false });
  }

  #leave(candidate: RTCIceCandidate): void {
    this.#leaving.push(candidate);
    this.#gathering ??= setTimeout(() => {
      this.#gathering = null;
      const all = this.#leaving.splice(0).filter((each) => each.candidate.length <= callLimits.candidate);
      while (all.length > 0)
        this.#options.say({
          description: null,
          restart: false,
          candidates: all
            .splice(0, callLimits.candidates)
            .map(({ candidate, sdpMid, sdpMLineIndex }) => ({ candidate, sdpMid, sdpMLineIndex })),
        });
    }, gatherMs);
  }

  #stateChanged(): void {
    const { connectionState } = this.#connection;
    if (connectionState === 'connected') {
      if (this.#restarting !== null) clearTimeout(this.#restarting);
      this.#restarting = null;
      if (this.#losing !== null) clearTimeout(this.#losing);
      [this.#losing, this.#isLost, this.#refusal] = [null, false, null];
      void this.#setBounds();
    }
    if (connectionState === 'disconnected' || connectionState === 'failed') this.#restartSoon();
    this.#options.changed();
  }

  #noteRefusal(refusal: RelayRefusal | null): void {
    // The answer of a relay says more than another that was not reached, over a network without a way to it.
    if (refusal === null || (refusal === 'unreachable' && this.#refusal !== null)) return;
    this.#refusal = refusal;
    if (refusal === 'password') this.#options.turnedDown();
  }

  #loseLater(): void {
    this.#losing ??= setTimeout(() => {
      this.#losing = null;
      if (['connected', 'closed'].includes(this.#connection.connectionState)) return;
      this.#isLost = true;
      this.#options.changed();
      // A way that never came up is not said to have failed, where words about it were lost.
      this.#restart();
      this.#loseLater();
    }, lostMs);
  }

  #restartSoon(): void {
    this.#quality = 'poor';
    this.#loseLater();
    this.#restarting ??= setTimeout(() => {
      this.#restarting = null;
      if (['connected', 'closed'].includes(this.#connection.connectionState)) return;
      this.#restart();
      this.#restartSoon();
    }, restartMs);
  }

  #restart(): void {
    if (this.#options.offers) this.#offer(true);
    else this.#options.say({ description: null, candidates: [], restart: true });
  }

  #fill(): void {
    fillSenders(this.#lines, this.#tracks);
    void this.#setBounds();
  }

  async #setBounds(): Promise<void> {
    if (this.#tier === null || this.#connection.connectionState !== 'connected') return;
    await boundSenders(this.#lines, this.#tier, 2 ** this.#lowering.step);
  }

  async #measure(): Promise<void> {
    if (this.#connection.connectionState !== 'connected') return;
    const report = await this.#connection.getStats();
    const measured = this.#stats.read(report as unknown as Iterable<[string, Record<string, unknown>]>);
    if (measured === null) return;
    const quality = qualityOf(measured);
    if (this.#lowering.note(quality)) void this.#setBounds();
    [this.#quality, this.#measured] = [quality, measured];
    this.#options.changed();
  }
}
