import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { Transcript } from '../../../../src/shared/capabilities/agents/transcript.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { SharedFolder, windowOf } from '../host/host-fixture.ts';

export const script = join(import.meta.dirname, '../../../lib/agents/scripted-agent.mjs');
export const first = 'one\ntwo\nthree\n';

export interface Scene {
  folder: SharedFolder;
  owner: SessionClient;
  direct: Awaited<ReturnType<typeof windowOf>>['direct'];
  agent: string;
  share: () => Promise<string>;
  /** Ends the host. */
  close: () => Promise<void>;
}

/** A real host with an agent that is a real program. */
export async function scene(edits: 'apply' | 'propose' = 'apply'): Promise<Scene> {
  const folder = new SharedFolder({ 'a.txt': first });
  mkdirSync(folder.home, { recursive: true });
  const agents = [{ name: 'Scripted', command: process.execPath, args: [script], edits }];
  writeFileSync(join(folder.home, 'agents.json'), JSON.stringify({ agents }));
  const open = await folder.host();
  const { client: owner, direct } = await windowOf(open.host.url);
  const { agent } = await direct.open('agents.start', { program: 'Scripted', role: 'editor' }).result;
  await owner.until((state) => typeof state.agents[agent]?.transcript === 'string');
  return { folder, owner, direct, agent, share: () => open.share(), close: () => open.close() };
}

/** Prompts the agent. */
export function begin({ owner, agent }: Pick<Scene, 'owner' | 'agent'>, ...lines: string[]): Promise<void> {
  return owner.publish('agent.prompted', { agent, prompt: newId(nodeEnvironment), text: lines.join('\n') });
}

/** Prompts the agent, and waits for the end of that turn. */
export async function prompt({ owner, agent }: Pick<Scene, 'owner' | 'agent'>, ...lines: string[]): Promise<string> {
  const before = owner.state.agents[agent]?.ended?.turn;
  await begin({ owner, agent }, ...lines);
  await owner.until(({ agents }) => agents[agent] === undefined || (agents[agent].ended?.turn ?? before) !== before);
  return owner.state.agents[agent]?.ended?.reason ?? 'gone';
}

/** The agent's transcript, as it is told to somebody who comes now; once it has these words. */
export async function transcriptWith({ owner, agent }: Pick<Scene, 'owner' | 'agent'>, words: string): Promise<string> {
  const transcript = new Transcript();
  const told = () =>
    transcript.parts.flatMap(({ form, text }) => (form === 'prompt' ? [] : [`${form}: ${text}`])).join('\n');
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => told().includes(words) && resolve();
  const stop = owner.followed.follow(owner.state.agents[agent]!.transcript!, {
    begin: (checkpoint) => checkpoint && transcript.load(checkpoint),
    take: (entry) => {
      transcript.fold(entry);
      look();
    },
    arrived: look,
    withheld: () => undefined,
  });
  await promise;
  stop();
  return told();
}
