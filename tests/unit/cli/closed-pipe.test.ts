import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sourceNode } from '../../../scripts/lib/pinned-node.mjs';
import { openFile } from '../../../src/client/shared-file.ts';
import { program } from './command-fixture.ts';
import { sharedProject } from './shared-project.ts';

/** Runs a command in bash, with a program behind its pipe that leaves early. Gives its own exit code, and its errors. */
function piped(args: readonly string[], reader: string, home: string) {
  mkdirSync(home, { recursive: true });
  const call = `"$0" "$@" | ${reader}; echo "code \${PIPESTATUS[0]}"`;
  const child = spawn('bash', ['-c', call, sourceNode(), program, ...args], {
    env: { ...process.env, ENSEMBLE_HOME: home },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [out, problem] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    problem += text;
  });
  return new Promise<{ code: number; out: string; problem: string }>((resolve) => {
    child.once('close', () => resolve({ code: Number(/code (\d+)/.exec(out)?.[1]), out, problem }));
  });
}

it('a command ends quietly and leaves the session when the program behind its pipe has seen enough', {
  timeout: 90_000,
}, async () => {
  const { base, link, ada } = await sharedProject();
  const isHere = (name: string) => {
    const { replicas, participants } = ada.state;
    const here = Object.values(replicas).filter(({ connected }) => connected);
    return here.some(({ person }) => participants[person]?.name === name);
  };

  expect(await piped(['who', link, '--name', 'Looker'], 'true', join(base, 'looker'))).toEqual({
    code: 0,
    out: 'code 0\n',
    problem: '',
  });
  await ada.until(() => !isHere('Looker'));

  const joined = piped(['join', link, '--name', 'Reader'], 'head -1', join(base, 'reader'));
  await ada.until(() => isHere('Reader'));
  const document = await openFile(ada, 'a.txt');
  document.edit([{ offset: 0, deleteLength: 0, insertText: 'more\n' }]);
  await ada.settled();
  const { code, out, problem } = await joined;
  expect([code, problem]).toEqual([0, '']);
  expect(out.split('\n')).toHaveLength(3);
  await ada.until(() => !isHere('Reader'));

  const failed = await piped(['who', 'no link'], 'true', join(base, 'failed'));
  expect(failed.code).toBe(1);
  expect(failed.problem).not.toContain('    at ');
});
