import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { relaysFor } from '../../../../server/calls/relay-credentials.ts';
import { RelayFile } from '../../../../server/calls/relay-file.ts';
import { relaySettings } from '../../../../server/calls/relay-settings.ts';
import { Coturn, hasCoturn, turnSecret } from '../../../lib/coturn.ts';

let folder: string;
let path: string;
const told: string[] = [];
const write = (value: unknown, mode = 0o600) =>
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value), { mode });
const turn = { urls: ['turn:relay.example.org:3478?transport=udp'], secret: 'a-secret-nobody-knows' };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ensemble-relays-'));
  path = join(folder, 'calls.json');
  told.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('makes a name and a password of a relay that end, and tells no secret', () => {
  write({ servers: [{ urls: ['stun:relay.example.org'] }, turn], credentialMinutes: 10 });
  const words = new RelayFile(path, (message) => told.push(message)).forPerson('ada', 1_000_000_000);
  expect(words).toEqual({
    servers: [
      { urls: ['stun:relay.example.org'] },
      // `printf 1000600:ada | openssl dgst -sha1 -hmac a-secret-nobody-knows -binary | base64`
      { urls: turn.urls, username: '1000600:ada', credential: expect.stringMatching(/^[A-Za-z0-9+/]{27}=$/) },
    ],
    relayOnly: false,
    validMs: 600_000,
  });
  expect(JSON.stringify(words)).not.toContain(turn.secret);
  expect(told).toEqual([]);
});

it('asks nobody where there is no file, and holds a change at once', () => {
  const file = new RelayFile(path, (message) => told.push(message));
  expect(file.forPerson('ada', 0)).toEqual({ servers: [], relayOnly: false, validMs: null });
  write({ servers: [turn], relayOnly: true });
  expect(file.forPerson('ada', 0)).toMatchObject({ relayOnly: true, servers: [{ urls: turn.urls }] });
});

it('keeps the settings from before a change that is not understood, and says once where it is wrong, without the secret', () => {
  const file = new RelayFile(path, (message) => told.push(message));
  write({ servers: [{ ...turn, secret: 5 }] });
  expect(() => file.forPerson('ada', 0)).toThrow(/set up wrongly/);
  write({ servers: [turn] });
  expect(file.forPerson('ada', 0).servers).toHaveLength(1);
  write(`{ "servers": [{ "urls": ["http://x"], "secret": "${turn.secret}" }] }`);
  expect(file.forPerson('ada', 0).servers).toHaveLength(1);
  expect(file.forPerson('ada', 0).servers).toHaveLength(1);
  write('{');
  expect(file.forPerson('ada', 0).servers).toHaveLength(1);
  expect(told).toHaveLength(3);
  expect(told.join()).not.toContain(turn.secret);
});

it('refuses a relay without a secret, relays alone without any, an unknown property, and a file that is not there', () => {
  const isGood = (value: unknown) => relaySettings.safeParse(value).success;
  expect(isGood({ servers: [{ urls: ['turn:x.org'] }] })).toBe(false);
  expect(isGood({ servers: [{ urls: ['stun:x.org'] }], relayOnly: true })).toBe(false);
  expect(isGood({ servers: [], relay: true })).toBe(false);
  expect(isGood({ servers: [{ urls: ['turns:[::1]:443?transport=tcp'], secret: turn.secret }] })).toBe(true);
  expect(() => RelayFile.required(path, () => undefined)).toThrow(/is not there/);
});

it.skipIf(process.platform === 'win32')('warns of a file that other accounts can read', () => {
  write({ servers: [turn] }, 0o644);
  const file = new RelayFile(path, (message) => told.push(message));
  for (const person of ['ada', 'bob']) file.forPerson(person, 0);
  expect(told).toEqual([expect.stringContaining('chmod 600')]);
});

it.skipIf(!hasCoturn)(
  'gives passwords that a real relay takes until they end, and none other',
  { timeout: 60_000 },
  async () => {
    const coturn = await Coturn.start();
    try {
      const settings = (secret: string) =>
        relaySettings.parse({ servers: [{ urls: [`turn:127.0.0.1:${coturn.port}`], secret }] });
      const isLetIn = (secret: string, madeMs: number) => {
        const { username, credential } = relaysFor(settings(secret), 'ada', madeMs).servers[0]!;
        const options = ['-y', '-n', '1', '-u', username!, '-w', credential!, '-p', String(coturn.port), '127.0.0.1'];
        return spawnSync('turnutils_uclient', options, { timeout: 10_000 }).status === 0;
      };
      expect(isLetIn(turnSecret, Date.now())).toBe(true);
      expect(isLetIn('a-secret-of-somebody-else', Date.now())).toBe(false);
      expect(isLetIn(turnSecret, Date.now() - 61 * 60_000)).toBe(false);
    } finally {
      await coturn.close();
    }
  },
);

it('names the server that forwards calls to the session server alone, and takes no other address for it', () => {
  const file = new RelayFile(path, (message) => told.push(message));
  expect(file.forwarder()).toBeNull();
  const forwarder = { url: 'ws://127.0.0.1:8188', secret: 'a-secret-nobody-knows' };
  write({ forwarder });
  expect(file.forwarder()).toEqual({ ...forwarder, people: 9 });
  expect(JSON.stringify(file.forPerson('ada', 0))).not.toContain('8188');
  for (const url of ['http://127.0.0.1:8188', 'ws://user:word@host', 'ws://host/path?query', 'ws://'])
    expect(relaySettings.safeParse({ forwarder: { ...forwarder, url } }).success).toBe(false);
  write({ forwarder: { ...forwarder, url: 'http://x' } });
  expect(file.forwarder()).toEqual({ ...forwarder, people: 9 });
  expect(told.join()).not.toContain(forwarder.secret);
});
