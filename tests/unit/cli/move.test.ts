import { describe, expect, it, onTestFailed } from 'vitest';
import { RunningCommand } from './command-fixture.ts';
import { StandAlone, type } from './stand-alone-stage.ts';

const embedded = ['--share', '--admit-everyone', '--address', '127.0.0.1'];
const lines = (name: string, from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `${name} ${from + i}`);

describe('moving a session to a server by itself', { timeout: 120_000 }, () => {
  it('loses and doubles nothing that two people type all the while, and goes on without the host', async () => {
    const stage = await StandAlone.open();
    const machine = stage.machine('ada', { 'a.txt': 'seed\n' });
    const host = machine.start(...embedded);
    const [, link] = await host.printed(/^invite: (\S+)$/m);
    await host.printed(/^ready: /m);
    const clients = ['bob', 'eve'].map((name) => ({ name, client: stage.join(link!, name) }));
    onTestFailed(() => console.error(host.output, ...clients.map(({ client }) => client.output), stage.server.output));
    const typing = (from: number, count: number) =>
      Promise.all(
        clients.map(async ({ name, client }) => {
          for (const line of lines(name, from, count)) await type(client, 'a.txt', line);
        }),
      );
    await typing(0, 5);
    const move = new RunningCommand(['move', machine.folder, '--server', stage.hosts], machine.home);
    await Promise.all([typing(5, 40), move.ended()]);
    expect(move.output).toMatch(/^The session goes on at http/m);
    for (const { client } of clients) await client.printed(/^moved: /m);
    // By the old link one comes to where it is now.
    const late = stage.join(link!, 'late', ['append a.txt "late\\n"']);
    expect([await late.ended(), late.output]).toEqual([0, expect.stringContaining('moved: ')]);
    await host.kill();
    clients[0]!.client.say('append a.txt "bob without a host\\n"');
    clients[1]!.client.say('wait a.txt "bob without a host"');
    await typing(45, 2);
    const again = machine.start();
    await again.printed(/^ready: /m);
    const from = clients[1]!.client.output.length;
    clients[1]!.client.say('save a.txt');
    await clients[1]!.client.printed(/^saved a.txt /m, from);
    const all = ['bob', 'eve'].flatMap((name) => lines(name, 0, 47));
    const onDisk = machine.read('a.txt').trimEnd().split('\n');
    expect(onDisk.toSorted()).toEqual([...all, 'bob without a host', 'late', 'seed'].toSorted());
    for (const name of ['bob', 'eve'])
      expect(onDisk.filter((line) => line.startsWith(name) && line !== 'bob without a host')).toEqual(
        lines(name, 0, 47),
      );
  });

  it('takes a folder’s session along when it is hosted on a server from now on', async () => {
    const stage = await StandAlone.open();
    const machine = stage.machine('ada', { 'a.txt': 'seed\n' });
    const first = machine.start(...embedded);
    const [, link] = await first.printed(/^invite: (\S+)$/m);
    const bob = stage.join(link!, 'bob', ['append a.txt "never saved\\n"']);
    expect(await bob.ended()).toBe(0);
    await first.kill();
    // History that is kept no longer cannot move: its outcome does.
    const clear = ['storage', machine.folder, '--keep-days', '0', '--clear'];
    const cleared = new RunningCommand(clear, machine.home);
    expect([await cleared.ended(), cleared.output]).toEqual([0, expect.stringContaining('history: 0.0 MB')]);
    const second = machine.start(...embedded);
    const [, newer] = await second.printed(/^invite: (\S+)$/m);
    const more = stage.join(newer!, 'bob', ['append a.txt "nor this\\n"']);
    expect([await more.ended(), more.output]).toEqual([0, expect.any(String)]);
    await second.kill();
    const { link: next } = await machine.host();
    expect(new URL(next).port).toBe(new URL(stage.hosts).port);
    const eve = stage.join(next, 'eve', ['print a.txt']);
    await eve.ended();
    expect(eve.output).toContain('seed\nnever saved\nnor this\n');
  });

  it('stays where it is, and says so, when the server cannot be reached or does not want it', async () => {
    const stage = await StandAlone.open();
    const machine = stage.machine('ada', { 'a.txt': 'seed\n' });
    const host = machine.start(...embedded);
    const [, link] = await host.printed(/^invite: (\S+)$/m);
    await host.printed(/^ready: /m);
    const wrong = stage.hosts.replace(/token=[^&]+/, 'token=a-guess-of-some-length');
    const move = new RunningCommand(['move', machine.folder, '--server', wrong], machine.home);
    expect([await move.ended(), move.output]).toEqual([1, expect.stringContaining('does not accept this host token')]);
    await stage.server.kill();
    const again = new RunningCommand(['move', machine.folder, '--server', stage.hosts], machine.home);
    expect([await again.ended(), again.output]).toEqual([1, expect.stringContaining('The session stays where it is')]);
    const bob = stage.join(link!, 'bob', ['append a.txt "here\\n"', 'save a.txt']);
    expect(await bob.ended()).toBe(0);
    expect(machine.read('a.txt')).toBe('seed\nhere\n');
  });
});
