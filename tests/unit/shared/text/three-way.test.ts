import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeTexts } from '../../../../src/shared/text/three-way.ts';

const clean = (base: string, mine: string, theirs: string): string => {
  const { text, overlaps } = mergeTexts(base, mine, theirs);
  expect(overlaps).toEqual([]);
  return text;
};
const overlapping = (base: string, mine: string, theirs: string) => {
  const merge = mergeTexts(base, mine, theirs);
  expect(merge.overlaps).not.toEqual([]);
  return merge;
};

describe('a merge by itself', () => {
  it('has what one side changed, also in lines side by side', () => {
    expect(clean('a\nb\nc\n', 'A\nb\nc\n', 'a\nb\nC\n')).toBe('A\nb\nC\n');
    expect(clean('a\nb\nc\n', 'a\nB\nc\n', 'a\nb\nC\n')).toBe('a\nB\nC\n');
    expect(clean('a\nb\nc\n', 'a\nc\n', 'a\nb\nC\n')).toBe('a\nC\n');
  });

  it('is made of texts of however many lines', () => {
    const lines = Array.from({ length: 150_000 }, (_, at) => `${at}\n`);
    const base = lines.join('');
    expect(clean(base, `first\n${base}`, `${base}last\n`) === `first\n${base}last\n`).toBe(true);
    const inserted = (sign: string) => lines.map((line) => sign + line).join('');
    expect(mergeTexts('', inserted('a'), inserted('b')).text.split('\n')).toHaveLength(300_001);
  });

  it('has once what both did alike', () => {
    expect(clean('a\nb\n', 'a\nnew\nb\n', 'a\nnew\nb\n')).toBe('a\nnew\nb\n');
    expect(clean('a\nb\nc\nd\n', 'a\nB\nc\nmine\nd\n', 'a\nB\nc\nd\ntheirs\n')).toBe('a\nB\nc\nmine\nd\ntheirs\n');
  });

  it('has both where both put different lines in at one place, mine first', () => {
    const imports = (...names: string[]) => names.map((name) => `import { ${name} } from './${name}.ts';\n`).join('');
    expect(clean(imports('a', 'z'), imports('a', 'm', 'z'), imports('a', 't', 'z'))).toBe(imports('a', 'm', 't', 'z'));
    expect(clean('end\n', 'end\nmine\n', 'end\ntheirs\n')).toBe('end\nmine\ntheirs\n');
  });

  it('has both where words of one line changed apart', () => {
    expect(clean('move(ship, north);\n', 'move(ship, north, 3);\n', 'move(boat, north);\n')).toBe(
      'move(boat, north, 3);\n',
    );
  });

  it('has what was typed under the other side’s formatting', () => {
    const base = 'if (a) {\n  one();\n  two();\n}\n';
    expect(clean(base, base.replace('two()', 'two(2)'), base.replaceAll('  ', '\t'))).toBe(
      'if (a) {\n\tone();\n\ttwo(2);\n}\n',
    );
  });
});

describe('lines that one side only formatted', () => {
  it('are as the other side wrote them, or gone where that deleted them', () => {
    const base = "if (a) {\n  say('x');\n  two();\n}\n";
    const formatted = 'if (a) {\n    say("x")\n    two()\n}\n';
    expect(clean(base, base.replace("say('x')", 'shout(a, b)'), formatted)).toBe(
      'if (a) {\n    shout(a, b);\n    two()\n}\n',
    );
    expect(clean(base, base.replace("  say('x');\n", ''), formatted)).toBe('if (a) {\n    two()\n}\n');
  });

  it('are not those in which a sign has another meaning', () => {
    overlapping('let x = a + b;\n', 'let y = c;\n', 'let x = a - b;\n');
  });
});

describe('an overlap', () => {
  it('is one line that both changed to different things; both are in the text, one after the other', () => {
    const { text, overlaps } = overlapping('a\nb\nc\n', 'new\na\nmine\nc\n', 'a\ntheirs\nc\n');
    expect(text).toBe('new\na\nmine\ntheirs\nc\n');
    expect(overlaps).toEqual([{ line: 3, mine: ['mine'], theirs: ['theirs'] }]);
  });

  it('is what one side deleted and the other changed', () => {
    expect(overlapping('a\nb\nc\n', 'a\nc\n', 'a\nB b\nc\n').text).toBe('a\nB b\nc\n');
  });

  it('is a number, a name or a version that both changed: never half of each', () => {
    for (const [base, mine, theirs] of [
      ['v = "1.2.3"\n', 'v = "1.3.3"\n', 'v = "1.2.4"\n'],
      ['getName()\n', 'getFullName()\n', 'getNames()\n'],
      ['let total = a;\n', 'let sum = a;\n', 'let totals = a;\n'],
    ] as const)
      overlapping(base, mine, theirs);
  });

  it('is two versions of the same that both put in', () => {
    overlapping('{\n}\n', '{\n  timeout: 30,\n}\n', '{\n  timeout: 60,\n}\n');
    const helper = (body: string) => `x\n\nfunction help() {\n  const result = prepare();\n  ${body}\n}\n`;
    overlapping('x\n', helper('return result;'), helper('return [result];'));
  });

  it('is no larger than it must be under the other side’s formatting of everything', () => {
    const lines = Array.from({ length: 20 }, (_, i) => `  call${i}(${i});`);
    const base = `${lines.join('\n')}\n`;
    const { overlaps } = overlapping(
      base,
      base.replace('call7(7)', 'mine()'),
      base.replaceAll('  ', '\t').replace('call7(7)', 'theirs()'),
    );
    expect(overlaps).toEqual([{ line: 8, mine: ['  mine();'], theirs: ['\ttheirs();'] }]);
  });
});

describe('whatever two sides do', () => {
  const words = fc.constantFrom('a', 'b', 'c', 'foo(bar)', 'x = 1', '', '  y', '😀 text');
  const text = fc.array(words, { maxLength: 8 }).map((lines) => lines.join('\n'));

  it('one side alone, or both alike, is the merge', () => {
    fc.assert(
      fc.property(text, text, (base, side) => {
        expect(clean(base, side, base)).toBe(side);
        expect(clean(base, base, side)).toBe(side);
        expect(clean(base, side, side)).toBe(side);
      }),
    );
  });

  it('both sides agree whether there is an overlap', () => {
    fc.assert(
      fc.property(text, text, text, (base, mine, theirs) => {
        const [here, there] = [mergeTexts(base, mine, theirs), mergeTexts(base, theirs, mine)];
        expect(here.overlaps.length).toBe(there.overlaps.length);
      }),
    );
  });

  it('every line that a side has in an overlap is in the text, and its place in mine is right', () => {
    fc.assert(
      fc.property(text, text, text, (base, mine, theirs) => {
        const { text: merged, overlaps } = mergeTexts(base, mine, theirs);
        const lines = mine.split('\n');
        for (const overlap of overlaps) {
          expect(merged).toContain([...overlap.mine, ...overlap.theirs].join('\n'));
          expect(lines.slice(overlap.line - 1, overlap.line - 1 + overlap.mine.length)).toEqual(overlap.mine);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

it('has their lines alone in overlaps where these are to win, and both sides’ elsewhere', () => {
  const [base, mine, theirs] = ['a\nb\nc\nd\ne\n', 'a\nmine\nc\nd\nmy e\n', 'a\ntheirs\nc\ntheir d\ne\n'];
  expect(mergeTexts(base, mine, theirs, 'theirs')).toMatchObject({
    text: 'a\ntheirs\nc\ntheir d\nmy e\n',
    overlaps: [{ line: 2 }],
  });
});
