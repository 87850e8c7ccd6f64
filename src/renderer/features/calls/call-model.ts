import { type CallMember, everybodysCall, membersOf } from '../../../shared/capabilities/calls/calls-state.ts';
import type { CallBody } from '../../../shared/capabilities/calls/kinds.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { replicaMay, rightsMayDiffer } from '../../../shared/capabilities/people/participants.ts';
import { serverReplica } from '../../../shared/core/ids.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { createStore } from '../../ui/react-render.tsx';
import type { RemotePeer } from './call-transport.ts';
import type { Choice } from './local-media.ts';
import type { Suppression } from './microphone.ts';
import { OwnMedia } from './own-media.ts';
import { talkKey } from './push-to-talk.ts';
import { type Tier, tierFor } from './quality.ts';
import { Relays } from './relays.ts';
import { ScreenDrawing } from './screen-drawing.ts';
import { SilenceWatch } from './silence.ts';
import { SpeakingWatch } from './speaking.ts';
import { SwitchingTransport } from './switching-transport.ts';
import { Voices } from './voices.ts';
import { wayProblem } from './way-problems.ts';

const lookMs = 200;

export interface MemberShown extends CallMember {
  replica: string;
  name: string;
  isMe: boolean;
  peer: RemotePeer | null;
}

export interface CallShown {
  phase: 'out' | 'preview' | 'joining' | 'in';
  members: readonly MemberShown[];
  speakers: ReadonlySet<string>;
  isMuted: boolean;
  camera: MediaStreamTrack | null;
  screen: MediaStreamTrack | null;
  hasMicrophone: boolean;
  problem: string | null;
  /** Words about somebody to whom no way is found. */
  wayProblem: string | null;
  isSilent: boolean;
  choice: Choice;
  /** Suppression of the own microphone's noise; null where none is open. */
  suppression: Suppression | null;
}

const forwarderGone =
  'The server that forwards this call (Janus) has gone: sound and pictures go from window to window now, and it is tried again by itself.';

/** The call, as this window shows it, and its part in it. */
export class CallModel {
  readonly store;
  readonly drawing: ScreenDrawing;
  readonly #app: App;
  readonly #own: OwnMedia;
  readonly #voices = new Voices();
  #transport: SwitchingTransport | null = null;
  #relays: Relays | null = null;
  #hasRelays = false;
  #phase: CallShown['phase'] = 'out';
  #problem: string | null = null;
  readonly #speaking = new SpeakingWatch();
  #speakers: ReadonlySet<string> = new Set();
  readonly #silence = new SilenceWatch();
  #isSilent = false;
  #isAsked = false;
  #said = '';
  #others = 0;
  #looking: ReturnType<typeof setInterval> | null = null;

  constructor(app: App) {
    this.#app = app;
    this.drawing = new ScreenDrawing(app);
    this.#own = new OwnMedia({
      changed: () => this.#changed(),
      send: (role, track) => this.#transport?.send(role, track),
      problem: (words) => this.#say(words),
    });
    this.store = createStore<CallShown>(this.#shown());
    let before = app.session.state;
    app.session.events.on('state', (state) => {
      const isSame = state.calls === before.calls && !rightsMayDiffer(before, state);
      before = state;
      if (isSame) return;
      this.#look();
    });
    app.session.events.on('status', ({ is }) => {
      if (is === 'ended') return this.leave();
      if (is !== 'online') return;
      this.#transport?.retry();
      this.#look();
    });
    app.client.events.on('peer', ({ kind, body, by }) => {
      if (kind === 'call.signal') this.#transport?.hear(by, decodeBody('call.signal', body));
      if (kind === 'call.forwardTold' && by === serverReplica) this.#forwarded(decodeBody(kind, body));
    });
    this.#voices.onBlocked = () => this.#say('The browser plays no sound before you click into this page.');
  }

  get mayCall(): boolean {
    const { session, recording } = this.#app;
    return recording === null && replicaMay(session.state, session.replica, 'call');
  }

  /** False right after a reconnect, until the log says that this window is here again: it has no rights so long. */
  get #isKnown(): boolean {
    const { session } = this.#app;
    return session.state.replicas[session.replica]?.connected === true;
  }

  get #tier(): Tier {
    return this.#transport?.tier ?? tierFor(this.#others);
  }

  /** Loudness of the own microphone as it is and as the others hear it, for meters. */
  levels(): { before: number; after: number } {
    const { before, after } = this.#own.levels();
    return { before: before ?? 0, after: after ?? 0 };
  }

  /** Shows what the others would see and hear, before they do. */
  async preview(): Promise<void> {
    if (this.#phase !== 'out') return;
    this.#enter('preview');
    this.#looking ??= setInterval(() => this.#listen(), lookMs);
    await this.#own.listen();
  }

  async join(): Promise<void> {
    if (this.#phase === 'joining' || this.#phase === 'in') return;
    this.#enter('joining');
    const { client } = this.#app;
    const relays = new Relays(this.#app, (renewed) => this.#transport?.configure(renewed));
    this.#relays = relays;
    // Each step takes a moment, in which the person may have left, and even have joined again.
    const hasLeft = () => this.#relays !== relays;
    if (talkKey(this.#app) !== null) this.#own.mute(true);
    await this.#own.listen();
    if (hasLeft()) return;
    try {
      if (client.status.is !== 'online')
        throw new Error('There is no connection to the session now: join the call when it is back.');
      const configuration = await relays.first();
      if (hasLeft()) return;
      this.#hasRelays = configuration.iceServers?.some(({ credential }) => credential !== undefined) ?? false;
      this.#transport = new SwitchingTransport({
        replica: client.replica,
        configuration,
        turnedDown: () => relays.turnedDown(),
        say: (to, signal) => void client.sendDirect('call.signal', signal, to, everybodysCall).catch(() => undefined),
        forward: (said) =>
          void client.sendDirect('call.forwardSaid', said, serverReplica, everybodysCall).catch(() => undefined),
      });
      for (const [role, track] of this.#own.tracks) this.#transport.send(role, track);
      this.#transport.peers.subscribe(() => this.#tell());
      this.#looking ??= setInterval(() => this.#listen(), lookMs);
      await this.#ask();
    } catch (thrown) {
      if (hasLeft()) return;
      this.leave();
      this.#say(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }

  /** Says that this window is in: at first, and after it was forgotten while its connection was lost. */
  async #ask(): Promise<void> {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const own = this.#ownState();
    this.#said = JSON.stringify(own);
    await this.#app.client.publish('call.joined', own, everybodysCall).finally(() => {
      this.#isAsked = false;
      this.#look();
    });
  }

  leave(): void {
    if (this.#phase === 'out') return;
    const { client, session } = this.#app;
    const wasIn = Object.hasOwn(membersOf(session.state), session.replica) || this.#isAsked;
    if (wasIn) void client.publish('call.left', {}, everybodysCall).catch(() => undefined);
    if (this.#looking !== null) clearInterval(this.#looking);
    this.#looking = null;
    this.#relays?.close();
    this.#relays = null;
    this.#transport?.close();
    this.#transport = null;
    this.#voices.close();
    this.#own.close();
    this.#speakers = new Set();
    this.#isSilent = false;
    this.#enter('out');
  }

  toggleMute(isMuted = !this.#own.isMuted): void {
    this.#own.mute(isMuted);
    if (!isMuted && this.#phase !== 'out') void this.#own.listen();
  }

  async toggleCamera(): Promise<void> {
    const isOn = this.#own.get('camera') === null;
    if (isOn && this.#tier.camera === null)
      return this.#say('So many are in the call that cameras are off: everybody is heard, and screens are seen.');
    await this.#own.film(isOn, this.#tier);
  }

  async toggleScreen(): Promise<void> {
    if (this.#phase === 'in') await this.#own.share(this.#own.get('screen') === null);
  }

  async choose(change: Partial<Choice>): Promise<void> {
    await this.#own.choose(change, this.#tier);
    this.#voices.through(this.#own.choice.speaker);
  }

  putAwayProblem(): void {
    this.#say(null);
  }

  #enter(phase: CallShown['phase']): void {
    this.#phase = phase;
    this.#problem = null;
    this.#tell();
  }

  #say(words: string | null): void {
    this.#problem = words;
    this.#tell();
  }

  #ownState() {
    return {
      isMuted: this.#own.isMuted || this.#own.get('microphone') === null,
      hasCamera: this.#own.get('camera') !== null,
      isSharing: this.#own.get('screen') !== null,
    };
  }

  /** Tells the others what has changed of this window. */
  #changed(): void {
    const own = this.#ownState();
    const said = JSON.stringify(own);
    if (this.#phase === 'in' && said !== this.#said) {
      this.#said = said;
      void this.#app.client.publish('call.changed', own, everybodysCall).catch(() => undefined);
    }
    this.#tell();
  }

  /** Follows the session: who is in the call, and whether this window still is. */
  #look(): void {
    const { session } = this.#app;
    const members = membersOf(session.state);
    const mine = members[session.replica];
    if (this.#transport !== null) {
      if (mine) {
        const others = new Map(
          Object.entries(members).flatMap(([replica, { since }]) =>
            replica === session.replica ? [] : [[replica, since] as const],
          ),
        );
        this.#transport.meet(mine.since, others);
        if (others.size !== this.#others) this.#resize(others.size);
        if (this.#phase === 'joining') this.#phase = 'in';
        this.#changed();
      } else if (this.#phase === 'in' && session.status.is === 'online' && this.#isKnown) {
        if (this.mayCall) void this.#ask().catch(() => this.leave());
        else this.#end();
      }
    } else if (this.#phase !== 'out' && this.#isKnown && !this.mayCall) this.#end();
    this.#tell();
  }

  #end(): void {
    this.leave();
    this.#say('Your role in this session has no calls any more: an owner of the session can grant them.');
  }

  #resize(others: number): void {
    this.#others = others;
    this.#own.resize(this.#tier);
  }

  /** Follows the session server's word whether the call is forwarded. */
  #forwarded(told: CallBody<'call.forwardTold'>): void {
    this.#transport?.told(told);
    this.#own.resize(this.#tier);
    if (told.isLost) this.#say(forwarderGone);
    else if (told.isOn && this.#problem === forwarderGone) this.putAwayProblem();
  }

  /** Looks who speaks now, and whether the own microphone gives anything. */
  #listen(): void {
    const { before, after } = this.#own.levels();
    const levels = new Map<string, number | null>([[this.#app.session.replica, this.#own.isMuted ? null : after]]);
    for (const [replica, peer] of this.#transport?.peers.get() ?? []) levels.set(replica, peer.level());
    const nowMs = performance.now();
    const speakers = this.#speaking.note(levels, nowMs);
    const isSilent = this.#silence.note(this.#own.isMuted ? null : before, nowMs);
    const isSame = speakers.size === this.#speakers.size && [...speakers].every((each) => this.#speakers.has(each));
    if (isSilent === this.#isSilent && isSame) return;
    this.#speakers = speakers;
    this.#isSilent = isSilent;
    this.#tell();
  }

  #shown(): CallShown {
    const { session } = this.#app;
    const peers = this.#transport?.peers.get();
    const members = Object.entries(membersOf(session.state)).map(([replica, member]) => ({
      ...member,
      replica,
      name: shownName(session.state, member.person) ?? 'Somebody',
      isMe: replica === session.replica && this.#app.recording === null,
      peer: peers?.get(replica) ?? null,
    }));
    return {
      phase: this.#phase,
      members,
      speakers: this.#speakers,
      isMuted: this.#own.isMuted,
      camera: this.#own.get('camera'),
      screen: this.#own.get('screen'),
      hasMicrophone: this.#own.get('microphone') !== null,
      problem: this.#problem,
      wayProblem: this.#wayProblem(members),
      isSilent: this.#isSilent,
      choice: this.#own.choice,
      suppression: this.#own.suppression,
    };
  }

  /** Words about the first of the others to whom no way is found. */
  #wayProblem(members: readonly MemberShown[]): string | null {
    const lost = members.find(({ peer }) => peer?.isLost);
    return lost ? wayProblem(lost.name, lost.peer?.refusal ?? null, this.#hasRelays) : null;
  }

  #tell(): void {
    const shown = this.#shown();
    const voices = shown.members.flatMap(({ replica, peer, isSharing }): [string, MediaStreamTrack][] => {
      if (!peer?.tracks) return [];
      const { microphone } = peer.tracks;
      const sound = isSharing ? peer.tracks['screen-sound'] : undefined;
      return [
        ...(microphone ? [[replica, microphone] satisfies [string, MediaStreamTrack]] : []),
        ...(sound ? [[`${replica} screen`, sound] satisfies [string, MediaStreamTrack]] : []),
      ];
    });
    if (this.#transport !== null) this.#voices.play(new Map(voices));
    this.store.set(shown);
  }
}
