import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { inProject } from '../../../scripts/lib/project.mjs';

const script = `
  const { askedToEnd } = await import(${JSON.stringify(inProject('src/cli/signals.ts'))});
  const asked = askedToEnd();
  process.send('ready');
  await asked;
`;

test.each(['the word', 'the channel’s end'])('a process that its parent ends by %s ends by itself', async (by) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  await once(child, 'message');
  if (by === 'the word') child.send({ type: 'end' });
  else child.disconnect();
  expect(await exited).toEqual([0, null]);
});
