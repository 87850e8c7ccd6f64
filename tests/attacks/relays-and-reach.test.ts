import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { everybodysCall } from '../../src/shared/capabilities/calls/calls-state.ts';
import { serverReplica } from '../../src/shared/core/ids.ts';
import { unpack } from '../../src/shared/core/message-pack.ts';
import { type OwnWindow, ownWindow } from '../lib/own-window.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import type { RawClient } from './lib/raw-client.ts';

const secret = 'canary-of-the-relay-secret';
const calls = {
  servers: [{ urls: ['stun:127.0.0.1:1'] }, { urls: ['turn:127.0.0.1:1?transport=udp'], secret }],
  credentialMinutes: 5,
};
const inCall = { n: 0, ref: everybodysCall, to: serverReplica };
const personOf = (client: RawClient) => client.welcome!.person;

let host: AttackedHost;
let programs: string;
let window: OwnWindow;

/** A program of the owner's machine that does what a script says. */
async function program(name: string, script: string): Promise<void> {
  await writeFile(join(programs, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(programs, name), 0o755);
}

beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), 'ensemble-programs-'));
  const env = { PATH: `${programs}:${process.env.PATH}` };
  host = await AttackedHost.start(undefined, { env, files: { 'calls.json': JSON.stringify(calls) } });
  window = await ownWindow(host.url);
}, 60_000);
afterEach(async () => {
  await host.goesOn();
  expect(host.output).not.toContain(secret);
  for (const guest of host.guests) expect(guest.hasHeard(secret)).toBe(false);
});
afterAll(async () => {
  window.client.leave();
  await host.close();
  await rm(programs, { recursive: true, force: true });
});

describe('relays of calls', () => {
  const told = (client: RawClient) => client.entries.filter((entry) => entry[5] === 'call.relaysTold');
  const asks = async (client: RawClient, said = {}) => {
    const verdict = await client.verdict('call.relaysAsked', {}, { ...inCall, ...said });
    await client.handled().catch(() => undefined);
    return verdict;
  };

  it('are told to who may call, in their name, and to nobody else', async () => {
    const [editor, viewer, waits] = [await host.guest('editor'), await host.guest('viewer'), await host.stranger()];
    await asks(editor);
    await editor.until(() => told(editor)[0]);
    const { servers } = unpack(told(editor)[0]![9]) as { servers: { username?: string; credential?: string }[] };
    const [, turn] = servers;
    expect(turn!.username).toContain(personOf(editor));
    expect(await asks(viewer)).toBe('not-permitted');
    waits.send({ t: 'entries', entries: [waits.entry('call.relaysAsked', {}, inCall)] });
    await waits.ended();
    for (const client of [viewer, waits, host.witness])
      expect([told(client), client.hasHeard(turn!.credential!)]).toEqual([[], false]);
  });

  it('are told no more once the right has gone, and not for somebody else', async () => {
    const [editor, other] = [await host.guest('editor'), await host.guest('editor')];
    for (const said of [{ by: other.replica }, { to: other.replica }, { ref: other.replica }]) {
      const liar = await host.guest('editor');
      await asks(liar, said);
      expect(told(other)).toEqual([]);
    }
    await host.owner.verdict('rights.changed', { person: personOf(editor), grants: { call: false } });
    expect(await asks(editor)).toBe('not-permitted');
    expect(told(editor)).toEqual([]);
    await host.owner.verdict('participant.removed', { person: personOf(other), ban: false });
    await other.ended();
    expect(told(other)).toEqual([]);
  });

  it('are told by the server alone', async () => {
    const liar = await host.guest('editor');
    const body = { servers: [{ urls: ['turn:evil.example'] }], relayOnly: true, validMs: null };
    expect(await liar.verdict('call.relaysTold', body, { ...inCall, to: host.witness.replica })).not.toBe('taken');
    await host.witness.handled();
    expect(host.witness.hasHeard('evil.example')).toBe(false);
  });

  it('asked for without end are told at their rate', async () => {
    const flood = await host.guest('editor');
    for (let i = 0; i < 400; i++) flood.say('call.relaysAsked', {}, inCall);
    await flood.until(() => told(flood)[0]);
    expect(told(flood).length).toBeLessThan(30);
    expect(await host.keyMs()).toBeLessThan(5_000);
  });
});

describe('ways from elsewhere', () => {
  const methods: [string, object][] = [
    ['reach.list', {}],
    ['reach.start', { way: 'cloudflared', target: null }],
    ['reach.start', { way: 'ssh', target: '-oProxyCommand=touch /tmp/evil' }],
    ['reach.stop', {}],
  ];

  it.each(['viewer', 'editor', 'maintainer', 'owner'] as const)('are not for a %s who is elsewhere', async (role) => {
    await program('cloudflared', 'touch "$0.ran"; exec sleep 60');
    const guest = await host.guest(role);
    for (const [method, params] of methods) {
      const { error } = await guest.request(method, params, host.host);
      expect([method, error?.code]).toEqual([method, expect.stringMatching(/not-permitted|bad-request/)]);
    }
    await expect(rm(join(programs, 'cloudflared.ran'))).rejects.toThrow();
  });

  it('are said by nobody but the host', async () => {
    const owner = await host.guest('owner');
    const reached = { way: 'cloudflared', origin: 'https://evil.trycloudflare.com' };
    for (const term of [host.term, host.term + 1])
      expect(await owner.verdict('reach.changed', { term, reached })).not.toBe('taken');
  });

  const start = (way: string, target: string | null = null, signal?: AbortSignal) =>
    window.direct.request('reach.start' as never, { way, target } as never, { signal } as never).then(
      () => ({ message: 'opened', code: '' }),
      (thrown: { message: string; code: string }) => thrown,
    );

  it('by a program that dies say its words without what a terminal obeys', async () => {
    await program(
      'cloudflared',
      `printf '\\033]0;EVIL\\007\\033[31mhttps://evil.example/\\033[0m\\n\\342\\200\\256drow' >&2; exit 3`,
    );
    const { message } = await start('cloudflared');
    expect(message).toContain('could not be opened');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
    expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
    expect(host.output).not.toMatch(/[\u001b\u0007\u202e]/);
  });

  it('take no address but one of their own', async () => {
    for (const address of [
      'http://a.trycloudflare.com/',
      'https://a.trycloudflare.com.evil.example/',
      'https://user@a.trycloudflare.com/',
      'https://evil.example/a.trycloudflare.com',
      'https://evil.example#.trycloudflare.com',
    ]) {
      await program('cloudflared', `echo '${address}'; exit 1`);
      expect([address, (await start('cloudflared')).message]).toEqual([address, expect.stringContaining('could not')]);
    }
  });

  it('by a program that floods and never ends leave the host at work, and end with it', async () => {
    await program('cloudflared', 'exec yes "https://https://a.trycloudflare.co https://-.-"');
    const opening = start('cloudflared');
    expect(await host.keyMs()).toBeLessThan(5_000);
    await host.goesOn();
    expect((await start('cloudflared')).code).toBe('exists');
    await window.direct.request('reach.stop' as never, {} as never);
    expect((await opening).message).not.toBe('opened');
    expect(() => execFileSync('pgrep', ['-f', 'https://a.trycloudflare.co '])).toThrow();
  });

  it('by tailscale take no answer that is none', async () => {
    for (const answer of ['{}', '[]', 'null', '{"BackendState":{"a":1}}', '{"__proto__":{"BackendState":"Running"}}']) {
      await program('tailscale', `echo '${answer}'`);
      expect((await start('tailscale-serve')).message).toContain('does not answer');
    }
  });
});
