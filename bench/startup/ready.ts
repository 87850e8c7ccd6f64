import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** Number of times that the sources may change during the measurement. */
const tries = 5;

/** Times from `npm start` to the line that says it is ready, with everything built before: the daily wait. */
export async function measureWarmReady(): Promise<number> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const { ms, built } = await measureReady();
    if (!built) return ms;
  }
  throw new Error('every start built something first');
}

async function measureReady(): Promise<{ ms: number; built: boolean }> {
  const base = await mkdtemp(join(tmpdir(), 'ensemble-bench-'));
  await writeFile(join(base, 'a.ts'), 'export const one = 1;\n');
  const startedMs = performance.now();
  // A group of its own, because npm does not hand every signal on.
  const child = spawn('npm', ['start', '--', '--no-open', '--port', '0', base], {
    cwd: root,
    detached: true,
    env: { ...process.env, ENSEMBLE_HOME: join(base, '.home') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    return await new Promise((resolve, reject) => {
      let output = '';
      const note = (chunk: Buffer) => {
        output += chunk.toString();
        const ms = performance.now() - startedMs;
        if (/^ready: /m.test(output)) resolve({ ms, built: /^Built /m.test(output) });
      };
      child.stdout.on('data', note);
      child.stderr.on('data', note);
      child.once('exit', () => reject(new Error(`npm start ended: ${output}`)));
      child.once('error', reject);
    });
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await gone;
    await rm(base, { recursive: true, force: true });
  }
}
