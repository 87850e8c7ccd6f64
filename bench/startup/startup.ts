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

export interface StartupOptions {
  rounds: number;
  only: readonly string[];
  /** Folder of another checkout of this repository, built before, whose page takes turns with ours; or null. */
  beside: string | null;
}

/** Limit of the time to the highlighted editor beside another checkout's, in the same run. */
const besideLimit = 1.05;

/** Measures the wait at a start, and the cost of the session while typing. Gives the exit code. */
export async function runStartup({ rounds, only, beside }: StartupOptions): Promise<number> {
  const rows: Row[] = [];
  const missing: string[] = [];
  const attempt = async (part: string, what: string, run: () => Promise<Row[]>) => {
    if (only.length > 0 && !only.includes(part)) return;
    try {
      rows.push(...(await run()));
    } catch (thrown) {
      missing.push(`${what}: ${String((thrown as Error | undefined)?.message ?? thrown)}`);
    }
  };
  await attempt('keystroke', 'own cost per keystroke', async () => {
    const { keyMs, windowMs, hostMs } = await measureKeystroke();
    return [
      { case: 'own cost per keystroke, until the key is done', value: keyMs, unit: 'ms', limit: 0.2 },
      { case: 'the same with sending and echo, in the window', value: windowMs, unit: 'ms of CPU', limit: null },
      { case: 'the same with the commit, in the host', value: hostMs, unit: 'ms of CPU', limit: null },
    ];
  });
  await attempt('ready', 'npm start to ready', async () => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push((await measureWarmReady()) / 1000);
    return [{ case: 'npm start to ready', value: median(times), unit: 's', limit: 3 }];
  });
  await attempt('editor', 'navigation to highlighted editor', async () => {
    const { ours, plain, others } = await measureHighlighting(rounds, beside);
    const [oursMs, plainMs, othersMs] = [median(ours), median(plain), median(others)];
    const multiple = median(ours.map((ms, round) => ms / (others[round] ?? Number.NaN)));
    const besideRows = [
      { case: 'other checkout, navigation to highlighted', value: othersMs, unit: 'ms', limit: null },
      { case: 'ours, as a multiple of that in the same round', value: multiple, unit: '×', limit: besideLimit },
    ];
    return [
      { case: 'plain editor, navigation to highlighted', value: plainMs, unit: 'ms', limit: null },
      { case: 'ours, navigation to highlighted', value: oursMs, unit: 'ms', limit: plainMs * 2 },
      ...(beside === null ? [] : besideRows),
    ];
  });
  report('startup', rows);
  for (const line of missing) console.log(`void: ${line}`);
  const over = rows.filter(({ value, limit }) => limit !== null && value > limit);
  for (const { case: name } of over) console.log(`over the limit: ${name}`);
  if (missing.length > 0) return 2;
  return over.length > 0 ? 1 : 0;
}
