import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { join, type Message, type Report, type Session } from '../../../../src/client/sdk/index.ts';
import { SharedFolder } from '../host/host-fixture.ts';
import { InstalledSdk } from './installed-sdk.ts';

const sdk = new InstalledSdk();
beforeAll(() => sdk.install(), 60_000);
afterAll(() => sdk.remove());

async function hubOf(files: Record<string, string>) {
  const folder = new SharedFolder(files);
  const link = await (await folder.host()).share();
  const person = async (name: string): Promise<Session> => {
    const session = await join({ link, name });
    onTestFinished(() => session.leave());
    return session;
  };
  return { folder, link, person };
}

it('is a package that programs import, with types', async () => {
  const use = `
    import { join, type Session } from '@ensemble/sdk';
    import { join as joinInNode } from '@ensemble/sdk/node';
    export const use = async (link: string): Promise<number> => {
      const session: Session = await (link ? join : joinInNode)({ link, name: 'X', type: 'agent', metadata: { a: [1] } });
      const outcome = await session.state.compareAndSet('k', 0, { x: null });
      return outcome.is === 'applied' ? outcome.version : 0;
    };
    // @ts-expect-error
    void join({ link: 1 });
    // @ts-expect-error
    void join({ link: '', name: '', type: 'robot' });
  `;
  writeFileSync(joinPath(sdk.folder, 'use.ts'), use);
  const options = ['--module', 'nodenext', '--target', 'es2024', '--strict', '--skipLibCheck', '--types', 'node'];
  await sdk.run('node_modules/typescript/bin/tsc', ...options, '--noEmit', 'use.ts');
  writeFileSync(
    joinPath(sdk.folder, 'no.mjs'),
    "import { join } from '@ensemble/sdk';\nawait join({ link: 'x', name: 'X' }).catch((e) => console.log(e.code));\n",
  );
  expect(await sdk.run('no.mjs')).toBe('bad-request\n');
}, 60_000);

it('asks for the packages that the project itself uses, in the same versions', () => {
  const manifest = (path: string) =>
    JSON.parse(readFileSync(joinPath(import.meta.dirname, '../../../..', path), 'utf8')) as {
      dependencies: Record<string, string>;
    };
  const [own, all] = [manifest('packages/sdk/package.json').dependencies, manifest('package.json').dependencies];
  const imported = ['index.js', 'node.js', ...readdirSync(sdk.dist)].flatMap((file) =>
    file.endsWith('.js')
      ? [
          ...readFileSync(joinPath(sdk.dist, file), 'utf8').matchAll(
            /(?:^import .* from |\bimport\()"(@[^/"]+\/[^/"]+|[^@./"][^/"]*)/gm,
          ),
        ].map(([, name]) => name!)
      : [],
  );
  expect([...new Set(imported)].filter((name) => !name.startsWith('node:')).sort()).toEqual(Object.keys(own).sort());
  for (const [name, version] of Object.entries(own)) expect([name, version]).toEqual([name, all[name]]);
});

it('has six agents on three computers do each of forty jobs once, and no line of theirs is lost', async () => {
  const { link, person } = await hubOf({ 'findings.md': '' });
  const names = ['Ada', 'Bob', 'Cleo', 'Dan', 'Eve', 'Fay'];
  const computers = await Promise.all(
    [0, 1, 2].map((i) => sdk.start('computer.mjs', link, `pc-${i}`, names[2 * i]!, names[2 * i + 1]!)),
  );
  const words = Array.from({ length: 40 }, (_, i) => `word${i}`);
  const { done, report } = JSON.parse(await sdk.run('hub/jobs.mjs', link, ...words)) as {
    done: { word: string; found: string; by: string }[];
    report: Report;
  };
  expect(await Promise.all(computers.map(({ over }) => over))).toEqual([0, 0, 0]);
  expect(done.map(({ word }) => word).sort()).toEqual(words.toSorted());
  expect(done.every(({ word, found }) => found === [...word].reverse().join(''))).toBe(true);
  expect(new Set(done.map(({ by }) => by)).size).toBeGreaterThan(1);
  const agents = report.participants.filter(({ type }) => type === 'agent');
  expect(agents.map(({ name }) => name).sort()).toEqual(names);
  expect(new Set(agents.map(({ metadata }) => metadata['computer'])).size).toBe(3);
  const looker = await person('Looker');
  const lines = (await looker.documents.open('findings.md')).text.trim().split('\n');
  expect(lines.map((line) => /^- (\w+):/.exec(line)?.[1]).sort()).toEqual(words.toSorted());
  expect(looker.state.get('done')).toBe(40);
}, 60_000);

it('programs in a pair with an agent, which does as a comment asks, while the person types on', async () => {
  const text = 'export function sum(a, b) {\n}\n\nexport function product(a, b) {\n}\n';
  const { folder, link, person } = await hubOf({ 'pair.js': text });
  const pat = await person('Pat');
  const partner = await sdk.start('pair.mjs', link);
  const locks: string[] = [];
  pat.history.on({ kinds: ['lock.acquired'] }, ({ person: by }) => locks.push(pat.history.nameOf(by)));
  const file = await pat.documents.open('pair.js');
  await file.replace('sum(a, b) {\n', 'sum(a, b) {\n  // TODO(agent): add a and b\n');
  // The person goes on, at once.
  await file.append('// typed\n');
  await file.replace('product(a, b) {\n', 'product(a, b) {\n  // TODO(agent): multiply a and b\n');
  await file.append('// meanwhile\n');
  await file.until((now) => now.includes('return a + b;') && now.includes('return a * b;'));
  await expect.poll(async () => (await pat.messages.list()).map(({ text: words }) => words)).toHaveLength(2);
  await pat.messages.send('Thank you, Partner');
  expect(await partner.over).toBe(0);
  expect(locks).toEqual(['Partner', 'Partner']);
  expect(pat.locks.list()).toEqual([]);
  expect(readFileSync(joinPath(folder.folder, 'pair.js'), 'utf8')).toBe(
    'export function sum(a, b) {\n  return a + b;\n}\n\nexport function product(a, b) {\n  return a * b;\n}\n// typed\n// meanwhile\n',
  );
}, 60_000);

it('has a builder, a tester and a documenter follow each save, each after the one before', async () => {
  const { folder, link, person } = await hubOf({ 'calc.js': '' });
  const pat = await person('Pat');
  const programs = await Promise.all(['builder', 'tester', 'documenter'].map((name) => sdk.start(`${name}.mjs`, link)));
  const alarms: string[] = [];
  pat.messages.on({ atLeast: 'high' }, ({ text }) => alarms.push(text));
  const file = await pat.documents.open('calc.js');
  const stateOf = (key: string) => (pat.state.get(key) as { state?: string } | undefined)?.state;
  const add = '/** Adds two numbers. */\nexport function add(a, b) {\n  return a + b;\n}\n';
  await file.write(`${add}export function multiply(a, b {\n`);
  await file.save();
  await expect.poll(() => stateOf('build')).toBe('red');
  await file.write(`${add}/** Multiplies. */\nexport function multiply(a, b) {\n  return a + b;\n}\n`);
  await file.save();
  await expect.poll(() => [stateOf('build'), stateOf('tests')]).toEqual(['green', 'red']);
  expect(stateOf('docs')).toBeUndefined();
  await file.replace('return a + b;\n}\n/**', 'return b + a;\n}\n/**');
  await file.write(file.text.replace(/return a \+ b;\n}\n$/, 'return a * b;\n}\n'));
  await file.save();
  await expect.poll(() => [stateOf('tests'), stateOf('docs')]).toEqual(['green', 'written']);
  expect(readFileSync(joinPath(folder.folder, 'API.md'), 'utf8')).toBe(
    '# API\n\n- `add(a, b)`: Adds two numbers.\n- `multiply(a, b)`: Multiplies.\n',
  );
  await expect.poll(() => alarms.length).toBe(2);
  expect(alarms).toEqual([expect.stringMatching(/^The build is red: SyntaxError/), 'multiply(2, 3) is 5, not 6']);
  await pat.state.set('over', true);
  expect(await Promise.all(programs.map(({ over }) => over))).toEqual([0, 0, 0]);
}, 60_000);

const hasPython = spawnSync('python3', ['--version']).status === 0;

it.skipIf(!hasPython)(
  'lets a program of another language work beside these, by the open wire of the same host',
  async () => {
    const { folder, link, person } = await hubOf({
      'a.txt': 'one\n',
      '.tasks/aaaaaaaa.md': '---\ntitle: Read\n\nstatus: todo\n---\n',
    });
    const pat = await person('Pat');
    const python = sdk.spawn('python3', joinPath('hub', 'open_wire.py'), link, 'Snake');
    await python.says('"ok"');
    const heard: Message[] = [];
    pat.messages.on({}, (message) => heard.push(message));
    python.write({ do: 'set', changes: [{ key: 'from-python', set: [1, 2, 3] }] });
    python.write({ do: 'say', text: 'hello', priority: 'high' });
    await expect.poll(() => pat.state.get('from-python')).toEqual([1, 2, 3]);
    await expect.poll(() => heard).toEqual([expect.objectContaining({ text: 'hello', priority: 'high' })]);
    expect(pat.participants().find(({ name }) => name === 'Snake')).toMatchObject({ type: 'service', status: 'here' });
    python.write({ do: 'subscribe', to: 'tasks' });
    await python.says('"title":"Read","status":"todo","holder":null');
    folder.write('.tasks/aaaaaaaa.md', '---\ntitle: Read\n\nstatus: done\n---\n');
    await python.says('"event":"task","is":"changed"');
    expect(python.output).toContain('"status":"done"');
    python.write({ do: 'leave' });
    expect(await python.over).toBe(0);
  },
);
