import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { fromForeign } from './traces/foreign-trace.ts';
import { record } from './traces/recording.ts';
import { replay } from './traces/replay.ts';
import { parseTrace, printTrace, type Trace } from './traces/trace.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '1' },
    from: { type: 'string', default: '1' },
    /** Number of steps of a new trace, recorded into the file first, with the first seed. */
    record: { type: 'string' },
  },
});

function read(file: string): Trace {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const data = JSON.parse(text) as { kind?: string };
  return data.kind === 'concurrent' ? fromForeign(data) : parseTrace(text);
}

let failed = 0;
for (const file of positionals) {
  if (values.record !== undefined) {
    writeFileSync(file, printTrace(await record(Number(values.from), Number(values.record))));
  }
  const trace = read(file);
  console.log(`${file}: ${trace.steps.length} steps by ${trace.authors.length}, ${trace.end.length} characters`);
  for (let seed = Number(values.from); seed < Number(values.from) + Number(values.seeds); seed++) {
    const startedMs = performance.now();
    const { texts, problems } = await replay(trace, seed);
    const wrong = Object.keys(texts).filter((who) => texts[who] !== trace.end);
    if (wrong.length + problems.length > 0) failed++;
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    const outcome =
      wrong.length > 0 ? `different for ${wrong.join(', ')}` : `the same for ${Object.keys(texts).join(', ')}`;
    console.log(`seed ${seed}: ${outcome} (${seconds} s)${problems.map((problem) => `\n  ${problem}`).join('')}`);
  }
}
process.exitCode = failed > 0 ? 1 : 0;
