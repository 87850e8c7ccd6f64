import { deviceProblem } from './device-problems.ts';
import { createStore } from './react-render.tsx';
import { SoundMeter } from './sound-meter.ts';

/** Longest recording. */
export const mostVoiceMs = 5 * 60_000;
const bitsPerSecond = 32_000;
/** Interval at which the length that is shown grows. */
const tickMs = 200;
/** Forms that browsers record in, the best first, with the ends of their files' names. */
const forms = [
  ['audio/webm;codecs=opus', 'webm'],
  ['audio/ogg;codecs=opus', 'ogg'],
  ['audio/mp4', 'm4a'],
] as const;

export interface VoiceRecording {
  file: File;
  lengthMs: number;
}

export interface VoiceShown {
  is: 'idle' | 'asking' | 'recording' | 'paused';
  lengthMs: number;
  /** Reason for which nothing is recorded, or no more; null while all is well. */
  problem: string | null;
}

const idle: VoiceShown = { is: 'idle', lengthMs: 0, problem: null };

/** Records what somebody says: paused and gone on with, and handed over as a file. It never records without a wish. */
export class VoiceRecorder {
  readonly store = createStore<VoiceShown>(idle);
  #recorder: MediaRecorder | null = null;
  #meter: { context: AudioContext; meter: SoundMeter } | null = null;
  #parts: Blob[] = [];
  /** Length of all that was recorded before the last pause, and time at which it went on. */
  #beforeMs = 0;
  #sinceMs: number | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Asks for the microphone, and begins. */
  async start(): Promise<void> {
    if (this.store.get().is !== 'idle') return;
    this.store.set({ ...idle, is: 'asking' });
    let opened: MediaStream | null = null;
    try {
      // Absent on pages that the browser does not trust: plain http from another machine.
      const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
      if (mediaDevices === undefined) throw new Error('recording needs a page that came over https.');
      const stream = await mediaDevices.getUserMedia({ audio: { echoCancellation: true, autoGainControl: true } });
      opened = stream;
      // It was given up while the browser asked.
      if ((this.store.get().is as string) !== 'asking') for (const track of stream.getTracks()) track.stop();
      else this.#begin(stream);
    } catch (thrown) {
      for (const track of opened?.getTracks() ?? []) track.stop();
      this.#end();
      this.store.set({ ...idle, problem: deviceProblem(thrown, 'microphone') });
    }
  }

  #begin(stream: MediaStream): void {
    const [track] = stream.getAudioTracks();
    const [mimeType] = forms.find(([type]) => MediaRecorder.isTypeSupported(type)) ?? forms[0];
    this.#recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: bitsPerSecond });
    // Its own list: the last words of one that was given up come when the next has begun.
    const parts: Blob[] = [];
    this.#parts = parts;
    this.#recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    const context = new AudioContext();
    this.#meter = { context, meter: new SoundMeter(context, context.createMediaStreamSource(stream)) };
    void context.resume().catch(() => undefined);
    track!.addEventListener('ended', () => {
      this.pause();
      this.#tell({ problem: 'The microphone is gone: send what there is, or begin anew.' });
    });
    this.#recorder.start();
    this.#sinceMs = performance.now();
    this.#timer = setInterval(() => this.#tick(), tickMs);
    this.#tell({ is: 'recording' });
  }

  #tell(change: Partial<VoiceShown>): void {
    this.store.set({ ...this.store.get(), lengthMs: this.#lengthMs(), ...change });
  }

  #lengthMs(): number {
    const sinceMs = this.#sinceMs === null ? 0 : performance.now() - this.#sinceMs;
    return Math.min(mostVoiceMs, Math.round(this.#beforeMs + sinceMs));
  }

  #tick(): void {
    if (this.#lengthMs() >= mostVoiceMs && this.#sinceMs !== null) {
      this.pause();
      return this.#tell({ problem: 'Five minutes are full: send it, and begin another.' });
    }
    if (this.#sinceMs !== null) this.#tell({});
  }

  /** Loudness of this moment, from 0 to 1. */
  level(): number {
    return this.#sinceMs === null ? 0 : (this.#meter?.meter.level() ?? 0);
  }

  pause(): void {
    if (this.#recorder?.state !== 'recording') return;
    this.#recorder.pause();
    this.#beforeMs = this.#lengthMs();
    this.#sinceMs = null;
    this.#tell({ is: 'paused' });
  }

  goOn(): void {
    if (this.#recorder?.state !== 'paused' || this.#lengthMs() >= mostVoiceMs) return;
    this.#recorder.resume();
    this.#sinceMs = performance.now();
    this.#tell({ is: 'recording', problem: null });
  }

  /** Pauses it, and says why it is not sent. */
  hold(why: string): void {
    this.pause();
    this.#tell({ problem: why });
  }

  /** Ends it, and nothing is kept. */
  cancel(): void {
    this.#end();
    this.store.set(idle);
  }

  /** Ends it, and hands it over; null where nothing was recorded. */
  async finish(): Promise<VoiceRecording | null> {
    const recorder = this.#recorder;
    if (!recorder) return null;
    const lengthMs = Math.max(1, this.#lengthMs());
    if (recorder.state !== 'inactive') {
      const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }));
      recorder.stop();
      await stopped;
    }
    const parts = this.#parts;
    this.cancel();
    const type = recorder.mimeType.split(';')[0]!;
    const ending = forms.find(([form]) => form.startsWith(type))?.[1] ?? 'webm';
    const file = new File(parts, `voice.${ending}`, { type });
    return file.size === 0 ? null : { file, lengthMs };
  }

  #end(): void {
    clearInterval(this.#timer);
    const recorder = this.#recorder;
    this.#recorder = null;
    if (recorder && recorder.state !== 'inactive') recorder.stop();
    for (const track of recorder?.stream.getTracks() ?? []) track.stop();
    void this.#meter?.context.close().catch(() => undefined);
    this.#meter = null;
    this.#parts = [];
    this.#beforeMs = 0;
    this.#sinceMs = null;
  }
}
