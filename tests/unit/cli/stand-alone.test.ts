import { describe, expect, it, onTestFailed } from 'vitest';
import { StandAlone, type } from './stand-alone-stage.ts';

describe('a host on a server by itself', { timeout: 90_000 }, () => {
  it('shares its folder there: guests edit, and its disk has what they saved', async () => {
    const stage = await StandAlone.open();
    const machine = stage.machine('ada', { 'a.txt': 'seed\n' });
    const { host, link } = await machine.host();
    onTestFailed(() => console.error(host.output, stage.server.output));
    expect(new URL(link).port).toBe(new URL(stage.hosts).port);
    const bob = stage.join(link, 'bob', ['append a.txt "from bob\\n"', 'save a.txt', 'files']);
    expect([await bob.ended(), bob.output]).toEqual([0, expect.stringContaining('a.txt')]);
    expect(machine.read('a.txt')).toBe('seed\nfrom bob\n');
  });

  it('shows its host token once, and keeps only its hash', async () => {
    const stage = await StandAlone.open();
    await stage.server.kill();
    await stage.serve();
    expect(stage.server.output).not.toContain('hosts:');
    expect(stage.server.output).not.toContain('token');
  });

  it('lets nobody host without the host token', async () => {
    const stage = await StandAlone.open();
    const machine = stage.machine('eve', { 'a.txt': '' });
    stage.hosts = stage.hosts.replace(/token=[^&]+/, 'token=a-guess-of-some-length');
    const host = machine.start('--share', '--server', stage.hosts);
    expect(await host.ended()).toBe(1);
    expect(host.output).toMatch(
      /^The session server \S+ does not let this host in: its host token is wrong\. Give the link/m,
    );
    expect(host.output).not.toMatch(/^(invite|ready): /m);
  });

  it('lets guests go on while the host is away, and puts all of it on the disk when it is back', async () => {
    const stage = await StandAlone.open();
    const machine = stage.machine('ada', { 'a.txt': 'seed\n', 'b.txt': 'other\n' });
    const { host, link } = await machine.host();
    const [bob, eve] = [stage.join(link, 'bob'), stage.join(link, 'eve')];
    onTestFailed(() => console.error(bob.output, '\n--- eve', eve.output, '\n--- host', host.output));
    await type(bob, 'a.txt', 'bob before');
    await type(eve, 'a.txt', 'eve before');
    await host.kill();
    await type(bob, 'a.txt', 'bob alone');
    eve.say('wait a.txt "bob alone"');
    await type(eve, 'a.txt', 'eve after bob');
    const from = eve.output.length;
    eve.say('open b.txt');
    await eve.printed(/^error: host-away: .* is away/m, from);
    machine.write('b.txt', 'changed while the host was away\n');
    const again = await machine.host();
    expect(again.link).toBe(link);
    bob.say('save a.txt');
    await bob.printed(/^saved a.txt /m);
    const lines = machine.read('a.txt').trim().split('\n');
    expect(lines.toSorted()).toEqual(['bob alone', 'bob before', 'eve after bob', 'eve before', 'seed']);
    const before = eve.output.length;
    eve.say('print b.txt');
    await eve.printed(/changed while the host was away/, before);
  });
});
