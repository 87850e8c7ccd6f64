import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type OpenAnswer, OpenProgram } from '../lib/open-program.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { documentOf, limit } from './lib/limited-guest.ts';
import { secrets } from './lib/planted-folder.ts';
import { freshId, freshSecret, type RawClient } from './lib/raw-client.ts';

interface Task {
  path: string;
  title: string | null;
  fault?: string;
}

let host: AttackedHost;

beforeAll(async () => {
  host = await AttackedHost.start();
  await mkdir(join(host.folder, '.tasks'));
  await write('good', task('good'));
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => host?.close());

const pathOf = (name: string) => `.tasks/${Buffer.from(name).toString('hex').slice(0, 8).padEnd(8, '0')}-${name}.md`;
const write = (name: string, text: string) => writeFile(join(host.folder, pathOf(name)), text);
const task = (title: string, more = '') => `---\ntitle: ${title}\n\nstatus: todo\n${more}---\n\n- [ ] it\n`;
const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
for (const [at, name] of [...'bcdefg'].entries()) bomb.push(`${name}: &${name} [${Array(9).fill(`*${'abcdef'[at]}`)}]`);

async function enter(ticket = freshSecret()): Promise<{ program: OpenProgram; person: string }> {
  const program = await new OpenProgram(host.guestOrigin, host.session).opened();
  const { ok, error } = await program.join('Program', host.invite, { ticket });
  if (!ok) throw new Error(`not let in: ${JSON.stringify(error)}`);
  return { program, person: ok.person as string };
}
const subscribe = (program: OpenProgram): Promise<OpenAnswer> => program.ask('subscribe', { to: 'tasks' });
const tasksOf = async (program: OpenProgram): Promise<Task[]> => (await subscribe(program)).ok.tasks as Task[];
const changed = (program: OpenProgram, title: string) => program.event('task', (each) => each.title === title);

const evil: Record<string, string> = {
  bomb: `---\n${bomb.join('\n')}\ntitle: *g\nstatus: *g\npaths: *g\n---\n`,
  long: task('x'.repeat(1_000_000)),
  status: `---\ntitle: t\nstatus: ${'y'.repeat(20_000)}\n---\n`,
  title: task('x'.repeat(20_000)),
  deep: `---\ntitle: t\nstatus: todo\nx: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n---\n`,
  proto: '---\n__proto__: {title: evil}\nconstructor: 1\ntitle: [a, b]\nstatus: {a: b}\n---\n',
  tag: "---\ntitle: !!js/function 'function(){}'\nstatus: !!binary aGVsbG8=\n---\n",
  ring: '---\ntitle: t\nstatus: todo\nx: &x\n  y: *x\n<<: *x\n---\n',
  nul: '\0\0\0\xff',
};

it('evil front matter is a fault in words or a task within bounds, and keeps nobody waiting', async () => {
  const { program } = await enter();
  await subscribe(program);
  for (const [name, text] of Object.entries(evil)) await write(name, text);
  await symlink('../.env', join(host.folder, pathOf('hidden-link')));
  await symlink('../../outside/outside.txt', join(host.folder, pathOf('outer-link')));
  await write('sign', task('sign'));
  await changed(program, 'sign');
  expect(await host.keyMs()).toBeLessThan(3_000);
  const all = await tasksOf((await enter()).program);
  expect(all.find(({ path }) => path === pathOf('good'))?.title).toBe('good');
  for (const each of [...all, ...program.heard]) expect(JSON.stringify(each).length).toBeLessThan(100_000);
  for (const each of all) expect(JSON.stringify(each).length).toBeLessThan(4_000);
  for (const name of ['bomb', 'long', 'title', 'proto', 'nul'])
    expect([name, all.find(({ path }) => path === pathOf(name))?.fault]).toEqual([name, expect.any(String)]);
  for (const secret of Object.values(secrets)) expect(JSON.stringify([all, program.heard])).not.toContain(secret);
}, 30_000);

it('who may look is told all, who sees a part without them none, and what is hidden then nobody', async () => {
  const viewer = await enter();
  expect(await host.owner.verdict('role.changed', { person: viewer.person, role: 'viewer' })).toBe('taken');
  expect((await tasksOf(viewer.program)).length).toBeGreaterThan(0);
  const ticket = freshSecret();
  const first = await enter(ticket);
  await subscribe(first.program);
  await limit(host, { welcome: { person: first.person } } as RawClient, ['src']);
  await first.program.closed;
  const narrow = (await enter(ticket)).program;
  expect((await subscribe(narrow)).ok).toEqual({ tasks: [], left: 0 });
  await write('good', task('better'));
  await changed(viewer.program, 'better');
  await writeFile(join(host.folder, '.ensemble/sharing.json'), JSON.stringify({ hidden: [pathOf('good')] }));
  await viewer.program.event('task', ({ is, path }) => is === 'removed' && path === pathOf('good'));
  await write('good', task('hush'));
  await write('sign', task('second sign'));
  await changed(viewer.program, 'second sign');
  const late = (await enter()).program;
  expect((await tasksOf(late)).map(({ path }) => path)).not.toContain(pathOf('good'));
  for (const each of [viewer.program, narrow, late]) expect(JSON.stringify(each.heard)).not.toContain('hush');
  expect(narrow.heard.filter(({ event }) => event === 'task')).toEqual([]);
}, 30_000);

it('floods of questions and of changes keep no key waiting', async () => {
  const { program } = await enter();
  for (let at = 0; at < 190; at++)
    program.socket.send(JSON.stringify({ id: `x${at}`, do: at % 2 ? 'subscribe' : 'unsubscribe', to: 'tasks' }));
  await subscribe(program);
  for (let round = 0; round < 5; round++) {
    const names = Array.from({ length: 200 }, (_, at) => `${at}`.padStart(4, '0'));
    await Promise.all(names.map((name) => write(name, `${task(`round ${round}`)}${'w'.repeat(20_000)}`)));
    expect(await host.keyMs()).toBeLessThan(3_000);
  }
  await changed(program, 'round 4');
}, 30_000);

it('ends far away, past, or thousands of different ones make few `time.passed`, and guests none', async () => {
  const ref = await documentOf(host, pathOf('sign'));
  const lock = (untilMs: number) => ({
    ...{ lock: freshId(), path: `${freshId()}.txt`, selection: null, lines: null, beside: [] },
    untilMs,
  });
  const passed = () => host.witness.entries.filter(([, , , , , kind]) => kind === 'time.passed').length;
  const [nowMs, before] = [Date.now(), passed()];
  const guests = await Promise.all([1, 2, 3, 4].map(() => host.guest('editor', { name: 'Locker' })));
  const far = [Number.MAX_SAFE_INTEGER, nowMs + 2 ** 31, nowMs + 2 ** 32, 0, nowMs - 1];
  expect(await guests[0]!.verdict('task.claimed', { untilMs: nowMs + 2 ** 32 }, { ref })).toBe('taken');
  for (const untilMs of far) guests[0]!.say('lock.acquired', lock(untilMs));
  for (const [at, each] of guests.entries()) {
    for (let k = 0; k < 40; k++) each.say('lock.acquired', lock(nowMs + 500 + (at * 40 + k) * 9));
    for (let k = 0; k < 60; k++) each.say('value.leased', { key: `k-${at}-${k}`, forMs: 1000 + (at * 60 + k) * 5 });
  }
  for (const each of guests) await Promise.race([each.ended(), each.handled()]);
  await expect.poll(passed, { timeout: 6_000 }).toBeGreaterThan(before);
  expect(await host.keyMs()).toBeLessThan(3_000);
  const seconds = (Date.now() - nowMs) / 1000;
  expect(passed() - before).toBeLessThan(10 + 3 * seconds);
  for (const each of [guests[1]!, host.owner]) expect(await each.verdict('time.passed', {})).toBe('not-permitted');
}, 30_000);
