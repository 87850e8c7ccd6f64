import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { peopleColourCount } from '../../../../../src/renderer/workbench/editors/people-colours.ts';

type Triple = readonly [number, number, number];

const css = readFileSync('src/renderer/workbench/editors/people.css', 'utf8');
const themes = [
  { name: '.vs-dark', editor: '#1e1e1e', contrast: 4.5 },
  { name: '.vs', editor: '#ffffff', contrast: 4.5 },
  { name: '.hc-black', editor: '#000000', contrast: 7 },
  { name: '.hc-light', editor: '#ffffff', contrast: 7 },
];

/** Least CIE76 distance of two colours that are told apart at a glance; 2.3 is just noticeable. */
const leastDistance = 15;
const farDistance = 28;

const map = (triple: Triple, change: (value: number) => number): Triple => [
  change(triple[0]),
  change(triple[1]),
  change(triple[2]),
];
const times = (rows: readonly Triple[], by: Triple) =>
  rows.map((row) => row[0] * by[0] + row[1] * by[1] + row[2] * by[2]) as unknown as Triple;

function linear(hex: string): Triple {
  const value = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return map([value(1), value(3), value(5)], (part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
}

/** Eyes without cones of one sort, after Machado, Oliveira and Fernandes (2009), severity 1. */
const deficiencies: Record<string, readonly Triple[]> = {
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Ways of seeing a colour. */
const ways = [
  (colour: Triple) => colour,
  ...Object.values(deficiencies).map(
    (rows) => (colour: Triple) => map(times(rows, colour), (part) => Math.min(1, Math.max(0, part))),
  ),
];

function lab(colour: Triple): Triple {
  const xyz = times(
    [
      [0.4124 / 0.95047, 0.3576 / 0.95047, 0.1805 / 0.95047],
      [0.2126, 0.7152, 0.0722],
      [0.0193 / 1.08883, 0.1192 / 1.08883, 0.9505 / 1.08883],
    ],
    colour,
  );
  const [x, y, z] = map(xyz, (part) => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const distance = (a: Triple, b: Triple) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
const luminance = ([r, g, b]: Triple) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(linear(a)), luminance(linear(b))].sort((one, other) => other - one);
  return (light! + 0.05) / (dark! + 0.05);
}

function theme(name: string): { colours: string[]; text: string } {
  const block = css.split(`${name} {`)[1]!.split('}')[0]!;
  const text = /--ensemble-person-text: #(.)(.)(.);/.exec(block)!;
  return {
    colours: [...block.matchAll(/--ensemble-person-\d+: (#[0-9a-f]{6});/g)].map((match) => match[1]!),
    text: `#${text
      .slice(1, 4)
      .map((digit) => digit + digit)
      .join('')}`,
  };
}

for (const { name, editor, contrast: least } of themes) {
  const tooClose = (colours: readonly string[], least: number) =>
    colours.flatMap((a, i) =>
      colours.slice(i + 1).flatMap((b) =>
        ways.flatMap((seen) => {
          const apart = distance(lab(seen(linear(a))), lab(seen(linear(b))));
          return apart < least ? [`${a} ${b} ${apart.toFixed(1)}`] : [];
        }),
      ),
    );

  test(`every two people can be told apart in ${name}, also by eyes without cones of one sort`, () => {
    const { colours } = theme(name);
    expect(colours).toHaveLength(peopleColourCount);
    expect(tooClose(colours, leastDistance)).toEqual([]);
  });

  test(`the host and the first three guests are far apart in ${name}, for all eyes`, () => {
    expect(tooClose(theme(name).colours.slice(0, 4), farDistance)).toEqual([]);
  });

  test(`people's colours are readable in ${name}, on the editor and under text`, () => {
    const { colours, text } = theme(name);
    for (const colour of colours) {
      expect(contrast(colour, editor)).toBeGreaterThanOrEqual(least);
      expect(contrast(colour, text)).toBeGreaterThanOrEqual(least);
    }
  });
}
