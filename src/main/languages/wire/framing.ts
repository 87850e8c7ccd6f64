/** Greatest size of one message of a server. */
const mostMessageBytes = 16 * 1024 * 1024;
/** Most bytes without a header: a server that prints this much beside the protocol is given up. */
const mostNoiseBytes = 64 * 1024;
/** Most messages that are no JSON, before a server is given up. */
const mostBroken = 5;

const headerEnd = Buffer.from('\r\n\r\n');
const headerStart = /content-length *: *(\d+)[^\n]*$/im;

/** Encodes a message as the base protocol of language servers wants it: a header with its length, then JSON. */
export function framed(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

interface FrameListeners {
  onMessage: (message: unknown) => void;
  /** Called with bytes that are no part of the protocol, such as what a library prints. */
  onNoise: (text: string) => void;
}

/**
 * Decodes the output of a language server. It bears lines beside the protocol and wrong lengths by looking for the next
 * header, and throws where there is no end of that, or a message is too large.
 */
export class FrameReader {
  readonly #listeners: FrameListeners;
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Length of the message that is awaited; null while its header is. */
  #length: number | null = null;
  #noiseBytes = 0;
  #broken = 0;

  constructor(listeners: FrameListeners) {
    this.#listeners = listeners;
  }

  /** Takes in output. */
  feed(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#length === null ? this.#header() : this.#message(this.#length));
  }

  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  #keep(rest: Buffer): void {
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#bytes = rest.length;
  }

  #header(): boolean {
    const all = this.#joined();
    const end = all.indexOf(headerEnd);
    if (end < 0) {
      if (all.length > mostNoiseBytes) throw new Error('it prints without end beside the protocol');
      return false;
    }
    const head = all.toString('latin1', 0, end);
    const found = headerStart.exec(head);
    const length = Number(found?.[1]);
    // Noise may end with an empty line, and stand before a header in the same block.
    this.#noise(found ? all.toString('utf8', 0, found.index) : `${all.toString('utf8', 0, end)}\n`);
    this.#keep(all.subarray(end + headerEnd.length));
    if (!found) return true;
    if (length > mostMessageBytes) throw new Error(`it sends a message of ${found[1]} bytes`);
    this.#length = length;
    return true;
  }

  #noise(text: string): void {
    if (text.trim() === '' || /^(content-type[^\n]*\s*)+$/i.test(text)) return;
    this.#noiseBytes += text.length;
    if (this.#noiseBytes > mostNoiseBytes) throw new Error('it prints without end beside the protocol');
    this.#listeners.onNoise(text);
  }

  #message(length: number): boolean {
    if (this.#bytes < length) return false;
    const all = this.#joined();
    const body = all.toString('utf8', 0, length);
    let message: unknown;
    try {
      message = JSON.parse(body);
    } catch {
      this.#length = null;
      return this.#resume(all, length);
    }
    this.#length = null;
    this.#keep(all.subarray(length));
    this.#listeners.onMessage(message);
    return true;
  }

  /** Goes on after a wrong length: at the next header, which may lie inside of what was taken for the message. */
  #resume(all: Buffer, length: number): boolean {
    if (++this.#broken > mostBroken) throw new Error('its messages are no JSON');
    const next = all.indexOf('Content-Length:');
    this.#keep(next >= 0 ? all.subarray(next) : all.subarray(length));
    return true;
  }
}
