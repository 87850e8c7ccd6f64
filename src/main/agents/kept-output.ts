/** The last of a command's output, up to a number of bytes. */
export class KeptOutput {
  readonly #most: number;
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #isCut = false;

  constructor(mostBytes: number) {
    this.#most = Math.max(0, mostBytes);
  }

  add(data: Uint8Array): void {
    this.#pieces.push(data);
    this.#bytes += data.length;
    // Joined now and then, not at each piece of a flood.
    if (this.#bytes > 2 * this.#most + 64 * 1024) this.#cut();
  }

  #cut(): Uint8Array {
    let all: Uint8Array = Buffer.concat(this.#pieces);
    if (all.length > this.#most) {
      let from = all.length - this.#most;
      // Not within a character: bytes behind the first of one are 10xxxxxx.
      while (from < all.length && (all[from]! & 0xc0) === 0x80) from++;
      all = all.slice(from);
      this.#isCut = true;
    }
    this.#pieces = [all];
    this.#bytes = all.length;
    return all;
  }

  /** True if something was left out at its beginning. */
  get isCut(): boolean {
    if (this.#bytes > this.#most) this.#cut();
    return this.#isCut;
  }

  get text(): string {
    return new TextDecoder().decode(this.#cut());
  }
}
