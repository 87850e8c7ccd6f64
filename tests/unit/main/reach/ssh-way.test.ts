import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { MemoryOutbox } from '../../../../src/client/outbox.ts';
import { SessionClient } from '../../../../src/client/session-client.ts';
import { socketDial } from '../../../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { pinnedAgent } from '../../../../src/main/session/pinned-tls.ts';
import { newId, newSecret } from '../../../../src/shared/core/ids.ts';
import { parseInviteLink } from '../../../../src/shared/invite-link.ts';
import { freePort } from '../../../lib/free-port.ts';
import { ownWindow } from '../../../lib/own-window.ts';
import { SharedFolder } from '../host/host-fixture.ts';

const sshd = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((each) => existsSync(each));

/** A real SSH server of this machine's person, and an `ssh` on the PATH that goes to it by a key of its own. */
async function sshServer(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-sshd-'));
  const at = (name: string) => join(folder, name);
  for (const key of ['host', 'user']) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]);
  writeFileSync(at('authorized'), readFileSync(at('user.pub')));
  const port = await freePort();
  writeFileSync(
    at('sshd.conf'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${at('host')}`,
      `AuthorizedKeysFile ${at('authorized')}`,
      'StrictModes no',
      'UsePAM no',
      'PidFile none',
      'GatewayPorts clientspecified',
    ].join('\n'),
  );
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const server: ChildProcess = spawn(sshd!, ['-D', '-e', '-f', at('sshd.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    server.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('listening')) resolve();
    });
    server.once('close', () => reject(new Error(said)));
  });
  const config = at('ssh.conf');
  writeFileSync(
    config,
    `Host *\n Port ${port}\n IdentityFile ${at('user')}\n UserKnownHostsFile ${at('known')}\n StrictHostKeyChecking accept-new\n`,
  );
  mkdirSync(at('bin'));
  const real = execFileSync('which', ['ssh'], { encoding: 'utf8' }).trim();
  writeFileSync(at('bin/ssh'), `#!/bin/sh\nexec ${real} -F ${config} "$@"\n`);
  chmodSync(at('bin/ssh'), 0o755);
  const { PATH } = process.env;
  process.env.PATH = `${at('bin')}${delimiter}${PATH}`;
  onTestFinished(async () => {
    process.env.PATH = PATH;
    const ended = new Promise((resolve) => server.once('close', resolve));
    server.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
}

async function guestBy(link: string): Promise<SessionClient> {
  const { origin, session, invite, pin } = parseInviteLink(link);
  const { agent, cert } = await pinnedAgent(origin, pin!);
  onTestFinished(() => agent.destroy());
  const client = new SessionClient({
    dial: socketDial(origin, { session, channel: 'session' }, { agent: agent as never, ca: cert }),
    environment: nodeEnvironment,
    outbox: new MemoryOutbox(),
    replica: newId(nodeEnvironment),
    name: 'Eve',
    purpose: 'window',
    invite,
    ticket: newSecret(nodeEnvironment),
  });
  onTestFinished(() => client.abandon());
  await client.start();
  await client.joined();
  return client;
}

const target = `${userInfo().username}@127.0.0.1`;

it.skipIf(sshd === undefined)(
  'a guest comes in through a server that forwards by ssh, until that is stopped',
  async () => {
    await sshServer();
    const open = await new SharedFolder({ 'a.txt': 'a\n' }).host({ publicAddress: 'ensemble.test' });
    await open.share();
    const { client, direct } = await ownWindow(open.host.url);
    onTestFinished(() => client.abandon());
    const { ways } = await direct.request('reach.list', {});
    expect(ways).toContainEqual({ way: 'ssh', problem: null });
    const { origin, link } = await direct.request('reach.start', { way: 'ssh', target });
    expect(origin).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(link.startsWith(`${origin}/#`)).toBe(true);
    await client.until(({ reached }) => reached?.origin === origin);
    const guest = await guestBy(link);
    await guest.until(({ host }) => host !== null);
    expect(guest.state.reached).toEqual({ way: 'ssh', origin });
    await direct.request('reach.stop', {});
    await client.until(({ reached }) => reached === null);
    expect(open.host.sharing.link).toContain('https://ensemble.test:');
  },
);

it.skipIf(sshd === undefined)(
  'a server that refuses says so in its own words, and no way is opened while the folder is not shared',
  async () => {
    await sshServer();
    const open = await new SharedFolder().host({ publicAddress: 'ensemble.test' });
    const { client, direct } = await ownWindow(open.host.url);
    onTestFinished(() => client.abandon());
    await expect(direct.request('reach.start', { way: 'ssh', target })).rejects.toThrow('Share this folder first');
    await open.share();
    await expect(direct.request('reach.start', { way: 'ssh', target: 'nobody@127.0.0.1' })).rejects.toThrow(/denied/i);
    expect(client.state.reached).toBeNull();
  },
);
