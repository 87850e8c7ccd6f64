import { languageLimits } from '../../../shared/capabilities/languages/limits.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';

interface Piece {
  text: string;
  isLast: boolean;
}

const isHigh = (unit: number) => unit >= 0xd800 && unit < 0xdc00;

/** Cuts a message into pieces that fit parts of a stream, never inside a character. */
export function* piecesOf(message: string): Generator<Piece> {
  for (let at = 0; ; ) {
    let end = Math.min(message.length, at + languageLimits.pieceLength);
    if (end < message.length && isHigh(message.charCodeAt(end - 1))) end--;
    const isLast = end === message.length;
    yield { text: message.slice(at, end), isLast };
    if (isLast) return;
    at = end;
  }
}

/** Joins the pieces of a message. */
export class Joined<At> {
  #text = '';
  #at: At | undefined;

  /** Adds a piece. Gives the message and what its first piece names with the last of them; else null. */
  add({ text, isLast, at }: Piece & { at?: At | undefined }): { message: unknown; at: At | undefined } | null {
    if (this.#text.length + text.length > languageLimits.askedLength)
      throw new EnsembleError('too-large', 'This message to a language server is too long.');
    if (this.#text === '') this.#at = at;
    this.#text += text;
    if (!isLast) return null;
    const whole = this.#text;
    this.#text = '';
    try {
      return { message: JSON.parse(whole), at: this.#at };
    } catch {
      throw new EnsembleError('bad-request', 'A message to a language server is no JSON.');
    }
  }
}
