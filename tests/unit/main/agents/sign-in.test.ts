import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mostWays } from '../../../../src/shared/capabilities/agents/sign-in.ts';
import { isConnected } from '../../../../src/shared/capabilities/people/participants.ts';
import type { Down, Stream } from '../../../../src/shared/session/contract.ts';
import { SharedFolder, windowOf } from '../host/host-fixture.ts';
import { prompt, script, transcriptWith } from './agent-scene.ts';

type Starting = Stream<'agents.start'>;
type Ways = Extract<Down<'agents.start'>, { is: 'ways' }>;

const way = (id: string, more: object = {}) => ({ id, name: `By ${id}`, ...more });

/** A host whose one agent wants its person to sign in, in these ways. */
async function scene(...methods: object[]) {
  const folder = new SharedFolder({ 'a.txt': 'one\n' });
  mkdirSync(folder.home, { recursive: true });
  const env = { SCRIPTED_SIGN_IN: JSON.stringify(methods) };
  const agents = [{ name: 'Scripted', command: process.execPath, args: [script], env }];
  writeFileSync(join(folder.home, 'agents.json'), JSON.stringify({ agents }));
  const open = await folder.host();
  const window = await windowOf(open.host.url);
  const start = (signal?: AbortSignal): Starting =>
    window.direct.open('agents.start', { program: 'Scripted', role: 'editor' }, signal ? { signal } : {});
  return { ...window, folder, start };
}

/** Chooses ways by their places, one after the other, until it starts. Gives what was asked. */
async function choose(starting: Starting, ...places: number[]): Promise<Ways[]> {
  const asked: Ways[] = [];
  for await (const part of starting) {
    if (part.is !== 'ways') continue;
    asked.push(part);
    await starting.send({ way: places[asked.length - 1]! });
  }
  return asked;
}

const agentsIn = ({ client: { state } }: Awaited<ReturnType<typeof windowOf>>) =>
  Object.values(state.participants).filter(
    ({ agentOf, person }) => agentOf !== undefined && isConnected(state, person),
  );

it('an agent that wants its person to sign in tells the ways, starts by the one that is chosen, and works', async () => {
  const here = await scene(way('bad'), way('good', { description: 'With an account' }));
  const starting = here.start();
  expect(await choose(starting, 1)).toEqual([
    {
      is: 'ways',
      problem: null,
      ways: [
        { name: 'By bad', description: '', run: null },
        { name: 'By good', description: 'With an account', run: null },
      ],
    },
  ]);
  const { agent } = await starting.result;
  await here.client.until((state) => typeof state.agents[agent]?.transcript === 'string');
  const working = { ...here, owner: here.client, agent };
  expect(await prompt(working, 'say hello')).toBe('done');
  expect(await transcriptWith(working, 'hello')).toContain('hello');
});

it('a way that fails, that changes nothing, or that is none, is told in words, and another may be chosen', async () => {
  const { start } = await scene(way('bad'), way('idle'), way('good'));
  const starting = start();
  const problems = (await choose(starting, 0, 1, 7, 2)).map(({ problem }) => problem);
  const still = 'It still does not start: Authentication required';
  expect(problems).toEqual([null, 'No account bad', still, 'There is no such way.']);
  await expect(starting.result).resolves.toHaveProperty('agent');
});

it('signing in that hangs tells what the program says, and is cancelled: nothing of it is left', async () => {
  const here = await scene(way('hang'));
  const giving = new AbortController();
  const starting = here.start(giving.signal);
  const said: string[] = [];
  for await (const part of starting) {
    if (part.is === 'ways') await starting.send({ way: 0 });
    else {
      said.push(part.words);
      expect(agentsIn(here)).toHaveLength(1);
      giving.abort();
      break;
    }
  }
  expect(said).toEqual(['Open https://example.org/device and type ABCD.']);
  await expect(starting.result).rejects.toMatchObject({ code: 'cancelled' });
  await here.client.until(() => agentsIn(here).length === 0);
});

it('one that nobody answers ends with the window that has asked, and one whose program dies with its last words', async () => {
  const here = await scene(way('die'));
  const starting = here.start();
  await expect(choose(starting, 0)).rejects.toThrow('Scripted: It has ended (3). I give up.');
  const other = here.start();
  for await (const part of other) if (part.is === 'ways') break;
  await expect(other.result).rejects.toMatchObject({ code: 'cancelled' });
  await here.client.until(() => agentsIn(here).length === 0);
});

it('one that is removed while it waits ends', async () => {
  const here = await scene(way('good'));
  const starting = here.start();
  for await (const part of starting) {
    if (part.is !== 'ways') continue;
    const [agent] = agentsIn(here);
    await here.client.publish('participant.removed', { person: agent!.person, ban: false });
    break;
  }
  await expect(starting.result).rejects.toMatchObject({ code: 'cancelled' });
  await here.client.until(() => agentsIn(here).length === 0);
});

it('a way by a terminal tells the command, quoted for a shell, and is never asked of the program', async () => {
  const args = ['login', "it's $(touch evil)"];
  const { start, folder } = await scene(way('bad', { type: 'terminal', args, env: { MODE: 'a b' } }), way('good'));
  const starting = start();
  const [first, second] = await choose(starting, 0, 1);
  expect(first!.ways[0]!.run).toBe(`MODE='a b' ${process.execPath} ${script} login 'it'\\''s $(touch evil)'`);
  expect(second!.problem).toBe('It still does not start: Authentication required');
  await expect(starting.result).resolves.toHaveProperty('agent');
  expect(existsSync(join(folder.folder, 'evil'))).toBe(false);
});

it('names and commands of a program are words, and few of ten thousand are told', async () => {
  const evil = { ...way('good'), name: `a\u202e\n${'b'.repeat(5_000)}`, description: '\u0000$(icon) [x](command:y)' };
  const strange = way('z', { type: 'terminal', args: ['\u202e'] });
  const { start } = await scene({ ...evil, name: '' }, evil, strange, way('x', { times: 10_000 }));
  const starting = start();
  const [asked] = await choose(starting, 0);
  expect(asked!.ways).toHaveLength(mostWays);
  expect(asked!.ways.map(({ name }) => name).slice(0, 2)).toEqual(['Sign in', `a ${'b'.repeat(98)}`]);
  expect(asked!.ways[1]!.description).toBe('$(icon) [x](command:y)');
  expect(asked!.ways[2]!.run).toBe('');
});

it('an agent that names no way says what to do', async () => {
  const { start } = await scene();
  await expect(start().result).rejects.toThrow(/Authentication required It names no way .* on the host/);
});

it('only a window at the host’s own door signs in: it uses what is stored there', async () => {
  const { client } = await scene(way('good'));
  const starting = client.open('agents.start', { program: 'Scripted', role: 'editor' });
  await expect(starting.result).rejects.toThrow('ask the host’s person to start it there');
});
