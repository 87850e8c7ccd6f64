import type * as Y from 'yjs';

/** A run of ids, and the one behind it in the text. */
interface Piece {
  client: number;
  clock: number;
  length: number;
  next: Piece | null;
}

/** First id behind a stretch of text; null at the end of the text. */
export type Stop = { client: number; clock: number } | null;

/**
 * Ids of a stretch of text in its order: a linked list, with each client's runs in the order of their clocks beside it,
 * so that an id is found by a binary search.
 */
export class IdOrder {
  #first: Piece | null = null;
  #last: Piece | null = null;
  readonly #byClient = new Map<number, Piece[]>();
  #isSorted = true;

  /** Adds a run at the end. */
  add(client: number, clock: number, length: number): void {
    const piece: Piece = { client, clock, length, next: null };
    if (this.#last) this.#last.next = piece;
    else this.#first = piece;
    this.#last = piece;
    this.#note(piece);
  }

  /** Adds a run at the beginning. */
  addBefore(client: number, clock: number, length: number): void {
    const piece: Piece = { client, clock, length, next: this.#first };
    this.#first = piece;
    this.#last ??= piece;
    this.#note(piece);
  }

  #note(piece: Piece): void {
    const pieces = this.#byClient.get(piece.client) ?? [];
    pieces.push(piece);
    this.#byClient.set(piece.client, pieces);
    this.#isSorted = false;
  }

  /** Index of a client's piece that has a clock; of the last that begins before it where none has. */
  #indexOf(pieces: readonly Piece[], clock: number): number {
    let low = 0;
    let high = pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pieces[middle]!.clock > clock) high = middle;
      else low = middle + 1;
    }
    return low - 1;
  }

  #of(client: number): Piece[] {
    if (!this.#isSorted) for (const pieces of this.#byClient.values()) pieces.sort((a, b) => a.clock - b.clock);
    this.#isSorted = true;
    return this.#byClient.get(client) ?? [];
  }

  /** Says whether all ids of a range are here. */
  has(client: number, clock: number, length = 1): boolean {
    const pieces = this.#of(client);
    const end = clock + length;
    let index = this.#indexOf(pieces, clock);
    for (let at = clock; at < end; index++) {
      const piece = pieces[index];
      if (!piece || piece.clock > at || at >= piece.clock + piece.length) return false;
      at = piece.clock + piece.length;
    }
    return true;
  }

  /** Finds the piece that ends with an id, and cuts there; null where the id is not here. */
  #endingWith({ client, clock }: Y.ID): Piece | null {
    const pieces = this.#of(client);
    const index = this.#indexOf(pieces, clock);
    const piece = pieces[index];
    if (!piece || clock >= piece.clock + piece.length) return null;
    const left = clock + 1 - piece.clock;
    if (left === piece.length) return piece;
    const rest: Piece = { client, clock: clock + 1, length: piece.length - left, next: piece.next };
    [piece.length, piece.next] = [left, rest];
    if (this.#last === piece) this.#last = rest;
    pieces.splice(index + 1, 0, rest);
    return piece;
  }

  /**
   * Puts an item between its neighbours, which must be next to each other: between others, Yjs puts text anywhere behind
   * the left one. Says whether they are.
   */
  put({ id, length, origin, rightOrigin }: Y.Item, stop: Stop): boolean {
    const before = origin === null ? null : this.#endingWith(origin);
    if (origin !== null && before === null) return false;
    const behind = before === null ? this.#first : before.next;
    const next = behind ?? stop;
    const isNext =
      next === null
        ? rightOrigin === null
        : rightOrigin !== null && rightOrigin.client === next.client && rightOrigin.clock === next.clock;
    if (!isNext) return false;
    const piece: Piece = { client: id.client, clock: id.clock, length, next: behind };
    if (before) before.next = piece;
    else this.#first = piece;
    if (behind === null) this.#last = piece;
    const pieces = this.#of(id.client);
    if (pieces.length === 0) this.#byClient.set(id.client, [piece]);
    else pieces.splice(this.#indexOf(pieces, id.clock) + 1, 0, piece);
    return true;
  }
}
