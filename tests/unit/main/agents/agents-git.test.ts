import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { waiting } from '../../../../src/shared/capabilities/approvals/approval-state.ts';
import { guestOf } from '../host/host-fixture.ts';
import { makes, repository } from '../terminals/typed-git-scene.ts';
import { prompt, scene, transcriptWith } from './agent-scene.ts';

it('an agent’s commands go over nobody’s uncommitted work: in terminals, and those that its program starts itself', async () => {
  const here = await scene();
  const { folder, home } = here.folder;
  repository(folder);
  const ada = await guestOf(await here.share(), 'Ada');
  await makes(ada, 'new.txt', 'of Ada\n');

  const variables = ['PATH', 'ENSEMBLE_OPEN', 'ENSEMBLE_TERMINAL', 'ENSEMBLE_BY_AGENT', 'ENSEMBLE_REAL_GIT'];
  const done = prompt(here, ...variables.map((name) => `env ${name}`), 'run git clean -fdq');
  await here.owner.until((state) => waiting(state).length > 0);
  await here.owner.publish('approval.answered', { approval: waiting(here.owner.state)[0]!.id, choice: 'once' });
  await done;
  const told = await transcriptWith(here, 'ended 1');
  expect(told).toContain('new.txt has uncommitted work of Ada. Nothing was done: commit your own work alone');
  expect(existsSync(join(folder, 'new.txt'))).toBe(true);

  const env = Object.fromEntries(variables.map((name) => [name, new RegExp(`env ${name}=(.*)`).exec(told)![1]!]));
  expect(env.PATH).toMatch(new RegExp(`^${join(home, 'bin')}:`));
  const own = promisify(execFile)('sh', ['-c', 'git clean -fdq'], { cwd: folder, env });
  await expect(own).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('new.txt has uncommitted work of Ada.'),
  });
  expect(existsSync(join(folder, 'new.txt'))).toBe(true);
}, 60_000);
