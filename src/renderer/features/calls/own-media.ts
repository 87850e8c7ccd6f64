import { type Device, deviceProblem, lostWords } from '../../ui/device-problems.ts';
import type { TrackRole } from './call-transport.ts';
import { type Choice, keepChoice, lastChoice, openCamera, openScreen, resizeCamera } from './local-media.ts';
import { Microphone, type Suppression } from './microphone.ts';
import type { Tier } from './quality.ts';

export interface OwnMediaEvents {
  /** Something of it has changed, and is to be shown. */
  changed(): void;
  /** A track is to be sent to the others, or none. */
  send(role: TrackRole, track: MediaStreamTrack | null): void;
  problem(words: string | null): void;
}

/** Microphone, camera and screen of this window: open only while they are used. */
export class OwnMedia {
  readonly #events: OwnMediaEvents;
  readonly #tracks = new Map<TrackRole, MediaStreamTrack>();
  /** Devices that went away in use: they are taken again once they are back. */
  readonly #lost = new Set<'microphone' | 'camera'>();
  #microphone: Microphone | null = null;
  #opening: Promise<boolean> | null = null;
  #closings = 0;
  #tier: Tier | null = null;
  choice: Choice = lastChoice();
  isMuted = false;

  constructor(events: OwnMediaEvents) {
    this.#events = events;
    const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
    mediaDevices?.addEventListener('devicechange', () => void this.#takeAgain());
  }

  get(role: TrackRole): MediaStreamTrack | null {
    return this.#tracks.get(role) ?? null;
  }

  get tracks(): ReadonlyMap<TrackRole, MediaStreamTrack> {
    return this.#tracks;
  }

  /** Loudness of the microphone as it is and as the others hear it; null where there is none, or nothing is measured. */
  levels(): { before: number | null; after: number | null } {
    return this.#microphone?.levels() ?? { before: null, after: null };
  }

  /** Suppression of the open microphone's noise; null where there is none. */
  get suppression(): Suppression | null {
    return this.#microphone?.suppression ?? null;
  }

  mute(isMuted: boolean): void {
    this.isMuted = isMuted;
    this.#microphone?.enable(!isMuted);
    this.#events.changed();
  }

  /** Opens the microphone; says in words where it cannot be had. */
  listen(): Promise<boolean> {
    if (this.get('microphone')) return Promise.resolve(true);
    if (this.#opening) return this.#opening;
    const opening = this.#openMicrophone().finally(() => {
      if (this.#opening === opening) this.#opening = null;
    });
    this.#opening = opening;
    return opening;
  }

  #openMicrophone(): Promise<boolean> {
    const closings = this.#closings;
    return this.#tried('microphone', async () => {
      const microphone = await Microphone.open(this.choice);
      // Opening takes a moment, in which the person may have left.
      if (closings !== this.#closings) return microphone.close();
      microphone.enable(!this.isMuted);
      this.#microphone = microphone;
      this.#put('microphone', microphone.track);
    });
  }

  async film(isOn: boolean, tier: Tier): Promise<boolean> {
    this.#tier = tier;
    if (!isOn) return this.#stop('camera');
    if (this.get('camera')) return true;
    const closings = this.#closings;
    return this.#tried('camera', async () => {
      const track = await openCamera(this.choice, tier);
      // The person may have left meanwhile, or pressed twice.
      if (closings !== this.#closings || this.get('camera')) return track.stop();
      this.#put('camera', track);
    });
  }

  resize(tier: Tier): void {
    this.#tier = tier;
    const camera = this.get('camera');
    if (camera) void resizeCamera(camera, tier);
  }

  async share(isOn: boolean): Promise<boolean> {
    if (!isOn) return this.#stop('screen', 'screen-sound');
    const closings = this.#closings;
    return this.#tried('screen', async () => {
      const stream = await openScreen();
      if (closings !== this.#closings) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      this.#stop('screen', 'screen-sound');
      this.#put('screen', stream.getVideoTracks()[0]!);
      const [sound] = stream.getAudioTracks();
      if (sound) this.#put('screen-sound', sound);
    });
  }

  /** Takes other devices; those that are in use are opened anew. */
  async choose(change: Partial<Choice>, tier: Tier): Promise<void> {
    this.choice = { ...this.choice, ...change };
    keepChoice(this.choice);
    await this.#opening;
    if (('microphone' in change || 'suppressesNoise' in change) && this.get('microphone')) {
      this.#stop('microphone');
      await this.listen();
    }
    if ('camera' in change && this.get('camera')) {
      this.#stop('camera');
      await this.film(true, tier);
    }
    this.#events.changed();
  }

  close(): void {
    this.#closings++;
    this.#opening = null;
    this.#stop('microphone', 'camera', 'screen', 'screen-sound');
  }

  async #tried(device: Device, open: () => Promise<void>): Promise<boolean> {
    try {
      await open();
      this.#events.problem(null);
      return true;
    } catch (thrown) {
      this.#events.problem(deviceProblem(thrown, device));
      return false;
    }
  }

  #put(role: TrackRole, track: MediaStreamTrack): void {
    this.#tracks.set(role, track);
    if (role === 'microphone' || role === 'camera') this.#lost.delete(role);
    // Told only where the end is not our own: a cable, or the browser's bar.
    const gone = () => {
      if (this.#tracks.get(role) !== track) return;
      this.#stop(...(role === 'screen' ? (['screen', 'screen-sound'] as const) : [role]));
      if (role !== 'microphone' && role !== 'camera') return;
      this.#lost.add(role);
      this.#events.problem(lostWords(role));
    };
    if (role === 'microphone' && this.#microphone) this.#microphone.onGone = gone;
    else track.onended = gone;
    this.#events.send(role, track);
    this.#events.changed();
  }

  async #takeAgain(): Promise<void> {
    for (const device of [...this.#lost]) {
      const isBack = device === 'microphone' ? await this.listen() : this.#tier && (await this.film(true, this.#tier));
      if (isBack || !this.#lost.has(device)) continue;
      return this.#events.problem(lostWords(device));
    }
  }

  #stop(...roles: readonly TrackRole[]): boolean {
    for (const role of roles) {
      if (role === 'microphone' || role === 'camera') this.#lost.delete(role);
      const track = this.#tracks.get(role);
      if (!track) continue;
      this.#tracks.delete(role);
      track.stop();
      this.#events.send(role, null);
      if (role !== 'microphone') continue;
      this.#microphone?.close();
      this.#microphone = null;
    }
    this.#events.changed();
    return true;
  }
}
