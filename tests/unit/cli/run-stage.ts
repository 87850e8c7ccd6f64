import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { hashOfPhases } from '../../../src/cli/run/approved-phases.ts';
import type { SessionClient } from '../../../src/client/session-client.ts';
import { readPhases } from '../../../src/shared/tasks/phases.ts';
import { enter, guestClient } from '../../lib/guest-client.ts';
import { hostOf } from '../main/host/host-fixture.ts';
import { RunningCommand, temporaryFolder } from './command-fixture.ts';

/** Path of the task. */
export const path = '.tasks/4c0mk1tt-paint.md';

/** A task’s file with phases, each a line of YAML. */
export const taskOf = (...phases: string[]) =>
  `---\ntitle: Paint the boat\n\nphases:\n${phases.map((each) => `  - ${each}\n`).join('')}\npaths: [boat.txt]\n---\n`;

/** A shared folder with a task, whose host is in this process unless that is to be killed. */
export class Stage {
  readonly base = temporaryFolder();
  readonly folder = join(this.base, 'project');
  readonly home = join(this.base, 'home');
  link = '';
  url = '';

  static async open(text: string): Promise<Stage> {
    const stage = Stage.made(text);
    const open = await hostOf(stage.folder, stage.home);
    stage.link = await open.share();
    stage.url = open.host.url;
    return stage;
  }

  static made(text: string): Stage {
    const stage = new Stage();
    mkdirSync(join(stage.folder, '.tasks'), { recursive: true });
    writeFileSync(join(stage.folder, path), text);
    writeFileSync(join(stage.folder, 'boat.txt'), 'a boat\n');
    return stage;
  }

  /** Starts the host in a process of its own, or anew. */
  async start(): Promise<RunningCommand> {
    const options = ['--share', '--admit-everyone', '--address', '127.0.0.1', '--no-open'];
    const host = new RunningCommand(['host', this.folder, ...options], this.home);
    this.link = (await host.printed(/^invite: (\S+)$/m))[1]!;
    await host.printed(/^ready: /m);
    return host;
  }

  run(...args: string[]): RunningCommand {
    return new RunningCommand(['run', '4c0mk1tt', '--folder', this.folder, ...args], this.home);
  }

  /** Runs with approval of exactly what stands in the file. */
  approved(...args: string[]): RunningCommand {
    const read = readPhases(readFileSync(join(this.folder, path), 'utf8'));
    if ('message' in read) throw new Error(read.message);
    return this.run(...args, '--approve', hashOfPhases(read.phases));
  }

  async person(name: string) {
    const client = guestClient(this.link, name);
    onTestFinished(() => client.leave());
    await enter(client);
    return client;
  }
}

/** Finds the runner among the participants. */
export const runner = ({ state }: SessionClient) =>
  Object.values(state.participants).find(({ agentOf }) => agentOf !== undefined);
