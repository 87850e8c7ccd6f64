import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { courseOf, seedsEnd } from './courses.ts';
import { keep, keptCourses } from './kept-seeds.ts';
import { doneSteps, minimise } from './minimise.ts';
import { huntMutants } from './mutant-hunt.ts';
import { MetPairs } from './pairs.ts';
import type { Course, Outcome } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    /** First seed. */
    from: { type: 'string', default: '1' },
    /** Draws the first seed at random. */
    fresh: { type: 'boolean', default: false },
    /** The only seed. */
    seed: { type: 'string' },
    /** Number of operations, drawn as they occur in life, instead of the seed's own course. */
    steps: { type: 'string' },
    workers: { type: 'string', default: '2' },
    /** Adds failing courses to tests/sim/seeds.json; with mutants, notes the seeds that found them. */
    keep: { type: 'boolean', default: false },
    /** Prints how often each operation was done, and which pairs never came directly after one another. */
    table: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
  },
});

interface Told {
  course: Course;
  outcome: Outcome;
}

const mostFailures = 40;

function courses(): Course[] {
  const { steps } = values;
  const course = (seed: number) => (steps === undefined ? courseOf(seed) : { seed, steps: Number(steps) });
  if (values.seed !== undefined) return [course(Number(values.seed))];
  const count = Number(values.seeds);
  const from = values.fresh ? randomInt(seedsEnd - count) : Number(values.from);
  const kept = keptCourses();
  const again = `npm run sim -- --seeds ${count} --from ${from}${steps === undefined ? '' : ` --steps ${steps}`}`;
  console.log(`seeds ${from} to ${from + count - 1}, and ${kept.length} kept ones; the same again: ${again}`);
  return [...kept, ...Array.from({ length: count }, (_, index) => course(from + index))];
}

/** Deals the courses out to workers; `tell` is called with each outcome, and says whether to go on. */
async function runAll(all: Course[], tell: (told: Told) => boolean): Promise<void> {
  const count = Math.min(Math.max(1, Number(values.workers)), all.length);
  const workers = Array.from({ length: count }, (_, index) => {
    const workerData = all.filter((_, place) => place % count === index);
    return new Worker(new URL('./seed-worker.ts', import.meta.url), { workerData });
  });
  const ends = workers.map(
    (worker) =>
      new Promise<void>((resolve, reject) => {
        worker.on('message', (told: Told) => {
          if (!tell(told)) for (const each of workers) void each.terminate();
        });
        worker.on('error', reject);
        worker.on('exit', () => resolve());
      }),
  );
  await Promise.all(ends);
}

async function report({ course }: Told): Promise<void> {
  const shortest = await minimise(course);
  const { failure } = shortest.outcome;
  console.log(`seed ${course.seed}: ${failure ?? 'failed, and passes by itself'}`);
  const { names: _, ...told } = shortest.course;
  console.log(`  shortest: ${JSON.stringify(told)}`);
  console.log(`  after: ${doneSteps(shortest.course, shortest.outcome).join(', ')}`);
  if (values.keep) keep({ ...shortest.course, names: shortest.outcome.steps, found: String(failure).slice(0, 200) });
}

async function runSeeds(): Promise<boolean> {
  const failures: Told[] = [];
  let passed = 0;
  let entries = 0;
  const done = new Map<string, number>();
  const pairs = new MetPairs();
  await runAll(courses(), (told) => {
    entries += told.outcome.entries;
    for (const name of doneSteps(told.course, told.outcome)) done.set(name, (done.get(name) ?? 0) + 1);
    pairs.add(told.course, told.outcome);
    if (told.outcome.failure === null) passed++;
    else {
      // Making it shorter may take a while.
      console.log(`seed ${told.course.seed} fails`);
      failures.push(told);
    }
    return failures.length < mostFailures;
  });
  for (const told of failures.toSorted((a, b) => a.course.seed - b.course.seed)) await report(told);
  if (values.table) {
    for (const [name, times] of [...done].toSorted(([, a], [, b]) => b - a)) console.log(`${times} ${name}`);
    for (const pair of pairs.neverMet()) console.log(`never met: ${pair}`);
  }
  console.log(`${[...done.values()].reduce((sum, times) => sum + times, 0)} operations, ${entries} entries`);
  if (values.seed === undefined) console.log(pairs.summary());
  console.log(`${passed} passed, ${failures.length} failed`);
  return failures.length === 0;
}

const fine = values.mutants ? await huntMutants(values.keep) : await runSeeds();
process.exitCode = fine ? 0 : 1;
