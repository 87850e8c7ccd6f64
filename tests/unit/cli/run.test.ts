import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SessionClient } from '../../../src/client/session-client.ts';
import { openFile } from '../../../src/client/shared-file.ts';
import { Transcript } from '../../../src/shared/capabilities/agents/transcript.ts';
import { documentAt } from '../../../src/shared/capabilities/documents/paths.ts';
import { enter, guestClient } from '../../lib/guest-client.ts';
import { windowOf } from '../main/host/host-fixture.ts';
import { runs } from '../main/terminals/attached.ts';
import { RunningCommand } from './command-fixture.ts';
import { path, runner, Stage, taskOf } from './run-stage.ts';

async function transcriptOf(client: SessionClient, agent: string) {
  const transcript = new Transcript();
  await new Promise<void>((arrived) =>
    client.followed.follow(agent, {
      begin: (checkpoint) => checkpoint && transcript.load(checkpoint),
      take: (entry) => transcript.fold(entry),
      arrived,
      withheld: () => arrived(),
    }),
  );
  return transcript.parts;
}

describe('ensemble run', { timeout: 90_000 }, () => {
  it('runs nothing before exactly these phases were approved on this machine, and asks again where one letter is another', async () => {
    const stage = await Stage.open(taskOf('{name: mark, run: "echo painted >> done.txt"}'));
    const first = stage.run();
    expect(await first.ended()).toBe(6);
    expect(first.output).toContain('$ echo painted >> done.txt');
    const [, hash] = /--approve ([0-9a-f]{32})/.exec(first.output)!;
    expect(await stage.run('--approve', '0'.repeat(32)).ended()).toBe(6);
    expect(await stage.run('--approve', hash!).ended()).toBe(0);
    expect(await stage.run().ended()).toBe(0);
    expect(readFileSync(join(stage.folder, 'done.txt'), 'utf8')).toBe('painted\npainted\n');

    const ada = await stage.person('Ada');
    const document = await openFile(ada, path);
    document.edit([{ offset: document.toString().indexOf('painted'), deleteLength: 0, insertText: 'un' }]);
    await ada.settled();
    const changed = stage.run();
    expect(await changed.ended()).toBe(6);
    expect(changed.output).toContain('$ echo unpainted');
    const elsewhere = new RunningCommand(
      ['run', '4c0mk1tt', stage.link, '--folder', stage.folder, '--approve', hash!],
      join(stage.base, 'other'),
    );
    expect(await elsewhere.ended()).toBe(6);
  });

  it('tells the session its phases, attempts and output as an agent, claims the task meanwhile, and says why it failed', async () => {
    const stage = await Stage.open(
      taskOf(
        '{name: build, run: "echo built"}',
        '{name: test, run: "echo wrong; exit 3", attempts: 2}',
        '{name: never, run: "echo no"}',
      ),
    );
    const ada = await stage.person('Ada');
    const run = stage.approved('--json');
    await ada.until((state) => Object.keys(state.claims.held).length === 1);
    const claim = Object.values(ada.state.claims.held)[0]!;
    expect(claim.person).toBe(runner(ada)!.person);
    expect(await run.ended()).toBe(1);
    const events = run.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events).toMatchObject([
      { event: 'started', phases: ['build', 'test', 'never'] },
      { event: 'phase', phase: 'build', is: 'working' },
      { event: 'output', text: 'built\n' },
      { event: 'phase', phase: 'build', is: 'done' },
      { event: 'phase', phase: 'test', is: 'working' },
      { event: 'output', text: 'wrong\n' },
      { event: 'iteration', attempt: 1, words: 'ended with 3' },
      { event: 'output', text: 'wrong\n' },
      { event: 'iteration', attempt: 2, words: 'ended with 3' },
      { event: 'phase', phase: 'test', is: 'failed' },
      { event: 'failed', words: '“test” ended with 3' },
    ]);
    await ada.until((state) => Object.keys(state.claims.held).length === 0);
    const { person } = runner(ada)!;
    const ended = { reason: 'failed', words: '“test” ended with 3', task: documentAt(ada.state, path) };
    expect(ada.state.agents[person]!.ended).toMatchObject(ended);
    const parts = await transcriptOf(ada, person);
    expect(parts.map(({ form, text, status }) => [form, text, status])).toEqual([
      ['tool', '$ echo built', 'done'],
      ['text', 'built\n', undefined],
      ['tool', '$ echo wrong; exit 3', 'failed'],
      ['text', 'wrong\n', undefined],
      ['note', 'Attempt 1 of 2: ended with 3', undefined],
      ['tool', '$ echo wrong; exit 3', 'failed'],
      ['text', 'wrong\n', undefined],
      ['note', 'Attempt 2 of 2: ended with 3', undefined],
    ]);
  });

  it('waits while it is paused, ends with all its programs when it is stopped, and says so', async () => {
    const stage = await Stage.open(
      taskOf(
        '{name: wait, run: "while [ ! -e go ]; do sleep 0.05; done"}',
        '{name: hang, run: "sleep 600 & echo $! > pid; wait"}',
      ),
    );
    const ada = await stage.person('Ada');
    const { link } = await ada.request('agents.invite', { role: 'editor' });
    const run = stage.approved(link);
    await run.printed(/^wait: working$/m);
    const { person } = runner(ada)!;
    await ada.publish('agent.paused', { person, isPaused: true });
    writeFileSync(join(stage.folder, 'go'), '');
    await run.printed(/^paused$/m);
    expect(run.output).not.toContain('hang: working');
    await ada.publish('agent.paused', { person, isPaused: false });
    await run.printed(/^resumed\nhang: working$/m);
    const pid = join(stage.folder, 'pid');
    await expect.poll(() => existsSync(pid) && readFileSync(pid, 'utf8').trim() !== '').toBe(true);
    await ada.publish('agent.stopped', { agent: person, turn: ada.state.agents[person]!.turn!.turn });
    expect(await run.ended()).toBe(1);
    expect(run.output).toContain('stopped: in “hang”');
    expect(runs(Number(readFileSync(pid, 'utf8')))).toBe(false);
    expect(ada.state.agents[person]!.ended).toMatchObject({ reason: 'stopped' });
  });

  it('ends where its agent is sent out, and runs nothing more', async () => {
    const stage = await Stage.open(
      taskOf('{name: first, run: "while [ ! -e go ]; do sleep 0.05; done"}', '{name: second, run: "echo > second"}'),
    );
    const ada = await stage.person('Ada');
    const { link } = await ada.request('agents.invite', { role: 'editor' });
    const run = stage.approved(link);
    await run.printed(/^first: working$/m);
    const { client: owner } = await windowOf(stage.url);
    await owner.publish('participant.removed', { person: runner(ada)!.person, ban: false });
    expect(await run.ended()).toBe(3);
    expect(existsSync(join(stage.folder, 'second'))).toBe(false);
  });

  it('is no second run under one name, and begins no attempt more where it is stopped while it is paused', async () => {
    const stage = await Stage.open(
      taskOf('{name: again, run: "echo >> tries; while [ ! -e go ]; do sleep 0.05; done; exit 1", attempts: 5}'),
    );
    const ada = await stage.person('Ada');
    const { link } = await ada.request('agents.invite', { role: 'editor' });
    const run = stage.approved(link);
    await run.printed(/^again: working$/m);
    const second = stage.run(link);
    expect(await second.ended()).toBe(1);
    expect(second.output).toContain('Another run goes on under this name');
    const { person } = runner(ada)!;
    await ada.publish('agent.paused', { person, isPaused: true });
    await expect.poll(() => existsSync(join(stage.folder, 'tries'))).toBe(true);
    writeFileSync(join(stage.folder, 'go'), '');
    await run.printed(/^paused$/m);
    await ada.publish('agent.stopped', { agent: person, turn: ada.state.agents[person]!.turn!.turn });
    expect(await run.ended()).toBe(1);
    expect(readFileSync(join(stage.folder, 'tries'), 'utf8')).toBe('\n');
  });

  it('goes on without the session’s server, and hands in what it has missed when that is back', async () => {
    const stage = Stage.made(
      taskOf(
        '{name: first, run: "echo before; while [ ! -e go ]; do sleep 0.05; done; echo meanwhile"}',
        '{name: second, run: "echo alone > alone; while [ ! -e on ]; do sleep 0.05; done; echo after"}',
      ),
    );
    const host = await stage.start();
    const run = stage.approved();
    await run.printed(/^before$/m);
    await host.kill();
    writeFileSync(join(stage.folder, 'go'), '');
    await run.printed(/^second: working$/m);
    await stage.start();
    const ada = await stage.person('Ada');
    await ada.until((state) => Object.values(state.agents).some(({ turn }) => turn !== null));
    writeFileSync(join(stage.folder, 'on'), '');
    expect(await run.ended()).toBe(0);
    const { person } = runner(ada)!;
    await ada.until((state) => state.agents[person]?.ended?.reason === 'done');
    const told = (await transcriptOf(ada, person)).filter(({ form }) => form === 'text').map(({ text }) => text);
    expect(told).toEqual(['before\nmeanwhile\n', 'after\n']);
  });

  it('leaves a task that somebody has to them, waits for it, or takes it over by force, as it is told', async () => {
    const stage = await Stage.open(taskOf('{name: mark, run: "echo done >> done.txt"}'));
    const ada = await stage.person('Ada');
    const { ref } = await openFile(ada, path);
    await ada.publish('task.claimed', { untilMs: null }, ref);
    const first = stage.approved();
    expect(await first.ended()).toBe(5);
    expect(first.output).toContain('Ada has this task');
    expect(existsSync(join(stage.folder, 'done.txt'))).toBe(false);
    const waiting = stage.run('--wait');
    await waiting.printed(/Waiting until Ada gives the task up/);
    await ada.publish('task.released', {}, ref);
    expect(await waiting.ended()).toBe(0);
    await ada.until((state) => state.claims.held[ref] === undefined);
    await ada.publish('task.claimed', { untilMs: null }, ref);
    expect(await stage.run('--force').ended()).toBe(0);
    await ada.until((state) => state.claims.stolen.length > 0);
    expect(readFileSync(join(stage.folder, 'done.txt'), 'utf8')).toBe('done\ndone\n');
  });

  it('has an agent of the session work on a prompt, and fails where its turn does', async () => {
    const stage = await Stage.open(
      taskOf('{name: ask, prompt: "Paint it red", agent: Brush}', '{name: again, prompt: "And green", agent: Brush}'),
    );
    const ada = await stage.person('Ada');
    const { link } = await ada.request('agents.invite', { role: 'editor' });
    const brush = guestClient(link, 'Brush', 'agent');
    onTestFinished(() => brush.leave());
    await enter(brush);
    await brush.publish('agent.opened', {}, brush.person);
    const run = stage.approved(stage.link, '--of', 'Bob');
    const work = async (turn: string, reason: 'done' | 'refused') => {
      await brush.until(({ agents }) => agents[brush.person!]!.queue.length > 0);
      const { prompt, text } = brush.state.agents[brush.person!]!.queue[0]!;
      await brush.publish('agent.began', { turn, prompt });
      await brush.publish('agent.ended', { turn, reason, words: 'no green left' });
      return text;
    };
    expect(await work('one', 'done')).toBe('Paint it red');
    expect(await work('two', 'refused')).toBe('And green');
    expect(await run.ended()).toBe(1);
    expect(run.output).toContain('failed: “again” the agent’s turn ended: no green left');

    await brush.publish('agent.began', { turn: 'three', prompt: null });
    const taken = stage.approved(stage.link, '--of', 'Bob');
    await ada.until(({ agents }) => agents[brush.person!]!.queue.length > 0);
    const [waiting] = ada.state.agents[brush.person!]!.queue;
    await ada.publish('agent.unprompted', { prompt: waiting!.prompt });
    await brush.publish('agent.ended', { turn: 'three', reason: 'done' });
    expect(await taken.ended()).toBe(1);
    expect(taken.output).toContain('the prompt was taken back');
  });

  it('refuses phases that nobody would see whole, and names that lead out of the folder', async () => {
    const stage = await Stage.open(taskOf('{name: mark, run: "echo \\u202e hidden"}'));
    const hidden = stage.run();
    expect(await hidden.ended()).toBe(1);
    expect(hidden.output).toContain('characters in it that nobody would see');
    writeFileSync(join(stage.folder, path), taskOf('{name: "mark\\n  $ echo harmless", run: "echo other"}'));
    const disguised = stage.run();
    expect(await disguised.ended()).toBe(1);
    expect(disguised.output).toContain('a name is one line');
    const out = new RunningCommand(['run', '../../etc/passwd', '--folder', stage.folder], stage.home);
    expect(await out.ended()).toBe(1);
    expect(out.output).toContain('There is no task “../../etc/passwd”');
  });
});
