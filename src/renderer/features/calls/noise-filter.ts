import { loadRnnoise, RnnoiseWorkletNode } from '@sapphi-red/web-noise-suppressor';
import wasm from '@sapphi-red/web-noise-suppressor/rnnoise.wasm?url';
import simdWasm from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url';
import worklet from '@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url';

/** Joins a suppressor of noise (RNNoise) to a source, in an audio worklet of the context. Rejects where it cannot run. */
export async function filterNoise(context: AudioContext, source: AudioNode): Promise<AudioNode> {
  const [wasmBinary] = await Promise.all([
    loadRnnoise({ url: wasm, simdUrl: simdWasm }),
    context.audioWorklet.addModule(worklet),
  ]);
  const filter = new RnnoiseWorkletNode(context, { maxChannels: 1, wasmBinary });
  // A second channel would go through unheard, and halve what is made of both.
  filter.channelCount = 1;
  filter.channelCountMode = 'explicit';
  source.connect(filter);
  return filter;
}
