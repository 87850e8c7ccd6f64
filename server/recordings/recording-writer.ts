import { EnsembleError } from '../../src/shared/core/errors.ts';
import { emptyIndex, type FileIndex, fileLimits, type PartKind, partKinds } from './format.ts';
import { framePart, makeClosing, makeOpening, packPart } from './framing.ts';
import { Sealer, type Sealing } from './sealing.ts';

/** Destination of a file's bytes, in their order; resolves when it takes more. */
export type Sink = (bytes: Uint8Array) => Promise<void>;

/** Writes the parts of a recording's file one after another, and notes each for the index at its end. */
export class RecordingWriter {
  readonly #sink: Sink;
  readonly #sealer: Sealer | null;
  readonly index: FileIndex = emptyIndex();
  #offset = 0;

  private constructor(sink: Sink, sealer: Sealer | null) {
    this.#sink = sink;
    this.#sealer = sealer;
  }

  /** Begins a file: plain, or encrypted by a passphrase. */
  static async begin(sink: Sink, sealing: (Sealing & { passphrase: string }) | null): Promise<RecordingWriter> {
    const opening = makeOpening(sealing);
    const writer = new RecordingWriter(sink, sealing && (await Sealer.open(sealing.passphrase, sealing, opening)));
    await writer.#write(opening);
    return writer;
  }

  /** Number of bytes that were written. */
  get sizeBytes(): number {
    return this.#offset;
  }

  /** Writes a part of packed bytes. Gives its number. */
  async putPacked(kind: PartKind, packed: Uint8Array): Promise<number> {
    const number = this.index.offsets.length;
    if (number >= fileLimits.parts) throw new EnsembleError('too-large', 'The recording is too long for one file.');
    const stored = this.#sealer ? this.#sealer.seal(number, partKinds[kind], packed) : packed;
    if (stored.length > fileLimits.partBytes)
      throw new EnsembleError('too-large', 'The recording has something in it that is too large for a file.');
    this.index.offsets.push(this.#offset);
    await this.#write(framePart(kind, number, stored));
    return number;
  }

  /** Writes a part. Gives its number. */
  put(kind: PartKind, value: unknown): Promise<number> {
    return this.putPacked(kind, packPart(value));
  }

  /** Writes the index, and ends the file. */
  async end(): Promise<void> {
    const at = this.#offset;
    await this.put('index', this.index);
    await this.#write(makeClosing(at));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#offset += bytes.length;
    await this.#sink(bytes);
  }
}
