import type { Random } from '../sim/random.ts';
import { freshName } from './edits.ts';

/** Something that goes through a whole file. */
export type Sweep = (text: string, random: Random) => string;

/** A formatter with another opinion. */
const format: Sweep = (text, random) => {
  const style = random.below(4);
  if (style === 0) return text.replace(/^( {2})+/gm, (indent) => '\t'.repeat(indent.length / 2));
  if (style === 1) return text.replace(/^( {2})+/gm, (indent) => indent + indent);
  if (style === 2) return text.replaceAll(/'([^'"\n]*)'/g, '"$1"');
  return text.replace(/;$/gm, '');
};

/** A symbol gets another name everywhere. */
const rename: Sweep = (text, random) => {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(/\b[a-z][A-Za-z]{4,}\b/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const common = [...counts].filter(([, count]) => count >= 3 && count <= 12).map(([word]) => word);
  if (common.length === 0) return text;
  return text.replace(new RegExp(`\\b${random.pick(common)}\\b`, 'g'), freshName(random));
};

/** A release: versions and years. */
const bump: Sweep = (text, random) =>
  text.replace(/\b(\d+)\.(\d+)\.(\d+)\b/g, (_, major, minor, patch) =>
    random.chance(0.3) ? `${major}.${Number(minor) + 1}.0` : `${major}.${minor}.${patch}`,
  );

/** A tool writes at the end. */
const append: Sweep = (text, random) => `${text}// ${freshName(random)} ${random.below(10_000)}\n`;

/** Changes of a whole file by other programs, with their weights. */
export const sweeps: readonly (readonly [name: string, weight: number, sweep: Sweep])[] = [
  ['formatted everything', 10, format],
  ['renamed a symbol', 10, rename],
  ['raised versions', 4, bump],
  ['appended a line', 6, append],
];
