import type { Random } from '../sim/random.ts';

/** Where a person, or the next one beside them, is working: a line, from 0. */
export type Place = number;

/** One thing that is done to a file's lines at a place. Gives false where it cannot be done. */
export type Edit = (lines: string[], at: Place, random: Random) => boolean;

const nouns = [
  'anchor',
  'buoy',
  'cargo',
  'deck',
  'engine',
  'flag',
  'galley',
  'harbour',
  'keel',
  'mast',
  'rudder',
  'sail',
];
const verbs = ['load', 'find', 'check', 'read', 'update', 'sort', 'count', 'close', 'measure', 'describe'];
const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1);
const indentOf = (line: string) => /^\s*/.exec(line)![0];
const isCode = (lines: readonly string[]) => lines.some((line) => /[;{}]\s*$/.test(line));

export const freshName = (random: Random): string =>
  `${random.pick(verbs)}${capital(random.pick(nouns))}${random.chance(0.3) ? capital(random.pick(nouns)) : ''}`;

function sentence(random: Random): string {
  const words = Array.from({ length: 4 + random.below(6) }, () => random.pick([...nouns, ...verbs, 'the', 'of', 'a']));
  return `${capital(words.join(' '))}.`;
}

function newLine(lines: readonly string[], at: Place, random: Random): string {
  const indent = indentOf(lines[at] ?? '');
  if (!isCode(lines)) return indent + sentence(random);
  const [name, other, noun] = [freshName(random), freshName(random), random.pick(nouns)];
  return (
    indent +
    random.pick([
      `const ${name} = ${other}(${noun});`,
      `${name}(${noun}, ${random.below(100)});`,
      `if (${noun} === null) return ${other}();`,
      `// ${sentence(random)}`,
      `${noun}.${name} = ${random.below(1000)};`,
    ])
  );
}

/** Types some new lines. */
const typeLines: Edit = (lines, at, random) => {
  const count = 1 + random.below(random.chance(0.2) ? 8 : 3);
  lines.splice(at + 1, 0, ...Array.from({ length: count }, () => newLine(lines, at, random)));
  return true;
};

/** Changes one word of a line, as most small changes do. */
const changeWord: Edit = (lines, at, random) => {
  const words = [...(lines[at] ?? '').matchAll(/[A-Za-z_]{3,}|\d+/g)];
  if (words.length === 0) return false;
  const word = random.pick(words);
  const next = /\d/.test(word[0]) ? String(random.below(1000)) : freshName(random);
  const line = lines[at]!;
  lines[at] = line.slice(0, word.index) + next + line.slice(word.index + word[0].length);
  return true;
};

/** Writes a line anew. */
const rewriteLine: Edit = (lines, at, random) => {
  if ((lines[at] ?? '').trim().length < 4) return false;
  lines[at] = newLine(lines, at, random);
  return true;
};

/** Gives a call one more argument. */
const addArgument: Edit = (lines, at, random) => {
  const line = lines[at] ?? '';
  const end = line.lastIndexOf(')');
  if (end < 1 || !line.includes('(')) return false;
  const argument = random.pick(nouns);
  lines[at] = `${line.slice(0, end)}${line[end - 1] === '(' ? '' : ', '}${argument}${line.slice(end)}`;
  return true;
};

const deleteLines: Edit = (lines, at, random) => {
  if (lines.length < 12) return false;
  lines.splice(at, 1 + random.below(3));
  return true;
};

/** Moves a few lines somewhere else. */
const moveBlock: Edit = (lines, at, random) => {
  if (lines.length < 25) return false;
  const block = lines.splice(at, 3 + random.below(6));
  lines.splice(random.below(lines.length), 0, ...block);
  return true;
};

/** Adds what an editor adds at the head of a file by itself: an import, among the others where it sorts. */
export const addImport: Edit = (lines, _at, random) => {
  const imports = lines.map((line, index) => ({ line, index })).filter(({ line }) => /^import .*from '/.test(line));
  if (imports.length === 0) return false;
  const name = freshName(random);
  const line = `import { ${name} } from './${name}.ts';`;
  const from = (text: string) => /from '(.*)'/.exec(text)![1]!;
  const next = imports.find((other) => from(other.line) > from(line));
  lines.splice(next ? next.index : imports.at(-1)!.index + 1, 0, line);
  return true;
};

/** Puts a whole function, or a paragraph, in between. */
const addBlock: Edit = (lines, at, random) => {
  const gap = lines.findIndex((line, index) => index >= at && line === '');
  if (gap < 0) return false;
  const name = freshName(random);
  const body = [newLine(lines, gap, random), newLine(lines, gap, random)].map((line) => `  ${line.trim()}`);
  const block = isCode(lines)
    ? ['', `/** ${sentence(random)} */`, `function ${name}(${random.pick(nouns)}) {`, ...body, '}']
    : ['', ...Array.from({ length: 2 + random.below(3) }, () => sentence(random))];
  lines.splice(gap, 0, ...block);
  return true;
};

/** People's edits at one place, with their weights. */
export const placedEdits: readonly (readonly [name: string, weight: number, edit: Edit])[] = [
  ['typed lines', 30, typeLines],
  ['changed a word', 25, changeWord],
  ['wrote a line anew', 12, rewriteLine],
  ['added an argument', 8, addArgument],
  ['deleted lines', 8, deleteLines],
  ['added a block', 8, addBlock],
  ['added an import', 6, addImport],
  ['moved a block', 3, moveBlock],
];
