import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { quietReport } from '../../../../server/gateway/quiet-report.ts';
import { ask, Gateway } from './gateway-fixture.ts';

/** A door's answer to bytes that are written as they stand. */
function say(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    let answer = '';
    socket.setEncoding('latin1').on('data', (data: string) => {
      answer += data;
    });
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
}

const lines = (...all: string[]) => `${all.join('\r\n')}\r\nConnection: close\r\n\r\n`;

describe('a request that is none', () => {
  it.each<[string, (port: number) => string]>([
    ['an address that is cut short', (port) => lines('GET http://[ HTTP/1.1', `Host: 127.0.0.1:${port}`)],
    ['an address of two slashes', (port) => lines('GET //[ HTTP/1.1', `Host: 127.0.0.1:${port}`)],
    ['a port that is none', (port) => lines('GET http://x:99999/ HTTP/1.1', `Host: 127.0.0.1:${port}`)],
    ['a method that is none', (port) => lines('FOO / HTTP/1.1', `Host: 127.0.0.1:${port}`)],
    ['a head that is none', () => 'hello\r\n\r\n'],
    ['a header without a name', (port) => lines('GET / HTTP/1.1', `Host: 127.0.0.1:${port}`, ': x')],
    ['a header with a zero', (port) => lines('GET / HTTP/1.1', `Host: 127.0.0.1:${port}`, 'X: a\0b')],
    ['no host', () => lines('GET / HTTP/1.1')],
    [
      'two lengths',
      (port) => lines('PUT / HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Content-Length: 1', 'Content-Length: 2'),
    ],
  ])('%s is answered 400, and not reported', async (_name, bytes) => {
    const gateway = await Gateway.open();
    for (const port of [gateway.guestPort, gateway.privatePort])
      expect(await say(port, bytes(port))).toMatch(/^HTTP\/1.1 400 /);
    expect(gateway.reports).toEqual([]);
  });

  it('neither breaks the door by an upgrade', async () => {
    const gateway = await Gateway.open();
    const upgrade = [
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: eA==',
    ];
    for (const path of [
      'http://[',
      '/socket.io/?EIO=4&transport=nonsense',
      '/socket.io/?EIO=4&transport=websocket&sid=x',
      '/socket.io/?%',
      '/x',
    ])
      await say(
        gateway.guestPort,
        `${[`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${gateway.guestPort}`, ...upgrade].join('\r\n')}\r\n\r\n`,
      );
    expect((await ask(gateway.guestPort, '/')).status).toBe(200);
    expect(gateway.reports).toEqual([]);
  });
});

describe('who takes all the time and places', () => {
  const patience = { headMs: 300, requestMs: 900, fromOneAddress: 3, fromHere: 3 };
  const opened = (port: number) =>
    new Promise<{ socket: Socket; closed: Promise<void> }>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve({ socket, closed }));
      socket.on('error', () => undefined).resume();
      const closed = new Promise<void>((done) => socket.on('close', () => done()));
      onTestFinished(() => void socket.destroy());
    });

  it.each([
    ['nothing', ''],
    ['half a head', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n'],
    ['half a body', 'PUT / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nabc'],
  ])('is cut off with %s', async (_name, bytes) => {
    const gateway = await Gateway.open();
    const { port } = await gateway.listen({ patience });
    const { socket, closed } = await opened(port);
    socket.write(bytes);
    await closed;
    expect(gateway.reports).toEqual([]);
  });

  it('has so many connections, and others once they are gone', async () => {
    const gateway = await Gateway.open();
    const { port } = await gateway.listen({ patience: { ...patience, headMs: 15_000, requestMs: 15_000 } });
    const [first] = [await opened(port), await opened(port), await opened(port)];
    await (await opened(port)).closed;
    first.socket.destroy();
    await first.closed;
    await expect.poll(async () => (await ask(port, '/').catch(() => null))?.status).toBe(200);
    expect(gateway.reports).toEqual([]);
  });
});

describe("the guests' page", () => {
  it('has a policy into which nothing of a request comes', async () => {
    const { guestPort } = await Gateway.open();
    const policies = new Set<unknown>();
    for (const host of [`127.0.0.1:${guestPort}`, 'localhost:1', 'some.example'])
      policies.add((await ask(guestPort, '/', { headers: { host } })).headers['content-security-policy']);
    expect(policies.size).toBe(1);
    expect([...policies][0]).toContain("connect-src 'self' data:;");
  });

  it('is not served under a name that is not its own', async () => {
    const { guestPort } = await Gateway.open();
    for (const host of ['evil.example', '127.0.0.1:1; connect-src *']) {
      const answer = await ask(guestPort, '/', { headers: { host } });
      expect(answer.status).toBe(403);
      expect(answer.headers['content-security-policy']).toBeUndefined();
    }
  });
});

it('reports the first lines of each minute, and how many the others were', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const heard: string[] = [];
  const report = quietReport((line) => heard.push(line));
  for (let i = 0; i < 1000; i++) report(`line ${i}`);
  expect(heard).toHaveLength(10);
  vi.advanceTimersByTime(60_000);
  report('later');
  expect(heard.slice(10)).toEqual(['990 more such lines were left out', 'later']);
  vi.useRealTimers();
});
