import { SoundMeter } from '../../ui/sound-meter.ts';
import { type Choice, openMicrophone } from './local-media.ts';

/** Suppression of noise in a microphone: by the network here, by the browser alone, or none. */
export type Suppression = 'here' | 'browser' | 'none';

/** Rate of the samples that the network was trained with; it takes no others. */
const filterRate = 48_000;
const startMs = 3_000;

/** Sound of a device on its way to the others. */
interface Chain {
  context: AudioContext;
  before: SoundMeter;
  after: SoundMeter;
  track: MediaStreamTrack;
}

/** Rejects where a promise takes too long: a context that the browser does not let play never says so. */
async function inTime<Value>(promise: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the browser does not begin to play')), startMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function plainChain(device: MediaStreamTrack): Chain {
  const context = new AudioContext();
  void context.resume().catch(() => undefined);
  const meter = new SoundMeter(context, context.createMediaStreamSource(new MediaStream([device])));
  return { context, before: meter, after: meter, track: device };
}

async function filteredChain(device: MediaStreamTrack): Promise<Chain> {
  const context = new AudioContext({ sampleRate: filterRate, latencyHint: 'interactive' });
  try {
    const source = context.createMediaStreamSource(new MediaStream([device]));
    const filtering = import('./noise-filter.ts').then(({ filterNoise }) => filterNoise(context, source));
    const [filtered] = await inTime(Promise.all([filtering, context.resume()]));
    const sink = context.createMediaStreamDestination();
    filtered.connect(sink);
    const [track] = sink.stream.getAudioTracks();
    if (!track) throw new Error('the browser makes no track of the sound');
    return { context, before: new SoundMeter(context, source), after: new SoundMeter(context, filtered), track };
  } catch (thrown) {
    void context.close().catch(() => undefined);
    throw thrown;
  }
}

/** A microphone that is open, and what is done to its sound before the others hear it. */
export class Microphone {
  readonly suppression: Suppression;
  /** Track that the others hear. */
  readonly track: MediaStreamTrack;
  /** Called when the device has gone, and not when it was closed here. */
  onGone: () => void = () => undefined;
  readonly #device: MediaStreamTrack;
  readonly #chain: Chain;

  private constructor(device: MediaStreamTrack, chain: Chain, suppression: Suppression) {
    this.#device = device;
    this.#chain = chain;
    this.suppression = suppression;
    this.track = chain.track;
    device.onended = () => this.onGone();
  }

  /** Opens it as it was chosen. Where the network cannot run, the browser suppresses noise as well as it can. */
  static async open(choice: Choice): Promise<Microphone> {
    const device = await openMicrophone(choice);
    if (!choice.suppressesNoise) return new Microphone(device, plainChain(device), 'none');
    try {
      // Behind the browser's own: that takes hiss away, which the network leaves, and leaves clicks and voices.
      return new Microphone(device, await filteredChain(device), 'here');
    } catch (thrown) {
      console.warn(`The microphone's noise is suppressed by the browser alone: ${String(thrown)}`);
      return new Microphone(device, plainChain(device), 'browser');
    }
  }

  /** Loudness as the device gives it, and as the others hear it; null while the browser does not measure. */
  levels(): { before: number | null; after: number | null } {
    return { before: this.#chain.before.level(), after: this.#chain.after.level() };
  }

  enable(isOn: boolean): void {
    this.#device.enabled = isOn;
    this.track.enabled = isOn;
  }

  close(): void {
    this.#device.onended = null;
    this.#device.stop();
    this.track.stop();
    void this.#chain.context.close().catch(() => undefined);
  }
}
