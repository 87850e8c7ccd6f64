import { report } from '../lib/report.ts';
import { measureHighlighting, median } from './highlighting.ts';
import { measureKeystroke } from './keystroke.ts';
import { measureWarmReady } from './ready.ts';

interface Row extends Record<string, string | number | null> {
  case: string;
  value: number;
  unit: string;
  /** Limit; null where other rows are compared with this one. */
  limit: number | null;
}

/** Measures the wait at a start, and the cost of the session while typing. Gives the exit code. */
export async function runStartup({ rounds }: { rounds: number }): Promise<number> {
  const rows: Row[] = [];
  const missing: string[] = [];
  const attempt = async (what: string, run: () => Promise<Row[]>) => {
    try {
      rows.push(...(await run()));
    } catch (thrown) {
      missing.push(`${what}: ${String((thrown as Error | undefined)?.message ?? thrown)}`);
    }
  };
  await attempt('own cost per keystroke', async () => {
    const { keyMs, windowMs, hostMs } = await measureKeystroke();
    return [
      { case: 'own cost per keystroke, until the key is done', value: keyMs, unit: 'ms', limit: 0.2 },
      { case: 'the same with sending and echo, in the window', value: windowMs, unit: 'ms of CPU', limit: null },
      { case: 'the same with the commit, in the host', value: hostMs, unit: 'ms of CPU', limit: null },
    ];
  });
  await attempt('npm start to ready', async () => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push((await measureWarmReady()) / 1000);
    return [{ case: 'npm start to ready', value: median(times), unit: 's', limit: 3 }];
  });
  await attempt('navigation to highlighted editor', async () => {
    const { oursMs, plainMs } = await measureHighlighting(rounds);
    return [
      { case: 'plain editor, navigation to highlighted', value: plainMs, unit: 'ms', limit: null },
      { case: 'ours, navigation to highlighted', value: oursMs, unit: 'ms', limit: plainMs * 2 },
    ];
  });
  report('startup', rows);
  for (const line of missing) console.log(`void: ${line}`);
  const over = rows.filter(({ value, limit }) => limit !== null && value > limit);
  for (const { case: name } of over) console.log(`over the limit: ${name}`);
  if (missing.length > 0) return 2;
  return over.length > 0 ? 1 : 0;
}
