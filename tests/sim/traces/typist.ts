import type { TextDocument } from '../../../src/client/text-document.ts';
import type { Random } from '../random.ts';
import type { TraceStep } from './trace.ts';

export type Act = Exclude<TraceStep[2], 'cut' | 'back'>;

const sentences = [
  'The ferry leaves at seven, and nobody waits for those who come late.',
  'Should we keep the old name here? I would rather not.',
  'const berths = boats.filter((boat) => boat.length < 12);',
  'Größere Boote liegen außen, kleinere innen.',
  'if (tide < 0) throw new Error("there is no water");',
  '港の地図はまだ古いままです。',
  'I have asked the harbour master 👍 and wait for an answer 😀',
  'for (const [name, berth] of berths) console.log(name, berth);',
  '- [ ] measure the pier again',
  'This paragraph says the same as the one above, only longer; one of them should go.',
];

const blocks = [
  'function berthOf(boat) {\n  const free = berths.find((berth) => !berth.taken);\n  return free ?? null;\n}\n',
  '| boat | length | berth |\n|---|---|---|\n| Möwe | 9 | 4 |\n| Ναυτίλος | 14 | 11 |\n',
  'Minutes of the meeting: present were all four; the pier is to be measured, the list of boats to be kept here.\n',
];

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** A person at a keyboard: sentences with slips of the finger, pastes, deleted lines, and steps that are taken back. */
export class Typist {
  readonly #document: TextDocument;
  readonly #random: Random;
  #caret: Uint8Array;
  #plan: (() => Act | null)[] = [];
  nextMs = 0;

  constructor(document: TextDocument, random: Random) {
    this.#document = document;
    this.#random = random;
    this.#caret = document.anchorAt(0);
  }

  get offset(): number {
    return this.#document.offsetOf(this.#caret) ?? 0;
  }

  /** Gives the next action, or null for nothing; `taken` are the offsets at which others are. */
  next(nowMs: number, taken: readonly number[]): Act | null {
    if (this.#plan.length === 0) this.#choose(taken);
    const typing = this.#plan.length > 1;
    this.nextMs = nowMs + (typing ? 60 + this.#random.below(140) : 600 + this.#random.below(2500));
    return this.#plan.shift()?.() ?? null;
  }

  #choose(taken: readonly number[]): void {
    const random = this.#random;
    const text = this.#document.toString();
    const lines = [...text.matchAll(/[^\n]*/g)].map(({ index, 0: line }) => ({ start: index, line }));
    const free = lines.filter(({ start, line }) =>
      taken.every((at) => at < start - 80 || at > start + line.length + 80),
    );
    if (free.length === 0) return;
    const { start, line } = random.pick(free);
    const kind = random.next();
    if (kind < 0.4) this.#write(start + line.length, `${line === '' ? '' : ' '}${random.pick(sentences)}`);
    else if (kind < 0.5) this.#write(start, `${random.pick(sentences)}\n`);
    else if (kind < 0.75) this.#paste(start);
    else if (kind < 0.9 && lines.length > 25) this.#plan = [() => this.#replace(start, line.length + 1, '')];
    else this.#correct(start, line);
  }

  #write(at: number, sentence: string): void {
    this.#caret = this.#document.anchorAt(at);
    for (const letter of sentence) {
      if (this.#random.chance(0.04)) {
        this.#plan.push(() => this.#insert(this.#random.pick([...letters])));
        this.#plan.push(() => this.#backspace());
      }
      this.#plan.push(() => this.#insert(letter));
    }
  }

  #paste(at: number): void {
    const block = this.#random.pick(blocks);
    this.#caret = this.#document.anchorAt(at);
    this.#plan.push(() => this.#insert(block));
    if (this.#random.chance(0.6)) this.#plan.push(() => 'undo');
    if (this.#plan.length > 1 && this.#random.chance(0.5)) this.#plan.push(() => 'redo');
  }

  /** Selects a word in the middle of a line and types over it. */
  #correct(start: number, line: string): void {
    const words = [...line.matchAll(/[a-z]{4,}/g)];
    const word = words[this.#random.below(words.length)];
    if (!word) return;
    const anchor = this.#document.anchorAt(start + word.index);
    const [first, ...rest] = this.#random.pick(['harbour', 'quay', 'Bucht', 'stern']);
    this.#plan.push(() => {
      const at = this.#document.offsetOf(anchor) ?? 0;
      return this.#document.toString().startsWith(word[0], at) ? this.#replace(at, word[0].length, first!) : null;
    });
    for (const letter of rest) this.#plan.push(() => this.#insert(letter));
  }

  #insert(text: string): Act | null {
    return this.#replace(this.offset, 0, text);
  }

  #backspace(): Act | null {
    const { offset } = this;
    return offset > 0 ? this.#replace(offset - 1, 1, '') : null;
  }

  #replace(offset: number, deleteLength: number, insertText: string): Act | null {
    const length = Math.min(deleteLength, this.#document.length - offset);
    return length === 0 && insertText === '' ? null : [[offset, length, insertText]];
  }

  /** Puts the caret behind the typed text. */
  did(act: Act): void {
    if (typeof act === 'string') return;
    const [offset, , text] = act.at(-1)!;
    this.#caret = this.#document.anchorAt(offset + text.length);
  }
}
