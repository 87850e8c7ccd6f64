import { describe, expect, it } from 'vitest';
import { findQuoted, quotedFrom, quoteLimits } from '../../../../src/shared/text/quoted-lines.ts';
import { Random } from '../../../sim/random.ts';

/** A line, and the one from which it was copied or changed. */
interface Line {
  text: string;
  id: number;
  origin: number;
}

const common = ['', '}', '  }', '    return null;', 'else {', '});', '    break;', 'try {'];
const verbs = ['read', 'write', 'open', 'close', 'merge', 'count', 'find', 'keep'];
const things = ['entry', 'text', 'line', 'person', 'frame', 'mark', 'batch', 'state'];

/** Writes and changes a text as people do, and knows of each line where it comes from. */
class History {
  readonly #random: Random;
  #nextId = 0;
  lines: Line[];

  constructor(random: Random) {
    this.#random = random;
    this.lines = Array.from({ length: 20 + random.below(120) }, () => this.#written());
  }

  #written(): Line {
    const random = this.#random;
    const id = this.#nextId++;
    const call = `${random.pick(verbs)}${random.pick(things)}(${random.pick(things)}, ${random.below(60)})`;
    const text = random.chance(0.35)
      ? random.pick(common)
      : `${'  '.repeat(random.below(3))}const ${random.pick(things)} = ${call};`;
    return { text, id, origin: id };
  }

  /** Makes one change. */
  change(): void {
    const random = this.#random;
    const { lines } = this;
    const at = random.below(lines.length + 1);
    const some = 1 + random.below(6);
    const kind = random.below(12);
    if (kind < 4) lines.splice(at, 0, ...Array.from({ length: some }, () => this.#written()));
    else if (kind < 6) lines.splice(at, some);
    else if (kind < 8) {
      const line = lines[at];
      if (line) lines[at] = { ...line, text: line.text.replace(/\d+/, String(random.below(900))) };
    } else if (kind < 9) lines.splice(random.below(lines.length), 0, ...lines.splice(at, some));
    else if (kind < 10)
      lines.splice(
        random.below(lines.length),
        0,
        ...lines.slice(at, at + some).map((line) => ({ ...line, id: this.#nextId++ })),
      );
    else if (kind < 11)
      for (let i = at; i < Math.min(lines.length, at + some); i++)
        lines[i] = { ...lines[i]!, text: `  ${lines[i]!.text}` };
    else {
      const [from, to] = [random.pick(things), `${random.pick(things)}s`];
      this.lines = lines.map((line) => ({ ...line, text: line.text.replaceAll(from, to) }));
    }
    if (this.lines.length === 0) this.lines = [this.#written()];
  }

  get text(): string {
    return this.lines.map(({ text }) => text).join('\n');
  }
}

interface Outcomes {
  /** Seeds of histories in which another line was taken for the quoted one. */
  misplaced: number[];
  found: number;
  /** Histories in which the lines are there, and were not found. */
  lost: number;
  gone: number;
}

/** Runs generated histories, and counts their outcomes; `knowsText`: with the text in which the lines stood. */
function outcomes(count: number, knowsText: boolean): Outcomes {
  const totals: Outcomes = { misplaced: [], found: 0, lost: 0, gone: 0 };
  for (let seed = 1; seed <= count; seed++) {
    const random = new Random(seed);
    const history = new History(random);
    const start = 1 + random.below(history.lines.length);
    const span = { start, end: Math.min(history.lines.length, start + random.below(4)) };
    const was = { text: history.text, span };
    const quoted = history.lines.slice(span.start - 1, span.end);
    const quote = quotedFrom(was.text, span);
    for (let changes = 1 + random.below(12); changes > 0; changes--) history.change();
    const found = findQuoted(quote, history.text, knowsText ? was : null);
    const left = quoted.filter(({ id }) => history.lines.some((line) => line.id === id));
    // Of a line that is gone a copy may stand in for it.
    const isOne = (line: Line) =>
      quoted.some((each) => (left.includes(each) ? each.id === line.id : each.origin === line.origin));
    if (found && !history.lines.slice(found.start - 1, found.end).some(isOne)) totals.misplaced.push(seed);
    else if (found) totals.found++;
    // Lines that are everywhere cannot be told from each other; nobody comments on an empty one.
    else if (left.some(({ text }) => !common.includes(text))) totals.lost++;
    else totals.gone++;
  }
  return totals;
}

describe('quoted lines', () => {
  it.each([
    ['with the text in which they stood', true],
    ['by the quote alone', false],
  ])('are never found in another place, over 1,000 histories, %s', (_, knowsText) => {
    const { misplaced, found, lost } = outcomes(1000, knowsText);
    expect(misplaced).toEqual([]);
    expect(found / (found + lost)).toBeGreaterThan(0.95);
  });

  it('move with their text, whatever is written before and after', () => {
    const text = 'one\ntwo\nthree: the line\nfour\nfive';
    const quote = quotedFrom(text, { start: 3, end: 3 });
    expect(quote).toEqual({
      before: ['one', 'two'],
      lines: ['three: the line'],
      after: ['four', 'five'],
      count: 1,
      only: [0],
    });
    expect(findQuoted(quote, `new\nnew\n${text}`)).toEqual({ start: 5, end: 5 });
    expect(findQuoted(quote, 'one\ntwo\n  three: the line, changed\nfour\nfive')).toEqual({ start: 3, end: 3 });
    expect(findQuoted(quote, 'one\ntwo\nfour\nfive')).toBeNull();
    expect(findQuoted(quote, '')).toBeNull();
  });

  it('are gone where they might be in two places', () => {
    const block = ['{', '  return null;', '}', ''].join('\n');
    const quote = quotedFrom(`${block.repeat(3)}end`, { start: 6, end: 6 });
    expect(findQuoted(quote, `${block.repeat(5)}end`)).toBeNull();
  });

  it('of a long stretch are found by its beginning, and cost no time in a text of the same lines', () => {
    const text = Array.from({ length: 60 }, (_, index) => `const value${index} = compute(${index});`).join('\n');
    const quote = quotedFrom(text, { start: 11, end: 50 });
    expect(quote.lines).toHaveLength(quoteLimits.lines);
    expect(findQuoted(quote, `\n\n${text}`)).toEqual({ start: 13, end: 52 });
    expect(findQuoted(quotedFrom('}\n'.repeat(50), { start: 9, end: 9 }), '}\n'.repeat(20_000))).toBeNull();
  });
});
