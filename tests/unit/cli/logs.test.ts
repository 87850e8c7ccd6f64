import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFailed } from 'vitest';
import { StandAlone, type } from './stand-alone-stage.ts';

const words = ['first words of a text', 'words that were never saved'];

/** Secret parts of what a command printed: what stands behind `#` in its addresses, and each value in there. */
function secretsIn(printed: string): string[] {
  const fragments = [...printed.matchAll(/#(\S+)/g)].map(([, fragment]) => fragment!);
  const values = fragments.flatMap((fragment) => [...new URLSearchParams(fragment).values()]);
  return [...fragments, ...values].filter((each) => each.length >= 16 && !each.includes('/'));
}

function linesOf(path: string): Record<string, unknown>[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('the logs of a host and a server tell what went wrong and where, and nothing that is secret', async () => {
  const stage = await StandAlone.open();
  const machine = stage.machine('ada', { 'a.txt': 'seed\n', '.ensemble/sharing.json': '{ not JSON' });
  const { host, link, url } = await machine.host();
  const bob = stage.join(link, 'bob');
  onTestFailed(() => console.error(host.output, bob.output, stage.server.output));
  for (const word of words) await type(bob, 'a.txt', word);
  bob.say('save a.txt');
  await bob.printed(/^saved a.txt /m);
  await host.kill();
  const again = await machine.host();
  await type(bob, 'a.txt', 'after all');

  const folder = join(machine.home, 'folders', readdirSync(join(machine.home, 'folders'))[0]!);
  const logs = [join(folder, 'host.log'), join(stage.base, 'server-home', 'server', 'server.log')];
  expect(logs.map((path) => existsSync(path))).toEqual([true, true]);
  const [hosts, servers] = logs.map(linesOf);
  expect(hosts!.filter(({ msg }) => msg === 'started')).toHaveLength(2);
  expect(hosts).toContainEqual(expect.objectContaining({ level: 'warn', area: 'settings' }));
  expect(servers![0]).toMatchObject({ level: 'info', area: 'server', msg: 'started' });

  const printed = [host.output, again.host.output, stage.server.output, stage.hosts, link, url].join('\n');
  const secrets = [...secretsIn(printed), ...ticketsIn(join(stage.base, 'bob-home')), ...words, 'after all'];
  expect(secrets.length).toBeGreaterThan(8);
  const told = logs.map((path) => readFileSync(path, 'utf8')).join('');
  expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
  expect(told).not.toMatch(/https?:\/\//);
}, 60_000);

function ticketsIn(home: string): string[] {
  const folder = join(home, 'tickets');
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8').trim());
}
