/** States of a terminal's parser, as far as they tell that it is between two things. */
type State = 'ground' | 'escape' | 'csi' | 'string' | 'string-escape';

const escapeByte = 0x1b;
const bell = 0x07;
/** CAN, which ends any sequence. */
const cancel = 0x18;
/** Length of plain text without a control after which it is cut: no mark may join it from there on. */
const longestPlain = 4096;
/** Length of a sequence or string beyond which the rest of it is left out: a title may say 20 MB. */
export const longestSequenceBytes = 128 * 1024;

/** Finds the end of plain text, which is nearly all of a flood. */
function plainEnd(data: Uint8Array, from: number): number {
  let at = from;
  while (at < data.length && data[at]! >= 0x20 && data[at]! < 0x80) at++;
  return at;
}

/** Output of which too long sequences are shortened. */
export interface Scanned {
  output: Uint8Array;
  /** Length of its longest part that ends at rest; 0 where there is none. */
  rest: number;
}

/** Controls of 8 bits, encoded in UTF-8 as c2 and this: those that begin a sequence or a string. */
const eightBit: Record<number, State> = {
  144: 'string',
  152: 'string',
  155: 'csi',
  157: 'string',
  158: 'string',
  159: 'string',
};

/**
 * Shortens endless sequences, and finds the places in output at which a terminal's parser is at rest, so that a screen taken there, and the output
 * after it, give the same as the whole: not inside a sequence, a string or a character, and not after text that a mark
 * may join.
 */
export class AtRest {
  #state: State = 'ground';
  /** Bytes that are missing of the present character, and its first byte. */
  #missing = 0;
  #first = 0;
  #plain = 0;
  /** Bytes of the present sequence. */
  #sequenceBytes = 0;

  /** True if the output so far ends between two things, though a mark may still join the last of them. */
  get isBetween(): boolean {
    return this.#state === 'ground' && this.#missing === 0;
  }

  /** Takes in output. */
  feed(data: Uint8Array): Scanned {
    let output = data;
    let [rest, length] = [0, 0];
    for (let at = 0; at < data.length; at++) {
      if (this.#state === 'ground' && this.#missing === 0) {
        const end = plainEnd(data, at);
        if (output !== data) output.set(data.subarray(at, end), length);
        length += end - at;
        this.#plain += end - at;
        if (end > at && this.#plain >= longestPlain) rest = length;
        at = end;
        if (at === data.length) break;
      }
      const byte = data[at]!;
      // Plain text is nearly all of a long string.
      const isPlain = byte >= 0x20 && byte < 0x80 && this.#missing === 0;
      const before = this.#state;
      const isRest = (!isPlain || before !== 'string') && this.#take(byte);
      const goesOn = before !== 'ground' && this.#state === before;
      const isCut = this.#sequenceBytes > longestSequenceBytes;
      this.#sequenceBytes = goesOn ? this.#sequenceBytes + 1 : 0;
      const isLeftOut = this.#sequenceBytes > longestSequenceBytes;
      // Copied: the bytes are the caller's.
      if (output === data && (isLeftOut || isCut)) output = data.slice();
      if (isLeftOut) continue;
      // The first half of an end of 8 bits has been left out.
      if (output !== data) output[length] = isCut && byte === 0x9c ? cancel : byte;
      length++;
      if (isRest) rest = length;
    }
    return { output: output.subarray(0, length), rest };
  }

  #take(byte: number): boolean {
    if (this.#missing > 0 && byte >= 0x80 && byte < 0xc0) return this.#continue(byte);
    this.#missing = 0;
    if (byte === escapeByte) return this.#to(this.#state === 'string' ? 'string-escape' : 'escape');
    // SUB does as well.
    if (byte === cancel || byte === 0x1a) return this.#to('ground');
    switch (this.#state) {
      case 'ground':
        return this.#ground(byte);
      case 'escape':
        return this.#afterEscape(byte);
      case 'csi':
        return byte >= 0x40 && byte < 0x7f ? this.#to('ground') : false;
      case 'string-escape':
        return byte === 0x5c ? this.#to('ground') : this.#afterEscape(byte);
      case 'string':
        if (byte === 0xc2) this.#begin(byte, 1);
        return byte === bell ? this.#to('ground') : false;
    }
  }

  #to(state: State): boolean {
    this.#state = state;
    this.#plain = 0;
    return state === 'ground';
  }

  #afterEscape(byte: number): boolean {
    if (byte === 0x5b) return this.#to('csi');
    if ([0x50, 0x58, 0x5d, 0x5e, 0x5f].includes(byte)) return this.#to('string');
    // Intermediates of `ESC ( 0` and the like, and controls in between.
    if (byte < 0x30) return this.#to('escape');
    return this.#to('ground');
  }

  #ground(byte: number): boolean {
    if (byte < 0x20) return this.#to('ground');
    if (byte >= 0xf0 && byte < 0xf5) return this.#begin(byte, 3);
    if (byte >= 0xe0) return this.#begin(byte, 2);
    if (byte >= 0xc2) return this.#begin(byte, 1);
    return this.#printed();
  }

  #begin(byte: number, missing: number): boolean {
    this.#first = byte;
    this.#missing = missing;
    this.#plain++;
    return false;
  }

  #continue(byte: number): boolean {
    this.#missing--;
    this.#plain++;
    const control = this.#first === 0xc2 ? eightBit[byte] : undefined;
    if (this.#state === 'string') return this.#first === 0xc2 && byte === 0x9c ? this.#to('ground') : false;
    if (control !== undefined) return this.#to(control);
    return this.#missing === 0 && this.#printed();
  }

  #printed(): boolean {
    return ++this.#plain >= longestPlain;
  }
}
