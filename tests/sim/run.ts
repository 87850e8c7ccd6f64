import { parseArgs } from 'node:util';
import { simulate } from './simulation.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    seed: { type: 'string' },
    steps: { type: 'string', default: '40' },
    mutants: { type: 'boolean', default: false },
  },
});

const count = Number(values.steps);
const seeds =
  values.seed === undefined ? Array.from({ length: Number(values.seeds) }, (_, i) => i + 1) : [Number(values.seed)];
let failed = 0;
let entries = 0;
for (const seed of seeds) {
  const outcome = await simulate(seed, count);
  entries += outcome.entries;
  if (outcome.failure === null) continue;
  failed++;
  console.log(`seed ${seed}: ${outcome.failure}\n  after: ${outcome.steps.join(', ')}`);
  if (failed >= 20) break;
}
console.log(`${entries} entries`);
console.log(`${seeds.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
