/** Measures how loud a microphone is, by its samples. */
export class SoundMeter {
  readonly #context = new AudioContext();
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(track: MediaStreamTrack) {
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(this.#analyser);
    void this.#context.resume().catch(() => undefined);
  }

  /** Loudness of the last moment (root mean square), from 0 to 1; null while the browser does not measure yet. */
  level(): number | null {
    if (this.#context.state !== 'running') return null;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const each of this.#samples) sum += each * each;
    return Math.sqrt(sum / this.#samples.length);
  }

  close(): void {
    void this.#context.close().catch(() => undefined);
  }
}
