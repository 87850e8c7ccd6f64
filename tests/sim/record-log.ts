import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { protocolVersion } from '../../src/shared/core/version.ts';
import { encodeLog, outcomeOf, record } from './recorded-log.ts';

// Adds a recorded log to tests/fixtures/logs/v<protocol>: `node tests/sim/record-log.ts <name> --seed S [--steps N]`.
// An existing one is never overwritten: old recordings replay for ever.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, steps: { type: 'string', default: '40' } },
});
const name = positionals[0] ?? `seed-${values.seed}`;
const folder = new URL(`../fixtures/logs/v${protocolVersion}/`, import.meta.url);
const file = new URL(`${name}.msgpack`, folder);
if (existsSync(file)) throw new Error(`${name} is there already, and is never written over`);
const entries = await record(Number(values.seed), Number(values.steps));
mkdirSync(folder, { recursive: true });
writeFileSync(file, encodeLog(entries));
writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(outcomeOf(entries), null, 2)}\n`);
console.log(`${name}: ${entries.length} entries`);
