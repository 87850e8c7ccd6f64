import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rankAt } from '../../../../src/shared/tasks/rank.ts';
import { type TaskFields, taskFields } from '../../../../src/shared/tasks/task.ts';
import { fieldEdits, newTaskText, readTask } from '../../../../src/shared/tasks/task-text.ts';
import { applyEdits } from '../../../../src/shared/text/edits.ts';

type Random = () => number;

/** Number of pairs that are merged at a time. */
const atOnce = 8;

let place = '';
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'ensemble-merges-'));
});
afterAll(() => rm(place, { recursive: true }));

/** Mulberry32, from a seed. */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
/** One act on a file: a field that was set, or a line of the body; `mark` finds it in the text. */
interface Change {
  name: string;
  mark: RegExp;
  /** Lines of the base that it replaces; none where it adds. */
  from: number;
  to: number;
}

const lineAt = (text: string, offset: number) => text.slice(0, offset).split('\n').length - 1;
const words = (random: Random) => `words ${Math.floor(random() * 1e6)}`;
const values: Partial<Record<keyof TaskFields, (random: Random) => string | string[]>> = {
  status: (random) => pick(random, ['in-progress', 'in-review', 'done']),
  rank: (random) => rankAt([{ id: '1', rank: 'a1' }], Math.floor(random() * 2)),
  reviewers: (random) => [pick(random, ['Ada', 'Bob'])],
  depends: (random) => [words(random)],
  paths: (random) => [`src/${Math.floor(random() * 9)}.ts`],
};
const names = Object.keys(taskFields.shape) as (keyof TaskFields)[];

/** A file that somebody has written by hand: some of the fields, in any order, tight or not, with comments. */
function handWritten(random: Random): string {
  const isTight = random() < 0.5;
  const lines = names
    .filter((name) => name === 'title' || random() < 0.5)
    .map((name) => `${name}: ${name === 'rank' ? 'a1' : words(random)}${random() < 0.2 ? ' # why' : ''}`);
  if (random() < 0.3) lines.reverse();
  if (random() < 0.3) lines.splice(Math.floor(random() * lines.length), 0, '# Planned on Monday.', 'colour: red');
  return `---\n${lines.join(isTight ? '\n' : '\n\n')}\n---\n${bodyOf(random)}`;
}

const bodyOf = (random: Random) =>
  `\nText.\n\n${Array.from({ length: 6 }, (_, index) => `- [ ] criterion ${index} ${words(random)}\n`).join('')}`;

/** Sets a field as the board does. Its place is that which it has in the base. */
function setField(base: string, text: string, name: keyof TaskFields, random: Random): [string, Change] {
  const fields = { [name]: values[name]?.(random) ?? words(random) } as Partial<TaskFields>;
  const [edit] = fieldEdits(base, fields);
  const isThere = new RegExp(`^${name}:`, 'm').test(base);
  const at = lineAt(base, edit!.offset);
  // Git takes an empty line before the added one and that of the base behind it for the other way round.
  const from = !isThere && edit!.insertText.startsWith('\n') && base.split('\n')[at] === '' ? at + 1 : at;
  const change = { name, mark: new RegExp(`^${name}:`, 'm'), from, to: isThere ? from + 1 : from };
  return [applyEdits(text, fieldEdits(text, fields)), change];
}

/** Ticks a criterion, or adds one behind it. */
function setCriterion(base: string, text: string, random: Random): [string, Change] {
  const index = Math.floor(random() * 6);
  const line = base.split('\n').findIndex((each) => each.includes(`criterion ${index} `));
  const found = new RegExp(`^- \\[.\\] criterion ${index} .*$`, 'm');
  if (random() < 0.5) {
    const ticked = text.replace(found, (all) => all.replace('[ ]', '[x]'));
    return [ticked, { name: `criterion ${index}`, mark: found, from: line, to: line + 1 }];
  }
  const added = `added ${words(random)}`;
  const longer = text.replace(found, (all) => `${all}\n- [ ] ${added}`);
  return [longer, { name: added, mark: new RegExp(added), from: line + 1, to: line + 1 }];
}

function work(base: string, random: Random): { text: string; changes: Change[] } {
  let text = base;
  const changes: Change[] = [];
  for (let act = 0; act < 2; act++) {
    const [next, change] =
      random() < 0.3 ? setCriterion(base, text, random) : setField(base, text, pick(random, names), random);
    text = next;
    changes.push(change);
  }
  return { text, changes };
}

const run = promisify(execFile);

async function merge(name: string, texts: readonly string[]): Promise<{ isClean: boolean; text: string }> {
  const files = texts.map((_, side) => join(place, `${name}-${side}`));
  await Promise.all(texts.map((text, side) => writeFile(files[side]!, text)));
  const done = await run('git', ['merge-file', '-p', ...files]).then(
    ({ stdout }) => ({ isClean: true, text: stdout }),
    ({ stdout }: { stdout: string }) => ({ isClean: false, text: stdout }),
  );
  await Promise.all(files.map((file) => rm(file)));
  return done;
}

const conflictsIn = (text: string) =>
  [...text.matchAll(/^<{7} .*\n([\s\S]*?)^={7}\n([\s\S]*?)^>{7} /gm)].map(([, ours, theirs]) => ours! + theirs!);

/** Says whether no line of the base stands between two changes: git takes them for a conflict. */
const touch = (a: Change, b: Change) => a.from <= b.to && b.from <= a.to;

/** Merges of one run: all of them in the long form of the tests. */
const most = process.env.ENSEMBLE_LONG_ATTACKS === '1' ? 1_000 : 100;

const isField = ({ name }: Change) => name in taskFields.shape;
const isAdded = ({ from, to }: Change) => from === to;

/** Merges pairs of branches. Gives the number of merges, and the pairs of changes that stood in each other's way. */
async function mergeMany(baseOf: (random: Random) => string) {
  let merged = 0;
  const near: (readonly [Change, Change])[] = [];
  const one = async (seed: number) => {
    const random = randomFrom(seed);
    const base = baseOf(random);
    const [ours, theirs] = [work(base, random), work(base, random)];
    if (ours.text === base || theirs.text === base || ours.text === theirs.text) return;
    const { isClean, text } = await merge(`${seed}`, [ours.text, base, theirs.text]);
    merged++;
    if (isClean) {
      expect(readTask(text), `seed ${seed}:\n${text}`).toHaveProperty('task');
      for (const { mark } of [...ours.changes, ...theirs.changes]) expect(text, `seed ${seed}`).toMatch(mark);
    }
    for (const conflict of conflictsIn(text)) {
      // Lines that both sides have written alike stand beside the conflict.
      const pairs = ours.changes
        .flatMap((a) => theirs.changes.map((b) => [a, b] as const))
        .filter((pair) => pair.some(({ mark }) => mark.test(conflict)));
      if (pairs.some(([a, b]) => a.name === b.name && touch(a, b))) continue;
      const pair = pairs.find(([a, b]) => touch(a, b));
      if (pair) near.push(pair);
      expect(pair, `seed ${seed}:\n${base}\n${text}`).toBeDefined();
    }
  };
  for (let seed = 1; merged < most; seed += atOnce)
    await Promise.all(Array.from({ length: atOnce }, (_, index) => one(seed + index)));
  return { merged, near };
}

describe('branches that git merges', { timeout: 240_000 }, () => {
  it('have no conflict of fields in a file of the board’s but of one that both have set', async () => {
    const { near } = await mergeMany((random) => newTaskText({ title: 'Paint', rank: 'a1' }, bodyOf(random)));
    expect(near.filter((pair) => pair.some(isField))).toEqual([]);
  });

  it('have one in a file that was written by hand only where no line stands between two changes', async () => {
    const { merged, near } = await mergeMany(handWritten);
    const added = near.filter((pair) => pair.every((change) => isField(change) && isAdded(change)));
    expect(added.length).toBeLessThan(merged / 7);
  });

  it('add an owner, a rank and a date to a file that has none of them, or one has moved the card', async () => {
    const base = '---\n# Planned on Monday.\ntitle: Paint\ncolour: red\nstatus: todo\nmilestone: m1 # or later\n---\n';
    const acts: Partial<TaskFields>[] = [{ owner: 'Ada' }, { due: '2026-01-01' }, { rank: 'a1', status: 'done' }];
    const set = (fields: Partial<TaskFields>) => applyEdits(base, fieldEdits(base, fields));
    for (const ours of acts)
      for (const theirs of acts.filter((each) => each !== ours)) {
        const merged = await merge('pair', [set(ours), base, set(theirs)]);
        expect(merged.isClean, merged.text).toBe(true);
        expect(readTask(merged.text)).toMatchObject({ task: { ...ours, ...theirs } });
        for (const line of ['# Planned on Monday.', 'colour: red', '# or later']) expect(merged.text).toContain(line);
      }
  });
});
