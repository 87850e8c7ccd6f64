import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AgentTerminals } from '../../../../src/main/agents/agent-terminals.ts';
import { KeptOutput } from '../../../../src/main/agents/kept-output.ts';
import { agentMarkVariable, agentTicketVariable } from '../../../../src/shared/agent-ticket.ts';
import { waiting } from '../../../../src/shared/capabilities/approvals/approval-state.ts';
import { guestOf, SharedFolder, windowOf } from '../host/host-fixture.ts';
import { begin, prompt, type Scene, scene, transcriptWith } from './agent-scene.ts';

/** Answers the next questions of the agent. */
async function answer({ owner }: Scene, ...choices: string[]): Promise<string[]> {
  const details: string[] = [];
  for (const choice of choices) {
    await owner.until((state) => waiting(state).length > 0);
    const [question] = waiting(owner.state);
    details.push(question!.detail);
    await owner.publish('approval.answered', { approval: question!.id, choice });
    await owner.until((state) => state.approvals[question!.id]?.answer !== undefined);
  }
  return details;
}

const shared = ({ owner }: Scene) => Object.values(owner.state.terminals);

it('a command runs in a shared terminal once a person has allowed it, and its agent gets output and exit code', async () => {
  const here = await scene();
  const titles: string[] = [];
  here.owner.events.on('state', ({ terminals }) => {
    for (const { title, agent, access } of Object.values(terminals)) titles.push(`${agent} ${access} ${title}`);
  });
  const done = prompt(here, 'run echo $((40 + 2)) && pwd; exit 3');
  expect(await answer(here, 'once')).toEqual(['echo $((40 + 2)) && pwd; exit 3\nby a shell']);
  expect(await done).toBe('done');
  const told = await transcriptWith(here, 'ended 3');
  expect(told).toContain(JSON.stringify(`42\n${here.folder.folder}\n`).slice(1, -1));
  expect(titles).toContain(`${here.agent} read echo $((40 + 2)) && pwd; exit 3`);
  await here.owner.until(({ terminals }) => Object.keys(terminals).length === 0);
  const { terminals } = await here.direct.request('terminals.list', {});
  expect(terminals).toEqual([]);
});

it('an agent’s program and its commands are marked as such, without the ticket of its tools', async () => {
  const here = await scene();
  const shown = `run echo "by \${${agentMarkVariable}} \${${agentTicketVariable}:-nobody}"`;
  const done = prompt(here, `env ${agentMarkVariable}`, `env ${agentTicketVariable}`, shown);
  await answer(here, 'once');
  await done;
  const told = await transcriptWith(here, 'ended 0');
  expect(told).toContain(`env ${agentMarkVariable}=1`);
  expect(told).toContain(`env ${agentTicketVariable}=undefined`);
  expect(told).toContain('by 1 nobody');
});

it('a command that is refused does not run; “always” is for the very same alone', async () => {
  const here = await scene();
  const done = prompt(here, 'run touch refused', 'run echo a', 'run echo a', 'run echo b', 'say end');
  await answer(here, 'no', 'always', 'no');
  await done;
  const told = await transcriptWith(here, 'end');
  expect(told.match(/Nobody has allowed/g)).toHaveLength(2);
  expect(told.match(/ended 0/g)).toHaveLength(2);
  expect(existsSync(join(here.folder.folder, 'refused'))).toBe(false);
});

it('a command that hangs is killed, and tells by what; its output stays until it is released', async () => {
  const here = await scene();
  const done = prompt(
    here,
    'start echo begun; sleep 600',
    'printed begun',
    'kill',
    'output',
    'release',
    'output',
    'say end',
  );
  await answer(here, 'once');
  await done;
  const told = await transcriptWith(here, 'end');
  expect(told).toMatch(/killed SIG/);
  expect(told).toContain('begun');
  expect(told).toContain('no such terminal');
});

it('of endless output the last is kept, within the limit', async () => {
  const here = await scene();
  const done = prompt(
    here,
    'start while :; do echo all work and no play; done',
    'wait 1500',
    'kill',
    'output',
    'say end',
  );
  await answer(here, 'once');
  await done;
  const told = await transcriptWith(here, 'end');
  const [, output] = /output (\{.*\})/.exec(told)!;
  const { output: text, truncated } = JSON.parse(output!) as { output: string; truncated: boolean };
  expect([truncated, Buffer.byteLength(text) <= 1000, text.includes('no play')]).toEqual([true, true, true]);
});

it('nothing runs outside of the folder, by no link either, and nothing that a question would not show', async () => {
  const here = await scene();
  const { folder } = here.folder;
  mkdirSync(join(folder, 'inner'));
  symlinkSync('/tmp', join(folder, 'away'));
  const outside = ['exec / ls -a', 'exec ../ ls -a', 'exec away ls -a'];
  const done = prompt(
    here,
    ...outside,
    'run echo a\u202eb',
    `run echo ${'x'.repeat(3000)}`,
    'exec inner pwd -P',
    'say end',
  );
  expect(await answer(here, 'once')).toEqual(['pwd -P\nas it is, without a shell\nin inner']);
  await done;
  const told = await transcriptWith(here, 'end');
  expect(told.match(/is no folder of this session/g)).toHaveLength(3);
  expect(told.match(/only characters that are seen/g)).toHaveLength(2);
  expect(told).toContain(join(folder, 'inner'));
});

it('what runs ends with the right to run, and with its agent', async () => {
  for (const end of [
    ({ owner, agent }: Scene) => owner.publish('role.changed', { person: agent, role: 'reviewer' }),
    ({ direct, agent }: Scene) => direct.request('agents.end', { agent }),
  ]) {
    const here = await scene();
    void begin(here, 'start sleep 600', 'wait 60000');
    await answer(here, 'once');
    await here.owner.until(() => shared(here).length === 1);
    await end(here);
    await here.owner.until(() => shared(here).length === 0);
  }
});

it('an agent that may not run anything is refused in words, and one that leaves asks no more', async () => {
  const here = await scene();
  await here.owner.publish('role.changed', { person: here.agent, role: 'reviewer' });
  await prompt(here, 'run ls', 'say end');
  expect(await transcriptWith(here, 'end')).toContain('need the right to run');
  await here.owner.publish('role.changed', { person: here.agent, role: 'editor' });
  void begin(here, 'run ls');
  await here.owner.until((state) => waiting(state).length === 1);
  await here.direct.request('agents.end', { agent: here.agent });
  await here.owner.until((state) => waiting(state).length === 0);
});

/** Terminals of somebody who may run programs, whose commands begin, and wait for the log to take them. */
async function unshared() {
  const folder = new SharedFolder({ 'a.txt': 'a' });
  const open = await folder.host();
  const { client: owner } = await windowOf(open.host.url);
  const client = await guestOf(await open.share());
  const shown: string[] = [];
  const shared = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<{ exitCode: null; signal: string }>();
  const mayBegin = Promise.withResolvers<void>();
  const terminals = new AgentTerminals({
    client,
    root: folder.folder,
    ask: async (_title, all) => shown.push(all) > 0,
    run: async (command) => {
      asked.resolve();
      await mayBegin.promise;
      command.check();
      begun.resolve();
      const close = () => ended.resolve({ exitCode: null, signal: 'SIGHUP' });
      return { ended: ended.promise, close, shared: shared.promise };
    },
  });
  const demote = async () => {
    await owner.publish('role.changed', { person: client.person!, role: 'viewer' });
    await client.until(({ participants }) => participants[client.person!]?.role === 'viewer');
  };
  return {
    terminals,
    shown,
    shared,
    asked: asked.promise,
    begun: begun.promise,
    ended: ended.promise,
    mayBegin,
    demote,
  };
}

it('a command ends with the right to run, with its agent, and where nobody sees it, before the log has taken it', async () => {
  const lost = await unshared();
  lost.mayBegin.resolve();
  void lost.terminals.create({ sessionId: '', command: 'sleep 600' });
  await lost.begun;
  await lost.demote();
  await lost.ended;
  const left = await unshared();
  left.mayBegin.resolve();
  void left.terminals.create({ sessionId: '', command: 'sleep 600' });
  await left.begun;
  await Promise.all([left.terminals.close(), left.ended]);
  const unseen = await unshared();
  unseen.mayBegin.resolve();
  const refused = unseen.terminals.create({ sessionId: '', command: 'sleep 600' });
  unseen.shared.reject(new Error('not taken'));
  await expect(refused).rejects.toThrow('not taken');
  await unseen.ended;
});

it('a command does not begin where the right to run is lost on its way', async () => {
  const { terminals, asked, mayBegin, demote } = await unshared();
  const refused = expect(terminals.create({ sessionId: '', command: 'ls' })).rejects.toThrow('need the right to run');
  await asked;
  await demote();
  mayBegin.resolve();
  await refused;
});

it('a line for a shell is asked about in other words than a program with the same arguments', async () => {
  const { terminals, shown, mayBegin, shared } = await unshared();
  mayBegin.resolve();
  shared.resolve();
  await terminals.create({ sessionId: '', command: 'echo', args: ['$(id)'] });
  await terminals.create({ sessionId: '', command: 'echo "$(id)"' });
  await terminals.create({ sessionId: '', command: 'a\nb' });
  await terminals.create({ sessionId: '', command: String.raw`"a\nb"` });
  expect(new Set(shown).size).toBe(4);
});

it('kept output is cut between characters', () => {
  const output = new KeptOutput(4);
  for (const text of ['ab', 'é', '€']) output.add(new TextEncoder().encode(text));
  expect([output.text, output.isCut]).toEqual(['€', true]);
  const all = new KeptOutput(100);
  all.add(new TextEncoder().encode('all'));
  expect([all.text, all.isCut]).toEqual(['all', false]);
});
