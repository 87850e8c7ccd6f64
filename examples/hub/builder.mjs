// Checks the syntax of calc.js after each save, and says in the state how it went.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { join } from '@ensemble/sdk/node';

const [link] = process.argv.slice(2);
const session = await join({ link, name: 'Builder', type: 'computer', metadata: { node: process.version } });
const text = await session.documents.open('calc.js');
const run = promisify(execFile);

async function build(seq) {
  const folder = await mkdtemp(path.join(tmpdir(), 'build-'));
  const file = path.join(folder, 'calc.mjs');
  await writeFile(file, text.text);
  const problem = await run(process.execPath, ['--check', file]).then(
    () => null,
    ({ stderr }) => /SyntaxError: .*/.exec(stderr)?.[0] ?? 'failed',
  );
  await rm(folder, { recursive: true });
  await session.state.set('build', { state: problem === null ? 'green' : 'red', problem, seq });
  if (problem !== null) await session.messages.send(`The build is red: ${problem}`, { priority: 'urgent' });
}

let working = Promise.resolve();
session.history.on({ kinds: ['doc.saved'], path: 'calc.js' }, ({ seq }) => {
  working = working.then(() => build(seq));
});
console.log('ready');
await new Promise((resolve) => session.state.subscribe('over', resolve));
await working;
await session.leave();
