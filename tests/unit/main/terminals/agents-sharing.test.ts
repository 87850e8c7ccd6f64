import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { TypedGit } from '../../../../src/main/programs/typed-move.ts';
import type { HostTerminal } from '../../../../src/main/terminals/host-terminal.ts';
import { RunningTerminals } from '../../../../src/main/terminals/running-terminals.ts';
import { TerminalService } from '../../../../src/main/terminals/terminal-service.ts';
import { VirtualWorld } from '../../../sim/virtual-world.ts';

/** Host that is so, in a session without terminals, which answers nothing. */
function hostThatIs(is: 'online' | 'connecting') {
  const state = { host: { replica: 'host', term: 1 }, terminals: {} as Record<string, object> };
  const events = { on: () => () => undefined };
  const publish = () => new Promise(() => undefined);
  const client = { replica: 'host', state, events, publish, status: { is } } as unknown as SessionClient;
  return { client, state };
}

/** Shares a terminal of an agent from a host that is so, in a session that takes it or not. */
async function sharing({ is, takes }: { is: 'online' | 'connecting'; takes: boolean }): Promise<void> {
  const { client, state } = hostThatIs(is);
  const environment = new VirtualWorld(1).environment();
  const running = new RunningTerminals({ client, environment, bulk: async () => client });
  const share = await running.agentsSharing();
  let shared: string | null = null;
  const terminal = {
    get ref() {
      return shared;
    },
    share: async ({ ref }: { ref: string }) => {
      shared = ref;
      if (takes) state.terminals[ref] = {};
    },
  };
  await share(terminal as unknown as HostTerminal);
}

it('a command is shared by a host that is reached, in a session that takes its terminal, or the host is told', async () => {
  await sharing({ is: 'online', takes: true });
  await expect(sharing({ is: 'online', takes: false })).rejects.toThrow('nobody would see');
  await expect(sharing({ is: 'connecting', takes: true })).rejects.toThrow('nobody would see');
});

it('a command is at hand to be ended before the log has taken its terminal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-unseen-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { client } = hostThatIs('online');
  const service = new TerminalService({
    client,
    bulk: async () => client,
    environment: nodeEnvironment,
    root: folder,
    home: folder,
    git: new TypedGit(),
    environmentReady: async () => undefined,
  });
  onTestFinished(() => service.close());
  const how = { program: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'], cwd: folder, env: {} };
  const nothing = () => undefined;
  const run = await service.run({ agent: 'agent', title: 'wait', ...how, onOutput: nothing, check: nothing });
  run.close();
  await expect(run.ended).resolves.toMatchObject({ signal: expect.anything() });
  const refused = service.run({
    agent: 'agent',
    title: 'wait',
    ...how,
    onOutput: nothing,
    check: () => {
      throw new Error('no right');
    },
  });
  await expect(refused).rejects.toThrow('no right');
});
