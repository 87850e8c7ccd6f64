import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AttackedHost } from './lib/attacked-host.ts';
import { ask, bare, bareSocket } from './lib/bare-http.ts';
import { secrets } from './lib/planted-folder.ts';
import { RawClient } from './lib/raw-client.ts';

const long = process.env.ENSEMBLE_LONG_ATTACKS === '1';

let host: AttackedHost;
const doors = ['guests’', 'private'] as const;
const originOf = (door: (typeof doors)[number]) => (door === 'private' ? host.ownerOrigin : host.guestOrigin);
beforeAll(async () => {
  host = await AttackedHost.start();
});
afterEach(() => host.goesOn());
afterAll(() => host?.close());

/** Whether an answer holds anything that only some may know. */
function tellsSecrets(body: string): boolean {
  return [...Object.values(secrets), host.invite, host.ownerData.token!, host.folder, 'root:x:0'].some((secret) =>
    body.includes(secret),
  );
}

describe.each(doors)('at the %s door', (door) => {
  const paths = [
    '/../../../../etc/passwd',
    '/..%2f..%2f..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/assets/../../host.json',
    '/..\\..\\host.json',
    '/%5c..%5c..%5chost.json',
    '//etc/passwd',
    '/%00',
    '/%',
    '/%zz',
    '/%c0%ae%c0%ae/etc/passwd',
    '/.env',
    '/.ssh/id_rsa',
    '/assets/%2e%2e%2f%2e%2e%2fpackage.json',
    '/package.json',
    '/node_modules/ws/package.json',
    '/src/cli/ensemble.ts',
    '/host.json',
    '/sessions.db',
    '/blobs',
    '/blobs/',
    '/blobs/x',
    '/blobs//',
    `/${'a'.repeat(7_000)}`,
    `/${'../'.repeat(2_000)}`,
    '/index.html/../../x',
    '/?x=/../../etc/passwd',
    '*',
    'http://evil.example/',
    '//evil.example/%2f..',
  ];
  it.each(paths)('the path %.60s leads to nothing that is not for everybody', async (path) => {
    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS', 'TRACE', 'CONNECT', 'DELETE', 'PROPFIND']) {
      const { status, head, body } = await ask(originOf(door), `${method} ${path}`);
      expect(status < 500, `${method}: ${status}`).toBe(true);
      expect(tellsSecrets(head + body.toString())).toBe(false);
      expect(body.toString()).not.toContain('"@types/node"');
    }
  });

  const requests: Record<string, string> = {
    'no method': ' / HTTP/1.1\r\n\r\n',
    'an unknown version': 'GET / HTTP/9.9\r\nHost: x\r\n\r\n',
    'no host': 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
    'two hosts': 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    'two lengths': 'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    'a length and chunks':
      'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n',
    'a chunk of 2^60':
      'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n',
    'a head of a megabyte': `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'x'.repeat(1_000_000)}\r\n\r\n`,
    'ten thousand headers': `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n${'A: b\r\n'.repeat(10_000)}\r\n`,
    'a TLS hello': '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
    'an HTTP/2 preface': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'an upgrade to nothing': 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
    'an upgrade without a key':
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'a header split in two': 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\r\n b\rc\r\nConnection: close\r\n\r\n',
  };
  it.each(Object.entries(requests))('%s is turned down', async (_, bytes) => {
    const { head, body } = await bare(originOf(door), bytes);
    expect(head.startsWith('HTTP/1.1 5')).toBe(false);
    expect(head.startsWith('HTTP/1.1 200')).toBe(false);
    expect(tellsSecrets(head + body.toString())).toBe(false);
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '0.0.0.0',
    '127.0.0.1@evil.example',
    '127.1',
    '',
  ])('the host name “%s” is not answered (DNS rebinding)', async (name) => {
    const { port } = new URL(originOf(door));
    for (const path of ['/', '/socket.io/?EIO=4&transport=polling', '/index.html']) {
      const { status, head } = await ask(originOf(door), `GET ${path}`, { Host: name === '' ? '' : `${name}:${port}` });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(head).not.toContain('evil.example');
    }
  });

  it.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://127.0.0.1', 'file://'])(
    'a page of %s opens no socket and reads nothing',
    async (origin) => {
      const { Host, ...upgrade } = {
        Host: '',
        Origin: origin,
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      };
      expect(Host).toBe('');
      expect((await ask(originOf(door), 'GET /socket.io/?EIO=4&transport=websocket', upgrade)).status).not.toBe(101);
      const polled = await ask(originOf(door), 'GET /socket.io/?EIO=4&transport=polling', { Origin: origin });
      expect(polled.status).toBeGreaterThanOrEqual(400);
      const read = await ask(originOf(door), 'GET /', { Origin: origin });
      expect(read.head.toLowerCase()).not.toContain('access-control-allow-origin');
    },
  );

  it('each answer says what a page may do, and that nobody frames it', async () => {
    const { head } = await ask(originOf(door), 'GET /');
    expect(head.toLowerCase()).toContain('x-content-type-options: nosniff');
    expect(head.toLowerCase()).toMatch(/content-security-policy:|HTTP\/1.1 404/i);
    expect(head).not.toContain("'unsafe-eval'");
  });

  it.each([
    '/door',
    '/proof',
    '/hosting',
    '/arrivals',
    '/hosting/x',
    '/door/x',
    '/sessions',
    '/reports',
    '/csp',
    '/report',
    '/address',
    '/move',
  ])('%s tells and does nothing without a credential', async (path) => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'HEAD']) {
      for (const auth of [{}, { Authorization: 'Bearer x' }, { Authorization: `Bearer ${host.invite}` }]) {
        const headers = { 'Content-Type': 'application/json', 'Content-Length': '2', ...auth };
        const { status, head, body } = await ask(originOf(door), `${method} ${path}`, headers, '{}');
        expect(status, `${method} ${path}: ${status}`).toBeLessThan(500);
        expect(tellsSecrets(head + body.toString())).toBe(false);
      }
    }
  });

  it('requests that never end are few, and hold nobody up', async () => {
    const sockets = await Promise.all(
      Array.from({ length: long ? 400 : 100 }, () => bareSocket(originOf(door)).catch(() => null)),
    );
    for (const socket of sockets) socket?.write('POST /reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n');
    await host.goesOn();
    for (const socket of sockets) socket?.destroy();
  });
});

describe('the owner’s token', () => {
  it.each(['http://evil.example', 'null', 'http://localhost.evil.example'])(
    'is worth nothing to a page of %s',
    async (origin) => {
      const page = await RawClient.open(host.ownerOrigin, host.ownerData, { origin });
      expect(page.gone || page.closed !== null).toBe(true);
    },
  );

  it('is worth nothing at the guests’ door', async () => {
    const window = await RawClient.open(host.guestOrigin, host.ownerData);
    await window.hello({ purpose: 'window' }).catch(() => undefined);
    expect(window.welcome).toBeNull();
  });

  it.each(['', 'x', 'x'.repeat(43), 'x'.repeat(200)])('cannot be %s', async (token) => {
    const window = await RawClient.open(host.ownerOrigin, { ...host.ownerData, token });
    await window.hello({ purpose: 'window' }).catch(() => undefined);
    expect(window.welcome).toBeNull();
  });

  it('opens nothing for another person or channel than its own', async () => {
    const guest = await host.guest('viewer');
    for (const data of [
      { person: guest.welcome!.person },
      { channel: 'hosting' },
      { channel: '__proto__' },
      { token: [host.ownerData.token] },
    ]) {
      const window = await RawClient.open(host.ownerOrigin, { ...host.ownerData, ...data });
      await window.hello({ purpose: 'window' }).catch(() => undefined);
      expect(window.welcome, JSON.stringify(data)).toBeNull();
    }
  });
});
