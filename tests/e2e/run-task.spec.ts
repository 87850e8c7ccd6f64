import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { hashOfPhases } from '../../src/cli/run/approved-phases.ts';
import { readPhases } from '../../src/shared/tasks/phases.ts';
import { root } from './lib/ensemble-process.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const text = `---
title: Make the boat
phases:
  - {name: build, run: "echo The hull is built."}
  - {name: paint, run: "echo Painting.; while [ ! -e dry ]; do sleep 0.1; done; exit 4"}
  - {name: launch, run: "echo Ahoy"}
---
`;

function run({ folder, home }: RunningHost): ChildProcess {
  const read = readPhases(text);
  const hash = 'phases' in read ? hashOfPhases(read.phases) : '';
  const args = [join(root, 'src/cli/ensemble.ts'), 'run', 'aaaaaaaa', '--folder', folder, '--approve', hash];
  const env = { ...process.env, ENSEMBLE_HOME: home };
  return spawn(join(root, 'node_modules', '.bin', 'node'), args, { env, stdio: 'ignore' });
}

test('a task that is run on a machine is seen on the board and among the agents: phases, output, and why it failed', async ({
  browser,
}) => {
  test.slow();
  const host = await RunningHost.start();
  await mkdir(host.at('.tasks'));
  await writeFile(host.at('.tasks/aaaaaaaa-boat.md'), text);
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const { page } = owner;
  let runner: ChildProcess | null = null;
  try {
    await owner.command('Ensemble: Show Task Board');
    const card = page.getByRole('listitem', { name: /^Make the boat/ });
    await expect(card).toBeVisible();
    runner = run(host);
    const ended = once(runner, 'exit');
    await expect(card).toContainText('Runs task aaaaaaaa: paint (2 of 3)');
    await owner.command('Ensemble: Show Agents');
    await expect(page.getByRole('list', { name: 'Agents' })).toContainText('paint (2 of 3)');
    await expect(page.getByRole('log', { name: 'Transcript of Runner' })).toContainText('The hull is built.');
    await page.screenshot({ path: test.info().outputPath('running.png') });
    await writeFile(host.at('dry'), '');
    expect((await ended)[0]).toBe(1);
    await expect(card).not.toContainText('has it now');
    const agent = page.getByRole('list', { name: 'Agents' }).getByRole('listitem');
    await expect(agent).toHaveAccessibleName(/^Runner, agent of .*, Gone\. Failed: “paint” ended with 4$/);
    await expect(page.getByRole('log', { name: 'Transcript of Runner' })).toContainText('Attempt 1 of 1: ended with 4');
    await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveCount(0);
    await page.screenshot({ path: test.info().outputPath('failed.png') });
    await expect(card).toContainText('Run failed: “paint” ended with 4');
    await owner.command('Ensemble: Show Chat');
    await expect(page.getByRole('log', { name: 'Transcript of Runner' })).toBeHidden();
    await card.getByRole('button', { name: 'Show the transcript of the failed run of Make the boat' }).press('Enter');
    await expect(page.getByRole('log', { name: 'Transcript of Runner' })).toContainText('Attempt 1 of 1: ended with 4');
    await page.screenshot({ path: test.info().outputPath('failed-card.png') });
    expect(owner.errors).toEqual([]);
  } finally {
    runner?.kill('SIGKILL');
    await owner.close();
    await host.close();
  }
});
