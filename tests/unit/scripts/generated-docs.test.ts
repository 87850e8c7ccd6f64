import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { sourceNode } from '../../../scripts/lib/pinned-node.mjs';

const root = join(import.meta.dirname, '../../..');

it.each(['protocol', 'security'])('has docs/%s.md as the table says', async (name) => {
  const script = join(root, `scripts/generate-${name}-docs.ts`);
  const { stdout } = await promisify(execFile)(sourceNode(), [script, '--check'], { cwd: root });
  expect(stdout).toContain('is up to date');
});
