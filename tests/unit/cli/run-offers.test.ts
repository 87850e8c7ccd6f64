import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openFile } from '../../../src/client/shared-file.ts';
import { nodeEnvironment } from '../../../src/main/machine/environment.ts';
import { agentMarkVariable, agentTicketVariable } from '../../../src/shared/agent-ticket.ts';
import { holdingGraceMs } from '../../../src/shared/capabilities/locks/holdings.ts';
import { newSecret } from '../../../src/shared/core/ids.ts';
import { enter, guestClient } from '../../lib/guest-client.ts';
import { CutLine } from './cut-line.ts';
import { path, runner, Stage, taskOf } from './run-stage.ts';
import { TerminalCommand } from './terminal-command.ts';

const marking = taskOf('{name: mark, run: "echo done >> done.txt"}');
const atTerminal = ({ folder, home }: Stage) => TerminalCommand.start(['run', '4c0mk1tt', '--folder', folder], home);
const waitingTask = taskOf(
  '{name: first, run: "while [ ! -e go ]; do sleep 0.05; done"}',
  '{name: second, run: "echo > second"}',
);

describe('ensemble run at a terminal', { timeout: 90_000 }, () => {
  it('asks for approval of exactly these phases, takes nothing but y for one, and asks no more then', async () => {
    const stage = await Stage.open(marking);
    for (const answer of ['', 'n']) {
      const asked = await atTerminal(stage);
      await asked.shown(/\$ echo done >> done\.txt[\s\S]*Run exactly this, now and whenever it is the same\? \[y\/N\]/);
      asked.answer(answer);
      expect(await asked.ended()).toBe(6);
    }
    expect(existsSync(join(stage.folder, 'done.txt'))).toBe(false);
    const approved = await atTerminal(stage);
    await approved.shown(/\[y\/N\]/);
    approved.answer('Y');
    expect(await approved.ended()).toBe(0);
    const again = await atTerminal(stage);
    expect(await again.ended()).toBe(0);
    expect(again.output).not.toContain('[y/N]');
  });

  it('offers to cancel, to wait, or to take over by force where somebody has the task', async () => {
    const stage = await Stage.open(marking);
    const ada = await stage.person('Ada');
    const { ref } = await openFile(ada, path);
    await ada.publish('task.claimed', { untilMs: null }, ref);
    expect(await stage.approved().ended()).toBe(5);
    const offered = async (answer: string) => {
      const run = await atTerminal(stage);
      await run.shown(/Ada has this task: \(w\)ait, take it over by \(f\)orce, or \(c\)ancel\?/);
      run.answer(answer);
      return run;
    };
    expect(await (await offered('c')).ended()).toBe(5);
    expect(existsSync(join(stage.folder, 'done.txt'))).toBe(false);
    const waiting = await offered('wait');
    await waiting.shown(/Waiting until Ada gives the task up/);
    await ada.publish('task.released', {}, ref);
    expect(await waiting.ended()).toBe(0);
    await ada.until((state) => state.claims.held[ref] === undefined);
    await ada.publish('task.claimed', { untilMs: null }, ref);
    expect(await (await offered('f')).ended()).toBe(0);
    await ada.until((state) => state.claims.stolen.length > 0);
    expect(readFileSync(join(stage.folder, 'done.txt'), 'utf8')).toBe('done\ndone\n');
  });
});

it('an agent’s program approves no phases, and runs those that a person has approved', {
  timeout: 90_000,
}, async () => {
  const stage = await Stage.open(marking);
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv(agentMarkVariable, '1');
  const refused = stage.approved();
  expect(await refused.ended()).toBe(6);
  expect(refused.output).toContain('an agent cannot');
  const asked = await atTerminal(stage);
  expect(await asked.ended()).toBe(6);
  expect(existsSync(join(stage.folder, 'done.txt'))).toBe(false);
  vi.unstubAllEnvs();
  expect(await stage.approved().ended()).toBe(0);
  vi.stubEnv(agentMarkVariable, '1');
  expect(await stage.run().ended()).toBe(0);
});

describe('a run that has lost its claim meanwhile', { timeout: 90_000 }, () => {
  it('is blocked where somebody else has the task now, and runs nothing more', async () => {
    const stage = await Stage.open(waitingTask);
    const ada = await stage.person('Ada');
    const run = stage.approved();
    await run.printed(/^first: working$/m);
    const { ref } = await openFile(ada, path);
    await ada.publish('task.stolen', {}, ref);
    await ada.publish('task.claimed', { untilMs: null }, ref);
    writeFileSync(join(stage.folder, 'go'), '');
    expect(await run.ended()).toBe(1);
    expect(run.output).toContain('blocked: Ada has the task now.');
    expect(existsSync(join(stage.folder, 'second'))).toBe(false);
    const { person } = runner(ada)!;
    await ada.until(({ agents }) => agents[person]?.ended?.reason === 'blocked');
    expect(ada.state.claims.held[ref]?.person).toBe(ada.person);
  });

  it.runIf(process.env.ENSEMBLE_LONG_ATTACKS === '1')(
    'claims the task anew where it was away for longer than a claim lasts',
    async () => {
      const stage = await Stage.open(waitingTask);
      const ada = await stage.person('Ada');
      const { link } = await ada.request('agents.invite', { role: 'editor' });
      const line = await CutLine.to(Number(new URL(link).port));
      const run = stage.approved(link.replace(/:\d+\//, `:${line.port}/`));
      await run.printed(/^first: working$/m);
      const { person } = runner(ada)!;
      const { ref } = await openFile(ada, path);
      line.cut();
      await ada.until(({ claims }) => typeof claims.held[ref]?.leftMs === 'number');
      const { now } = Date;
      vi.spyOn(Date, 'now').mockImplementation(() => now() + 2 * holdingGraceMs);
      // A claim that is over goes with the next entry.
      await openFile(ada, 'boat.txt');
      await ada.until(({ claims }) => claims.held[ref] === undefined);
      const claimed = ada.until(({ claims }) => claims.held[ref]?.person === person);
      line.mend();
      await ada.until(({ replicas }) =>
        Object.values(replicas).some((each) => each.person === person && each.connected),
      );
      expect(ada.state.claims.held[ref]).toBeUndefined();
      writeFileSync(join(stage.folder, 'go'), '');
      await claimed;
      expect(await run.ended()).toBe(0);
      expect(existsSync(join(stage.folder, 'second'))).toBe(true);
    },
  );

  it('claims the task anew before its next phase where nobody has it', async () => {
    const stage = await Stage.open(waitingTask);
    const ada = await stage.person('Ada');
    const run = stage.approved();
    await run.printed(/^first: working$/m);
    const { person } = runner(ada)!;
    const { ref } = await openFile(ada, path);
    await ada.publish('task.stolen', {}, ref);
    const claims: string[] = [];
    onTestFinished(
      ada.events.on('state', ({ claims: { held } }) => {
        const holder = held[ref]?.person;
        if (holder !== undefined && claims.at(-1) !== holder) claims.push(holder);
      }),
    );
    writeFileSync(join(stage.folder, 'go'), '');
    expect(await run.ended()).toBe(0);
    expect(claims).toEqual([person]);
    await ada.until((state) => state.claims.held[ref] === undefined);
  });
});

it('asks an agent as the owner of a folder that is open on this machine, without a link', {
  timeout: 90_000,
}, async () => {
  const stage = await Stage.open(taskOf('{name: ask, prompt: "Paint it red", agent: Brush}'));
  const ada = await stage.person('Ada');
  const owner = Object.entries(ada.state.participants).find(([, { role }]) => role === 'owner')!;
  const { link } = await ada.request('agents.invite', { role: 'editor' });
  const brush = guestClient(link, 'Brush', 'agent');
  onTestFinished(() => brush.leave());
  await enter(brush);
  await brush.publish('agent.opened', {}, brush.person);
  const run = stage.approved();
  await brush.until(({ agents }) => agents[brush.person!]!.queue.length > 0);
  const [waiting] = brush.state.agents[brush.person!]!.queue;
  expect(waiting).toMatchObject({ text: 'Paint it red', person: owner[0] });
  await brush.publish('agent.began', { turn: 'one', prompt: waiting!.prompt });
  await brush.publish('agent.ended', { turn: 'one', reason: 'done' });
  expect(await run.ended()).toBe(0);
  // An agent's program and its tools ask nobody in the owner's name.
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const variable of [agentTicketVariable, agentMarkVariable]) {
    vi.unstubAllEnvs();
    vi.stubEnv(variable, newSecret(nodeEnvironment));
    const byAgent = stage.approved();
    expect(await byAgent.ended()).toBe(1);
    expect(byAgent.output).toContain('needs a person who asks');
  }
  expect(brush.state.participants[owner[0]]?.name).toBe(owner[1].name);
  await brush.until(({ replicas }) =>
    Object.values(replicas).every((each) => each.purpose !== 'program' || !each.connected),
  );
});
