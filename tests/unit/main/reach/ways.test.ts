import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Tunnel } from '../../../../src/main/reach/tunnel.ts';
import { ways } from '../../../../src/main/reach/ways.ts';
import { sshTarget } from '../../../../src/shared/capabilities/reach/reach.ts';

const door = { port: 4321, isSecure: true };

/** A program that prints what a tunnel's would, and then stays, or ends. */
function program(lines: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-reach-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'program');
  writeFileSync(path, `#!/bin/sh\n${lines}\n`);
  chmodSync(path, 0o755);
  return path;
}

const guarded = () => {
  const pids = new Set<number>();
  return { pids, add: (pid: number) => void pids.add(pid), remove: (pid: number) => void pids.delete(pid) };
};

const addressIn = (output: string) => /(https:\/\/\S+)/.exec(output)?.[1] ?? null;
const open = (path: string, guard = guarded(), onLost: (words: string) => void = () => undefined) =>
  Tunnel.open({ program: path, args: [], addressIn }, guard, onLost);

describe('a way to the door', () => {
  it('finds its address in the words of each program', async () => {
    const cloudflared = await ways.cloudflared.start('cloudflared', door, null);
    expect(cloudflared.args.at(-1)).toBe('https://127.0.0.1:4321');
    const banner = '2026-11-27T10:00:00Z INF |  https://quiet-river-of-words.trycloudflare.com                    |\n';
    expect(cloudflared.addressIn(banner)).toBe('https://quiet-river-of-words.trycloudflare.com');
    expect(cloudflared.addressIn('INF Requesting new quick Tunnel on trycloudflare.com...')).toBeNull();
    const funnel = await ways['tailscale-funnel'].start('tailscale', door, null);
    expect(funnel.args).toEqual(['funnel', 'https+insecure://127.0.0.1:4321']);
    expect(funnel.addressIn('Available on the internet:\n\nhttps://box.tail1a2b3.ts.net/\n|-- proxy')).toBe(
      'https://box.tail1a2b3.ts.net',
    );
  });

  it('by ssh takes the name of a server and no option, and needs a door with a certificate', async () => {
    for (const fine of ['example.org', 'ada@example.org', 'a-name', '10.0.0.1', 'x_1'])
      expect(sshTarget.safeParse(fine).success).toBe(true);
    for (const evil of ['-oProxyCommand=id', '', 'a b', 'a;id', '$(id)', '@x', 'a\nb', 'a'.repeat(201)])
      expect(sshTarget.safeParse(evil).success).toBe(false);
    await expect(ways.ssh.start('ssh', { port: 1, isSecure: false }, 'x')).rejects.toThrow('no certificate');
    await expect(ways.ssh.start('ssh', door, null)).rejects.toThrow('Name the server');
  });

  it('is open while its program runs, and leaves no process behind', async () => {
    const guard = guarded();
    const { tunnel, address } = await open(program('echo https://a.example >&2\nexec sleep 60'), guard);
    expect(address).toBe('https://a.example');
    const [pid] = guard.pids;
    await tunnel.close();
    expect(guard.pids.size).toBe(0);
    expect(() => process.kill(pid!, 0)).toThrow('ESRCH');
  });

  it('that cannot be opened says why, in the words of its program', async () => {
    await expect(open(program('echo "Permission denied (publickey)." >&2; exit 255'))).rejects.toThrow(
      'The way could not be opened: Permission denied (publickey).',
    );
    await expect(open('/nowhere/at/all')).rejects.toThrow('ENOENT');
  });

  it('that ends by itself is said to be lost, once', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    await open(
      program('echo https://a.example\nread -r _ < /dev/null\necho gone for good\nexit 1'),
      guarded(),
      resolve,
    );
    expect(await promise).toContain('gone for good');
  });
});
