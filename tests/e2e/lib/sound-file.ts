import { writeFile } from 'node:fs/promises';

const rate = 48_000;
const seconds = 12;

/** Writes a sound that a browser takes for its microphone's: samples of one channel, as a WAV file. */
export async function writeSound(path: string, sample: (at: number) => number): Promise<void> {
  const bytes = Buffer.alloc(44 + rate * seconds * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(rate * seconds * 2, 40);
  for (let at = 0; at < rate * seconds; at++)
    bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample(at / rate))) * 32_000), 44 + at * 2);
  await writeFile(path, bytes);
}

/** Noise of a fan, the same at every run: random numbers (LCG) behind a low-pass filter. */
export function noise(): () => number {
  let [state, level] = [1, 0];
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    level += 0.05 * (state / 2 ** 31 - 1 - level);
    return level * 0.6;
  };
}

/** Formants of the vowels a, i, o, e: frequency and width in Hz. */
const vowels = [
  [730, 1090, 2440],
  [270, 2290, 3010],
  [570, 840, 2410],
  [530, 1840, 2480],
] as const;

/** Sound of a voice: a tone that rises and falls, shaped by vowels, four syllables a second with pauses between words. */
export function voice(): (at: number) => number {
  let phase = 0;
  return (at) => {
    const pitch = 130 + 25 * Math.sin(at * 2.1) + 8 * Math.sin(at * 9);
    phase += pitch / rate;
    const syllable = (at * 4) % 1;
    const isPause = Math.floor(at * 4) % 5 === 4;
    const formants = vowels[Math.floor(at * 4) % vowels.length]!;
    let sum = 0;
    for (let harmonic = 1; harmonic * pitch < 4_000; harmonic++) {
      const frequency = harmonic * pitch;
      const gain = formants.reduce(
        (most, formant, order) => most + 0.8 ** order / (1 + ((frequency - formant) / 120) ** 2),
        0,
      );
      sum += (Math.sin(2 * Math.PI * harmonic * phase) * (gain + 0.1)) / harmonic;
    }
    return isPause ? 0 : sum * 0.15 * Math.sin(Math.PI * syllable) ** 0.5;
  };
}
