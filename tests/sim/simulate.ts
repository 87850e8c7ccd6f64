import { createHash } from 'node:crypto';
import { newFileFormat, type TextFormat } from '../../src/main/files/text-codec.ts';
import { encodeFrame, toTuples } from '../../src/shared/core/frames.ts';
import { checkAtRest } from './invariants/at-rest.ts';
import { checkReplay, noteMoment } from './invariants/replay.ts';
import { pickOperation } from './operations/operations.ts';
import { Simulation } from './simulation.ts';

export interface Course {
  seed: number;
  /** Number of operations; 40 when left out. */
  steps?: number;
  /** Numbers of the operations that are left out, from 0. */
  skip?: readonly number[];
  /** Names of the operations, where they are not random: a kept course must not change with new operations. */
  names?: readonly string[];
  /** Number of people at first; two to four, at random, when left out. */
  people?: number;
  /** Longest pause after an operation; 120 when left out. */
  pauseMs?: number;
}

export interface Outcome {
  seed: number;
  /** Operations by name, including those left out. */
  steps: string[];
  /** Numbers of the operations that found nothing to do. */
  idle: number[];
  /** The fault, or null. */
  failure: string | null;
  entries: number;
}

const filesAtFirst = { 'one.txt': 'first line\nsecond line\n', 'two.txt': '\tnaïve 😀 text, e\u0301 too\n' };

/** Formats of the second file on the disk, in turn. */
const formats: readonly TextFormat[] = [
  newFileFormat,
  { encoding: 'utf8', bom: false, eol: 'crlf', mixedEol: false },
  { encoding: 'utf8', bom: true, eol: 'crlf', mixedEol: false },
  { encoding: 'utf8', bom: false, eol: 'cr', mixedEol: false },
  { encoding: 'utf16le', bom: true, eol: 'crlf', mixedEol: false },
];

/**
 * Runs one course: sets the scene, does its operations, comes to rest and checks. `look` is called at the end of it.
 */
export async function simulate(
  { seed, steps = 40, skip = [], names = [], people, pauseMs = 120 }: Course,
  look: (simulation: Simulation) => Promise<void> | void = () => undefined,
): Promise<Outcome> {
  const simulation = new Simulation(seed);
  let failure: string | null = null;
  const idle: number[] = [];
  let entries = 0;
  try {
    await begin(simulation, seed, people);
    for (let step = 0; step < steps && simulation.problems.length === 0; step++) {
      // Random numbers of its own for each operation: leaving one out changes the others as little as possible.
      simulation.random.reset(Math.imul(seed, 0x9e3779b1) + step);
      const operation = pickOperation(simulation.random, names[step]);
      simulation.steps.push(operation.name);
      if (skip.includes(step)) continue;
      simulation.isIdle = false;
      await operation.run(simulation);
      if (simulation.isIdle) idle.push(step);
      await simulation.world.run(simulation.random.below(pauseMs));
      noteMoment(simulation);
    }
    if (simulation.problems.length === 0) {
      await simulation.rest();
      await checkAtRest(simulation);
      await checkReplay(simulation);
    }
    entries = simulation.session?.head ?? 0;
    failure = simulation.problems[0] ?? null;
    await look(simulation);
  } catch (thrown) {
    failure = String((thrown as Error | undefined)?.stack ?? thrown);
  }
  simulation.stop();
  return { seed, steps: simulation.steps, idle, failure, entries };
}

async function begin(simulation: Simulation, seed: number, people?: number): Promise<void> {
  for (const [path, text] of Object.entries(filesAtFirst)) simulation.disk.setText(path, text);
  simulation.disk.setText('two.txt', filesAtFirst['two.txt'], formats[seed % formats.length]);
  for (const [path, bytes] of simulation.disk.files) simulation.firstFiles.set(path, bytes.slice());
  simulation.git.commit(simulation.firstFiles);
  await simulation.startServer();
  await simulation.startHost();
  const drawn = 2 + simulation.random.below(3);
  for (let i = 0; i < (people ?? drawn); i++) simulation.addActor();
  await simulation.world.run(500);
}

/** SHA-256 (hex) of everything in a simulation's log, stamps and all. */
export async function hashOfLog({ log, id }: Simulation): Promise<string> {
  const entries = await log.whole(id);
  const hash = createHash('sha256');
  for (const entry of entries) hash.update(encodeFrame({ t: 'entries', entries: toTuples([entry]) }));
  return hash.digest('hex');
}
