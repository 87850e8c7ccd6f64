import { languageLimits } from '../../../shared/capabilities/languages/limits.ts';
import type { Down, Stream, Up } from '../../../shared/session/contract.ts';
import type { RpcMessage } from './json-rpc.ts';

/** Texts that a message is about: as this window has them, or as the server had them. */
export type SeenTexts = NonNullable<Up<'languages.connect'>['at']>;
export type ToldTexts = NonNullable<Down<'languages.connect'>['at']>;

/** Sends messages over a stream, one after the other, in pieces that fit its parts. */
export class PieceWriter {
  readonly #stream: Stream<'languages.connect'>;
  #sending: Promise<void> = Promise.resolve();

  constructor(stream: Stream<'languages.connect'>) {
    this.#stream = stream;
  }

  /** A stream that ends says so by itself. */
  send(message: RpcMessage, at: SeenTexts): void {
    const pieces = piecesOf(JSON.stringify(message));
    this.#sending = this.#sending
      .then(async () => {
        for (const [index, text] of pieces.entries()) {
          const isLast = index === pieces.length - 1;
          await this.#stream.send(index === 0 && at.length > 0 ? { text, isLast, at } : { text, isLast });
        }
      })
      .catch(() => undefined);
  }
}

function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    let to = Math.min(text.length, from + languageLimits.pieceLength);
    // Half a surrogate pair would not survive its way.
    if (to < text.length && isHigh(text.charCodeAt(to - 1))) to--;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}

const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;

/** Reads the messages of a stream until it ends. Rejects with the stream's error. */
export async function readMessages(
  stream: Stream<'languages.connect'>,
  take: (message: RpcMessage, at: ToldTexts) => void,
): Promise<void> {
  let text = '';
  let at: ToldTexts = [];
  for await (const piece of stream) {
    text += piece.text;
    at = piece.at ?? at;
    if (text.length > languageLimits.toldLength) throw new Error('A message of a language server was too long.');
    if (!piece.isLast) continue;
    take(JSON.parse(text) as RpcMessage, at);
    [text, at] = ['', []];
  }
}
