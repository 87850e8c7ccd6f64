/** Measures how loud a sound is, by its samples. */
export class SoundMeter {
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(context: AudioContext, source: AudioNode) {
    this.#analyser = context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    source.connect(this.#analyser);
  }

  /** Loudness of the last moment (root mean square), from 0 to 1; null while the browser does not measure yet. */
  level(): number | null {
    if (this.#analyser.context.state !== 'running') return null;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const each of this.#samples) sum += each * each;
    return Math.sqrt(sum / this.#samples.length);
  }
}
