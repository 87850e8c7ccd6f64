import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../e2e/lib/ensemble-process.ts';
import { type ServerMutant, serverMutants } from './lib/server-mutants.ts';

/** Runs attacks of a file against a server that is broken. Gives its exit code, and what it printed. */
async function attack(
  { attacks, only }: ServerMutant,
  mutant: string,
): Promise<{ code: number | null; output: string }> {
  const projects = ['attacks', 'floods'].flatMap((name) => ['--project', name]);
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...projects, attacks, '-t', only];
  const env = { ...process.env, ENSEMBLE_MUTANT: mutant, NO_COLOR: '1', FORCE_COLOR: '' };
  const child = spawn(join(root, 'node_modules/.bin/node'), args, { cwd: root, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, output };
}

/** Each starts all of an attack again, so they belong to the long run. */
const isLong = process.env.ENSEMBLE_LONG_ATTACKS === '1';

it.runIf(isLong && !process.env.ENSEMBLE_MUTANT).each(Object.entries(serverMutants))(
  'the attacks notice a server of which somebody has made: %s',
  async (name, mutant) => {
    const { code, output } = await attack(mutant, name);
    expect([code, output.slice(-2_000)]).toEqual([1, expect.stringMatching(/Tests .*\d+ failed .*\d+ passed/)]);
  },
  120_000,
);
