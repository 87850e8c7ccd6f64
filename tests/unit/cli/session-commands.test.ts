import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFile } from '../../../src/client/shared-file.ts';
import { RunningCommand } from './command-fixture.ts';
import { sharedProject } from './shared-project.ts';

it('who prints lines, chat tells the id of what it posts, lock --hold stays, report --after leaves out what was before', {
  timeout: 90_000,
}, async () => {
  const { base, link, ada } = await sharedProject();
  const command = (...args: string[]) =>
    new RunningCommand([args[0]!, link, ...args.slice(1), '--name', 'Robot'], join(base, 'robot'));
  const printed = async (...args: string[]) => {
    const running = command(...args);
    expect([await running.ended(), running.output]).toEqual([0, expect.anything()]);
    return running.output;
  };

  await openFile(ada, 'a.txt');
  const rows = (await printed('who')).slice(0, -1).split('\n');
  expect(rows.map((row) => row.split('\t'))).toContainEqual(['Ada', 'person', 'editor', expect.any(String), '']);
  expect(rows.map((row) => row.split('\t')[0])).not.toContain('Robot');

  const posted = JSON.parse(await printed('chat', 'Ahoy!', '--json'));
  expect(posted).toEqual({ message: expect.any(String) });
  const said = JSON.parse(await printed('chat', '--json'));
  expect(said).toMatchObject([{ id: posted.message, from: 'Robot', text: 'Ahoy!' }]);

  const holding = command('lock', 'a.txt', '--hold');
  await holding.printed(/^locked a\.txt$/m);
  await ada.until(({ locks }) => Object.keys(locks.held).length === 1);
  holding.signal('SIGINT');
  expect(await holding.ended()).toBe(0);
  await ada.until(({ locks }) => Object.keys(locks.held).length === 0);

  const told = async (...args: string[]): Promise<{ seq: number; words: string }[]> =>
    JSON.parse(await printed('report', '--json', ...args)).events;
  const [came, ahoy] = await told();
  expect([came?.words, ahoy?.words]).toEqual(['came in', 'said: Ahoy!']);
  await printed('chat', 'And more.');
  const since = await told('--after', String(ahoy!.seq));
  expect(since.map(({ words }) => words)).toEqual(['said: And more.']);
  const wrong = command('report', '--after', 'yesterday');
  expect(await wrong.ended()).toBe(1);
  expect(wrong.output).toContain('After which entry? Give its number.');
});
