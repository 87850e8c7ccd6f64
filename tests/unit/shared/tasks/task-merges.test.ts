import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compareRanks, rankAt } from '../../../../src/shared/tasks/rank.ts';
import { type Task, type TaskFields, taskIdOf } from '../../../../src/shared/tasks/task.ts';
import { newTaskId, taskPath } from '../../../../src/shared/tasks/task-path.ts';
import { fieldEdits, newTaskText, readTask } from '../../../../src/shared/tasks/task-text.ts';
import { applyEdits } from '../../../../src/shared/text/edits.ts';

type Folder = Map<string, string>;
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
const taskOf = (text: string): Task => (readTask(text) as { task: Task }).task;
const sorted = (folder: Folder) =>
  [...folder].map(([path, text]) => ({ id: taskIdOf(path), rank: taskOf(text).rank })).toSorted(compareRanks);

function add(folder: Folder, random: Random): void {
  const title = `Task ${Math.floor(random() * 100)}`;
  const id = newTaskId({ randomBytes: (length) => Uint8Array.from({ length }, () => random() * 256) });
  const tasks = sorted(folder);
  folder.set(taskPath(id, title), newTaskText({ title, rank: rankAt(tasks, tasks.length) }));
}

const changes: ((random: Random, folder: Folder) => Partial<TaskFields>)[] = [
  (random) => ({ status: pick(random, ['in-progress', 'in-review', 'done']) }),
  (random, folder) => ({ rank: rankAt(sorted(folder), Math.floor(random() * folder.size)) }),
  (random) => ({ owner: pick(random, ['Ada', 'Bob']) }),
  (random) => ({ estimate: `${Math.ceil(random() * 9)}h` }),
  (random) => ({ paths: [`src/${Math.floor(random() * 9)}.ts`] }),
  (random) => ({ milestone: `m${Math.floor(random() * 9)}` }),
];

/** Does some acts on a branch; gives the fields that it has set, by path. */
function work(folder: Folder, random: Random): Map<string, Set<string>> {
  const touched = new Map<string, Set<string>>();
  for (let act = 0; act < 4; act++) {
    if (random() < 0.3) {
      add(folder, random);
      continue;
    }
    const path = pick(random, [...folder.keys()]);
    const text = folder.get(path)!;
    const fields = pick(random, changes)(random, folder);
    folder.set(path, applyEdits(text, fieldEdits(text, fields)));
    touched.set(path, new Set([...(touched.get(path) ?? []), ...Object.keys(fields)]));
  }
  return touched;
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

/** Merges of one run: all of them in the long form of the tests. */
const most = process.env.ENSEMBLE_LONG_ATTACKS === '1' ? 1_000 : 200;

it('merges hundreds of pairs of branches by git, without conflicts but of one field that both have set', async () => {
  let [merged, conflicts] = [0, 0];
  const one = async (seed: number) => {
    const random = randomFrom(seed);
    const base: Folder = new Map();
    for (let count = 0; count < 3; count++) add(base, random);
    const [ours, theirs] = [new Map(base), new Map(base)];
    const [mine, other] = [work(ours, random), work(theirs, random)];
    // Files that a branch has added are its own.
    const added = [...ours.keys()].filter((path) => !base.has(path) && theirs.has(path));
    expect(added).toEqual([]);
    for (const [path, text] of base) {
      const sides = [ours.get(path)!, text, theirs.get(path)!];
      if (sides[0] === text || sides[2] === text || sides[0] === sides[2]) continue;
      const both = [...(mine.get(path) ?? [])].filter((field) => other.get(path)?.has(field));
      const { isClean, text: result } = await merge(`${seed}-${taskIdOf(path)}`, sides);
      merged++;
      if (isClean) expect(readTask(result)).toHaveProperty('task');
      else {
        conflicts++;
        expect(both.length, `seed ${seed}, ${path}:\n${result}`).toBeGreaterThan(0);
      }
    }
  };
  for (let seed = 1; merged < most; seed += atOnce)
    await Promise.all(Array.from({ length: atOnce }, (_, index) => one(seed + index)));
  expect(merged).toBeGreaterThanOrEqual(most);
  expect(conflicts).toBeLessThan(merged / 2);
}, 120_000);
